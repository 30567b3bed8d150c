import { readFileSync } from "node:fs";
import { tableFromIPC } from "apache-arrow";
import { describe, expect, it } from "vitest";
import { batchOf, ipcOf } from "../../test/support/arrow-data.js";
import { typeCases } from "../../test/support/type-cases.js";
import { readRows } from "./read-rows.js";
import type { RowMode } from "./row-mode.js";

const modes: readonly RowMode[] = ["lossless", "js", "json"];

describe.each(typeCases)("$arrow", (test) => {
  const made = batchOf([["value", test.data]]);
  const values = (mode: RowMode, batch = made) => readRows(batch, mode).map((row) => row["value"]);

  it.each(modes)("reads as the table says in %s mode", (mode) => {
    expect(values(mode).slice(0, 2)).toStrictEqual([...test[mode]]);
  });

  it("reads the same after a way through Arrow IPC", () => {
    const [batch] = tableFromIPC(ipcOf([made])).batches;
    for (const mode of modes) expect(values(mode, batch)).toStrictEqual(values(mode));
  });

  it("reads the same from a slice", () => {
    for (const mode of modes) expect(values(mode, made.slice(1, 2))).toStrictEqual(values(mode).slice(1, 2));
  });

  it("survives JSON in json mode", () => {
    expect(JSON.parse(JSON.stringify(values("json")))).toStrictEqual(values("json"));
  });
});

it("stands in the README as it is tested here", () => {
  const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
  // The formatter pads the cells of a table.
  const lines = readme.split("\n").map((line) => line.replaceAll(/ {2,}\|/g, " |"));
  const first = lines.findIndex((line) => line.startsWith("| Arrow |"));
  const rows = typeCases.map((test) => `| ${[test.arrow, ...test.text].join(" | ")} |`);
  expect(lines.slice(first + 2, lines.indexOf("", first))).toEqual(rows);
});

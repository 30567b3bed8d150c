import { Bool, Decimal, Field, Int64, Schema, Utf8 } from "apache-arrow";
import { expect, test } from "vitest";
import { fitWidths } from "./fit-widths.js";
import { rowFormats } from "./format-names.js";
import type { JsonRow } from "./row-format.js";

const schema = new Schema([new Field("n", new Int64()), new Field("name", new Utf8()), new Field("ok", new Bool())]);
const rows: JsonRow[] = [
  { n: 1, name: 'say "hi", you', ok: true },
  { n: -20, name: "", ok: null },
  { n: null, name: "日本\n|<b>", ok: false },
];

function written(name: keyof typeof rowFormats, batches: readonly JsonRow[][], width?: number): string {
  const format = rowFormats[name](schema, { width });
  return batches.map((batch) => format.rows(batch)).join("") + format.end();
}

test("csv: quotes where they are needed, and an empty text is no null", () => {
  expect(written("csv", [rows.slice(0, 2), rows.slice(2)])).toBe(
    'n,name,ok\n1,"say ""hi"", you",true\n-20,"",\n,"日本\n|<b>",false\n',
  );
  expect(written("csv", [])).toBe("n,name,ok\n");
});

test("json: one array, a row on each line, over all batches", () => {
  const text = written("json", [rows.slice(0, 1), [], rows.slice(1)]);
  expect(JSON.parse(text)).toEqual(rows);
  expect(text.split("\n")).toHaveLength(6);
  expect(written("json", [])).toBe("[]\n");
});

test("markdown: numbers to the right, and nothing breaks out of its cell", () => {
  expect(written("markdown", [rows])).toBe(
    '| n | name | ok |\n| --: | --- | --- |\n| 1 | say "hi", you | true |\n| -20 |  |  |\n|  | 日本<br>\\|&lt;b> | false |\n',
  );
});

test("table: wide characters line up, numbers stand to the right", () => {
  expect(written("table", [rows])).toBe(
    [
      "   n │ name          │ ok",
      "─────┼───────────────┼──────",
      '   1 │ say "hi", you │ true',
      " -20 │               │ null",
      "null │ 日本\\n|<b>    │ false",
      "",
    ].join("\n"),
  );
});

test("table: on a terminal long cells are cut to its width, elsewhere later ones stick out", () => {
  const long = "x".repeat(50);
  const onTerminal = written("table", [[{ n: 1, name: long, ok: true }]], 40);
  for (const line of onTerminal.trimEnd().split("\n")) expect(line.length).toBeLessThanOrEqual(40);
  expect(onTerminal).toContain("x…");
  const many = Array.from({ length: 1_000 }, (_, index) => ({ n: index, name: "a", ok: true }));
  expect(written("table", [many, [{ n: 1, name: long, ok: true }]])).toContain(`  1 │ ${long} │ true\n`);
});

test("table: without rows it still has its columns", () => {
  expect(written("table", [])).toBe("n │ name │ ok\n──┼──────┼───\n");
});

test("lists and structs are JSON, decimals are numbers", () => {
  const nested = new Schema([new Field("price", new Decimal(2, 10)), new Field("tags", new Utf8())]);
  const format = rowFormats.table(nested, { width: undefined });
  expect(format.rows([{ price: "1.50", tags: ["a", { b: 1 }] }]) + format.end()).toBe(
    'price │ tags\n──────┼──────────────\n 1.50 │ ["a",{"b":1}]\n',
  );
});

test("widths that fit stay, the widest are narrowed first, and none below six", () => {
  expect(fitWidths([3, 50, 20], undefined)).toEqual([3, 50, 20]);
  expect(fitWidths([3, 5], 80)).toEqual([3, 5]);
  const fitted = fitWidths([3, 50, 20], 40);
  expect(fitted[0]).toBe(3);
  expect(fitted.reduce((sum, width) => sum + width, 0) + 6).toBe(40);
  expect(fitWidths([30, 30, 30], 10)).toEqual([6, 6, 6]);
});

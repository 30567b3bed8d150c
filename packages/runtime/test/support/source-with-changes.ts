import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { tableFromArrays } from "apache-arrow";
import type { Session } from "../../src/index.js";

/** Rows n = first … and text = `row n`. */
export function rowsFrom(first: number, count: number) {
  const numbers = Array.from({ length: count }, (_, index) => first + index);
  return tableFromArrays({ n: Int32Array.from(numbers), text: numbers.map((n) => `row ${n}`) });
}

/** A Delta table of rows 0 to 9, or of these, that records its changes. Gives a function that appends rows. */
export async function sourceWithChanges(session: Session, uri: string, rows?: Readonly<Record<string, Int32Array>>) {
  const table = session.delta(uri);
  await table.write(rows ? tableFromArrays(rows) : rowsFrom(0, 10), { mode: "create" });
  const commit = join(uri, "_delta_log", `${"0".repeat(20)}.json`);
  const actions = (await readFile(commit, "utf8"))
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  for (const action of actions) {
    if (action.metaData) action.metaData.configuration["delta.enableChangeDataFeed"] = "true";
    if (action.protocol) action.protocol = { minReaderVersion: 1, minWriterVersion: 4 };
  }
  await writeFile(commit, actions.map((action) => `${JSON.stringify(action)}\n`).join(""));
  return (first: number, count: number) => table.write(rowsFrom(first, count), { mode: "append" });
}

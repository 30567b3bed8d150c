import { readFileSync } from "node:fs";
import { tableFromIPC } from "apache-arrow";
import { expect, test } from "vitest";
import type { AddAction } from "../src/add-action.js";
import { type FileIndex, indexedFiles } from "../src/file-index.js";
import { fileIndexFromAddActions } from "../src/file-index-from-add-actions.js";
import { fileIndexFromArrow } from "../src/file-index-from-arrow.js";
import { dateValue, decimalValue, timestampValue } from "../src/literal.js";
import { and, compare, isNotNull, isNull, type Predicate } from "../src/predicate.js";
import { predicateText } from "../src/predicate-text.js";
import { pruneFiles } from "../src/prune-files.js";
import type { TableMetadata } from "../src/table-schema.js";

// A table of four files of one row each, written by deltalake 1.6.6, and its `get_add_actions(flatten=…)`.
const read = (name: string) => readFileSync(new URL(`./fixtures/every-type.${name}`, import.meta.url));
const actions = read("log.jsonl")
  .toString()
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as { add?: AddAction; metaData?: TableMetadata });
const metadata = actions.find(({ metaData }) => metaData !== undefined)?.metaData as TableMetadata;
const adds = actions.flatMap(({ add }) => add ?? []);

const fromLog = fileIndexFromAddActions(adds, metadata);
const fromArrow = ["flat", "nested"].map((shape) => fileIndexFromArrow(tableFromIPC(read(`${shape}.arrow`)), metadata));

/** The files that are kept, by the value of partition `p`, which is another in each. */
function kept(index: FileIndex, predicate: Predicate): string[] {
  const names: Record<string, string> = {
    "p=a%2520b": "1",
    "p=%25C3%25BC%2525": "2",
    "p=__HIVE_DEFAULT_PARTITION__": "3",
    "p=": "4",
  };
  return pruneFiles(index, predicate)
    .files.map((path) => names[path.split("/")[0] ?? ""] ?? path)
    .toSorted();
}

const expectations: readonly (readonly [Predicate, string])[] = [
  [compare("p", "=", "a b"), "1"],
  [compare("p", "=", "ü%"), "2"],
  [isNull("p"), "34"],
  [compare("pd", "=", dateValue("1969-12-31")), "1234"],
  [compare("pd", "<>", dateValue("1969-12-31")), ""],
  [compare("i", "=", 2n ** 60n), "4"],
  [compare("i", "=", 2n ** 60n - 1n), ""],
  [isNull("i"), "3"],
  // The file with NaN has no statistics of it.
  [compare("f", ">", 100), "123"],
  [compare("f", "=", 0), "23"],
  [compare("f4", "=", Math.fround(0.2)), "2"],
  [compare("s", ">", "z"), ""],
  [compare("s", "=", "y\u{1f600}"), "2"],
  [isNotNull("s"), "123"],
  [compare("bo", "=", true), "1"],
  [compare("dt", "<", dateValue("1970-01-01")), "1"],
  // Of the fourth, 3 µs are left as 0 ms, from which a time before 1970 may have been cut as well.
  [compare("ts", "=", timestampValue(-1n)), "14"],
  [compare("tn", "=", timestampValue(3n)), "4"],
  [compare("st.a", "=", 5), "4"],
  [compare("st.in.x", "=", "q"), "1"],
  [isNotNull("al"), ""],
];

test.each(expectations.map(([predicate, files]) => ({ predicate, files, text: predicateText(predicate) })))(
  "$text",
  ({ predicate, files }) => {
    expect(kept(fromLog, predicate).join("")).toBe(files);
  },
);

test("a table of add actions gives what the log gives, flat or nested", () => {
  for (const index of fromArrow) {
    expect([...indexedFiles(index)]).toEqual(expect.arrayContaining([...indexedFiles(fromLog)]));
    for (const [predicate, files] of expectations) expect(kept(index, predicate).join("")).toBe(files);
  }
});

test("an empty partition text is itself or null in the log, and null where delta-rs has read it", () => {
  expect(kept(fromLog, compare("p", "=", ""))).toEqual(["4"]);
  expect(fromArrow.map((index) => kept(index, compare("p", "=", "")))).toEqual([[], []]);
});

test("an exact decimal beyond 2^53 and the double that stands for it", () => {
  const value = "1234567890123456789.12";
  expect(kept(fromLog, compare("d", "=", decimalValue(value)))).toEqual(["1"]);
  expect(kept(fromLog, compare("d", "=", decimalValue("3.33")))).toEqual(["4"]);
  // delta-rs reads no decimal from such a double, so its table of add actions has none.
  expect(kept(fromArrow[0] as FileIndex, compare("d", "=", decimalValue(value)))).toEqual(["1"]);
  expect(kept(fromArrow[0] as FileIndex, compare("d", "=", decimalValue("3.33")))).toEqual(["1", "4"]);
});

test("columns that are not asked for are not kept, and their conditions keep every file", () => {
  const index = fileIndexFromAddActions(adds, metadata, { columns: ["i"] });
  expect(kept(index, and(compare("i", "=", 2), compare("dt", "=", dateValue(0))))).toEqual(["2"]);
  expect(index.byteLength).toBeLessThan(fromLog.byteLength / 2);
  expect(() => fileIndexFromAddActions(adds, metadata, { columns: ["l"] })).toThrow(/^invalid-schema: .* l /);
});

import { expect, test } from "vitest";
import { metadataOf, skips } from "../test/one-column.js";
import type { ColumnType } from "./column-type.js";
import type { FileIndex } from "./file-index.js";
import { fileIndexFromAddActions } from "./file-index-from-add-actions.js";
import { timestampValue } from "./literal.js";
import { parseGeneration } from "./parse-generation.js";
import { and, compare, isNull, like } from "./predicate.js";
import { pruneFiles } from "./prune-files.js";

/** A file of one partition, without statistics, whose column `p` is generated from `x`. */
function generated(
  type: ColumnType,
  partition: ColumnType,
  expression: string,
  text: string | null,
  columns?: string[],
): FileIndex {
  const metadata = metadataOf({ x: type, p: partition }, ["p"], { p: { "delta.generationExpression": expression } });
  return fileIndexFromAddActions([{ path: "a", size: 1, partitionValues: { p: text } }], metadata, { columns });
}

const at = (text: string) => timestampValue(new Date(text));

test("a condition on the source prunes the partitions made from it", () => {
  const day = generated("timestamp_ntz", "date", "CAST(x AS DATE)", "2026-03-01", ["x"]);
  expect(skips(day, compare("x", ">=", at("2026-03-02T00:00:00Z")))).toBe(true);
  expect(skips(day, compare("x", ">=", at("2026-03-01T23:59:59.999Z")))).toBe(false);
  expect(skips(day, compare("x", "<", at("2026-03-01T00:00:00Z")))).toBe(true);
  expect(skips(day, isNull("x"))).toBe(true);
  const { report } = pruneFiles(day, compare("x", "<", at("2026-03-01T00:00:00Z")));
  expect(report.skipped).toMatchObject([{ by: "partition", reason: "p is 2026-03-01" }]);
});

test("of a timestamp with a zone the day may be another one's", () => {
  const day = generated("timestamp", "date", "CAST(x AS DATE)", "2026-03-01");
  expect(skips(day, compare("x", ">=", at("2026-03-02T13:00:00Z")))).toBe(false);
  expect(skips(day, compare("x", ">=", at("2026-03-02T14:00:00Z")))).toBe(true);
  expect(skips(day, compare("x", "<", at("2026-02-28T09:00:00Z")))).toBe(true);
});

test("year, month, substring, date_format and a plain column", () => {
  const x = compare("x", "=", at("2026-03-01T10:00:00Z"));
  expect(skips(generated("timestamp_ntz", "integer", "YEAR(x)", "2026"), x)).toBe(false);
  expect(skips(generated("timestamp_ntz", "integer", "year(`x`)", "2025"), x)).toBe(true);
  expect(skips(generated("timestamp_ntz", "integer", "MONTH(x)", "3"), x)).toBe(false);
  expect(skips(generated("timestamp_ntz", "integer", "MONTH(x)", "4"), x)).toBe(true);
  expect(skips(generated("timestamp_ntz", "string", "DATE_FORMAT(x, 'yyyy-MM')", "2026-03"), x)).toBe(false);
  expect(skips(generated("timestamp_ntz", "string", "DATE_FORMAT(x, 'yyyy-MM')", "2026-04"), x)).toBe(true);
  expect(skips(generated("timestamp_ntz", "timestamp_ntz", "date_trunc('HOUR', x)", "2026-03-01 11:00:00"), x)).toBe(
    true,
  );
  expect(skips(generated("string", "string", "SUBSTRING(x, 1, 2)", "ab"), like("x", "abc%"))).toBe(false);
  expect(skips(generated("string", "string", "SUBSTRING(x, 1, 2)", "ab"), like("x", "b%"))).toBe(true);
  expect(skips(generated("string", "string", "SUBSTRING(x, 1, 2)", "a"), compare("x", "=", "ab"))).toBe(true);
  expect(skips(generated("long", "long", "x", "7"), compare("x", "=", 8))).toBe(true);
  // A span of several months says nothing of the month alone, unless it is missed by all of them.
  const spring = and(compare("x", ">=", at("2026-03-20T00:00:00Z")), compare("x", "<", at("2026-04-02T00:00:00Z")));
  expect(["3", "4"].map((month) => skips(generated("timestamp_ntz", "integer", "MONTH(x)", month), spring))).toEqual([
    false,
    false,
  ]);
});

test("null, unknown texts and expressions that are not understood say nothing", () => {
  const x = compare("x", "=", at("2026-03-01T10:00:00Z"));
  expect(skips(generated("timestamp_ntz", "integer", "YEAR(x)", null), x)).toBe(false);
  expect(skips(generated("timestamp_ntz", "integer", "YEAR(x)", "MMXXVI"), x)).toBe(false);
  for (const text of [
    "YEAR(x) + 1",
    "my_udf(x)",
    "CAST(x AS VARCHAR(3))",
    "SUBSTRING(x, 2, 2)",
    "DATE_FORMAT(x, 'MM')",
    "(",
    "",
    7,
  ]) {
    expect(parseGeneration(text)).toBeUndefined();
  }
});

test("under column mapping the log has physical names, and predicates logical ones", () => {
  const metadata = metadataOf(
    { a: "long", b: "long", p: "string" },
    ["p"],
    // Once renamed: each has the name that the other had.
    {
      a: { "delta.columnMapping.physicalName": "b" },
      b: { "delta.columnMapping.physicalName": "a" },
      p: { "delta.columnMapping.physicalName": "col-1" },
    },
    { "delta.columnMapping.mode": "name" },
  );
  const stats = '{"numRecords":1,"minValues":{"a":1,"b":100},"maxValues":{"a":2,"b":200},"nullCount":{"a":0,"b":0}}';
  const index = fileIndexFromAddActions([{ path: "x", size: 1, partitionValues: { "col-1": "v" }, stats }], metadata);
  expect(skips(index, compare("a", ">=", 100))).toBe(false);
  expect(skips(index, compare("b", ">=", 100))).toBe(true);
  expect(skips(index, compare("p", "=", "w"))).toBe(true);
});

test("a double column that was once a float is widened like one", () => {
  const typeChanges = [{ fromType: "float", toType: "double" }];
  const adds = [{ path: "x", size: 1, partitionValues: {}, stats: '{"minValues":{"x":0.1},"maxValues":{"x":0.1}}' }];
  const index = fileIndexFromAddActions(
    adds,
    metadataOf({ x: "double" }, [], { x: { "delta.typeChanges": typeChanges } }),
  );
  expect(skips(index, compare("x", "=", Math.fround(0.1)))).toBe(false);
  expect(skips(fileIndexFromAddActions(adds, metadataOf({ x: "double" })), compare("x", "=", Math.fround(0.1)))).toBe(
    true,
  );
});

test("names with points, and schemas and actions that are none", () => {
  const stats = '{"minValues":{"a.b":{"c":1}},"maxValues":{"a.b":{"c":2}}}';
  const struct = { type: "struct", fields: [{ name: "c", type: "long", nullable: true, metadata: {} }] };
  const index = fileIndexFromAddActions(
    [{ path: "x", size: 1, partitionValues: {}, stats }],
    metadataOf({ "a.b": struct }),
  );
  expect(skips(index, compare("`a.b`.c", ">", 2))).toBe(true);
  expect(() => fileIndexFromAddActions([], { schemaString: "{", partitionColumns: [] })).toThrow(/^invalid-schema: /);
  expect(() => fileIndexFromAddActions([], { schemaString: "{}", partitionColumns: [] })).toThrow(/^invalid-schema: /);
  expect(() => fileIndexFromAddActions([], metadataOf({ x: "long" }, ["y"]))).toThrow(/^invalid-schema: .* y /);
  for (const add of [
    null,
    {},
    { path: "a", size: -1, partitionValues: {} },
    { path: "a", size: 1 },
    { path: "a", size: 1, partitionValues: {}, stats: "{" },
  ]) {
    expect(() => fileIndexFromAddActions([add as never], metadataOf({ x: "long" }))).toThrow(/^invalid-index: /);
  }
});

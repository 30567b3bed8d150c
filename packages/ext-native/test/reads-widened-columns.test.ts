import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, it, vi } from "vitest";
import { addOf, commit, deletionVector, field, folderWith, tableActions } from "./support/hand-written-table.js";
import { python } from "./support/python.js";
import { openSession, rowsOf } from "./support/sessions.js";

// Many steps each, on machines that may be busy.
vi.setConfig({ testTimeout: 30_000 });

/**
 * The changes of type that the protocol allows (PROTOCOL.md, "Type Widening"): the values of a file from before as its statistics have them, those
 * of a file from after, and a condition that only the greater value of the first meets, at the edge of what its statistics tell.
 */
const widenings: readonly {
  from: string;
  to: string;
  arrow: string;
  wide: string;
  low: number | string;
  high: number | string;
  edge: string;
  /** The `id` that meets the condition. Default: that of the greater value, 2. */
  found?: number;
}[] = [
  { from: "byte", to: "short", arrow: "int8", wide: "int16", low: -128, high: 127, edge: "v = 127" },
  { from: "byte", to: "integer", arrow: "int8", wide: "int32", low: -1, high: 7, edge: "v = 7" },
  { from: "byte", to: "long", arrow: "int8", wide: "int64", low: -1, high: 7, edge: "v BETWEEN 7 AND 8" },
  { from: "short", to: "integer", arrow: "int16", wide: "int32", low: -32_768, high: 32_767, edge: "v = 32767" },
  { from: "short", to: "long", arrow: "int16", wide: "int64", low: 0, high: 300, edge: "v > 299 AND v < 301" },
  { from: "integer", to: "long", arrow: "int32", wide: "int64", low: 0, high: 2 ** 31 - 1, edge: "v = 2147483647" },
  { from: "byte", to: "double", arrow: "int8", wide: "float64", low: -3, high: 4, edge: "v = 4.0" },
  { from: "short", to: "double", arrow: "int16", wide: "float64", low: -3, high: 4, edge: "v > 3.5 AND v < 5" },
  { from: "integer", to: "double", arrow: "int32", wide: "float64", low: -3, high: 4, edge: "v = 4" },
  // As doubles these floats are 0.10000000149011612 and 0.699999988079071, beside what their texts say.
  { from: "float", to: "double", arrow: "float32", wide: "float64", low: 0.1, high: 0.7, edge: "v > 0.69 AND v < 0.7" },
  { from: "float", to: "double", arrow: "float32", wide: "float64", low: 0.7, high: 1.1, edge: "v < 0.7", found: 0 },
  {
    from: "decimal(5,2)",
    to: "decimal(12,4)",
    arrow: "decimal128(5,2)",
    wide: "decimal128(12,4)",
    low: 1.25,
    high: 9.75,
    edge: "v = 9.75",
  },
  { from: "byte", to: "decimal(12,2)", arrow: "int8", wide: "decimal128(12,2)", low: 1, high: 9, edge: "v = 9" },
  { from: "integer", to: "decimal(14,4)", arrow: "int32", wide: "decimal128(14,4)", low: 1, high: 9, edge: "v = 9" },
  { from: "long", to: "decimal(22,2)", arrow: "int64", wide: "decimal128(22,2)", low: 1, high: 9, edge: "v = 9" },
  {
    from: "date",
    to: "timestamp_ntz",
    arrow: "date32",
    wide: "timestamp('us')",
    low: "1969-12-31",
    high: "2024-02-29",
    edge: "v = TIMESTAMP '2024-02-29 00:00:00'",
  },
];

let files: string;

/** For each change a file of the two narrow values and a null, one of a wide value that is far away, and all of it inside lists, structs and maps. */
beforeAll(async () => {
  files = mkdtempSync(join(tmpdir(), "ext-native-"));
  await python(
    `
import json
from datetime import date, datetime
from decimal import Decimal
import pyarrow.parquet as pq
folder = sys.argv[1]
def typed(name): return eval("pa." + name if "(" in name else "pa." + name + "()")
def value(v, kind):
    if isinstance(v, str): v = date.fromisoformat(v)
    if kind.startswith("decimal"): return Decimal(str(v))
    if kind.startswith("timestamp"): return datetime(v.year, v.month, v.day) if isinstance(v, date) else v
    return v
for at, case in enumerate(json.loads(sys.argv[2])):
    far = datetime(2400, 1, 1) if case["wide"].startswith("timestamp") else value(100000, case["wide"]) if case["wide"] != "int16" else 200
    for part, kind, values in (("narrow", case["arrow"], [value(case["low"], case["arrow"]), None, value(case["high"], case["arrow"])]), ("wide", case["wide"], [far])):
        column = pa.array(values, typed(kind))
        ids = pa.array(range(len(values)) if part == "narrow" else [9], pa.int32())
        nested = pa.StructArray.from_arrays([column], ["v"])
        lists = pa.ListArray.from_arrays(list(range(len(values) + 1)), column)
        maps = pa.MapArray.from_arrays(list(range(len(values) + 1)), pa.array(["k"] * len(values)), column)
        pq.write_table(pa.table({"id": ids, "v": column, "s": nested, "l": lists, "m": maps}), f"{folder}/{part}-{at}.parquet")
`,
    files,
    JSON.stringify(widenings),
  );
  return () => rmSync(files, { recursive: true });
}, 120_000);

const cases = widenings.flatMap((widening, at) =>
  [false, true].map((isDeleted) => ({ ...widening, at, isDeleted, also: isDeleted ? " with a deletion vector" : "" })),
);

it.each(cases)("$from becomes $to: $edge$also", async ({ from, to, low, high, edge, found, at, isDeleted }) => {
  const [narrow, wide] = [`narrow-${at}.parquet`, `wide-${at}.parquet`];
  const folder = folderWith(files, [narrow, wide]);
  const changes = { "delta.typeChanges": [{ fromType: from, toType: to }] };
  const nested = (path: string) => ({ "delta.typeChanges": [{ fromType: from, toType: to, fieldPath: path }] });
  const fields = [
    field("id", "integer"),
    field("v", to, changes),
    field("s", { type: "struct", fields: [field("v", to, changes)] }),
    field("l", { type: "array", elementType: to, containsNull: true }, nested("element")),
    field("m", { type: "map", keyType: "string", valueType: to, valueContainsNull: true }, nested("value")),
  ];
  const features = ["typeWidening", "timestampNtz", "deletionVectors"];
  // A vector in front of the values that count: the null is deleted.
  const vector = isDeleted ? { deletionVector: deletionVector([1]) } : {};
  const statistics = {
    numRecords: 3,
    minValues: { id: 0, v: low, s: { v: low } },
    maxValues: { id: 2, v: high, s: { v: high } },
    nullCount: { id: 0, v: 1, s: { v: 1 } },
  };
  commit(folder, 0, [
    ...tableActions({ features, fields, configuration: { "delta.enableTypeWidening": "true" } }),
    addOf(folder, narrow, statistics, vector),
    addOf(folder, wide, { numRecords: 1 }),
  ]);
  const session = openSession();
  await session.registerTable("t", { delta: folder });
  const ids = async (condition: string) =>
    (await rowsOf(session, `SELECT id FROM t WHERE ${condition} ORDER BY id`, { mode: "js" })).map((row) => row["id"]);
  const expected = [found ?? 2];
  expect(await ids(edge)).toEqual(expected);
  expect(await ids(edge.replaceAll("v ", "s['v'] "))).toEqual(expected);
  expect(await ids(edge.replaceAll("v ", "l[1] "))).toEqual(expected);
  expect(await ids(edge.replaceAll("v ", "m['k'] "))).toEqual(expected);
  expect(await ids("v IS NULL")).toEqual(isDeleted ? [] : [1]);
  expect(await ids("v IS NOT NULL")).toEqual([0, 2, 9]);
  const [type] = await rowsOf(session, "SELECT arrow_typeof(v) AS v, arrow_typeof(s['v']) AS s FROM t LIMIT 1");
  expect(type?.["v"]).toBe(type?.["s"]);
  expect(await rowsOf(session, "SELECT count(*) AS n FROM t", { mode: "js" })).toEqual([{ n: isDeleted ? 3 : 4 }]);
});

it("the feature's name before it was settled means the same", async () => {
  const folder = folderWith(files, ["narrow-5.parquet"]);
  commit(folder, 0, [
    ...tableActions({ features: ["typeWidening-preview"], fields: [field("id", "integer"), field("v", "long")] }),
    addOf(folder, "narrow-5.parquet"),
  ]);
  const session = openSession();
  await session.registerTable("t", { delta: folder });
  expect(await rowsOf(session, "SELECT v FROM t WHERE v > 5")).toEqual([{ v: 2n ** 31n - 1n }]);
});

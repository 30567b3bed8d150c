import { Table, tableFromArrays, vectorFromArray } from "apache-arrow";
import { describe, expect, it } from "vitest";
import { CalendarDate, Decimal, Duration, Interval, readRows, TimeOfDay, Timestamp } from "../src/index.js";
import { batchOf } from "./support/arrow-data.js";
import { batchesOf, openSession, rowsOf } from "./support/sessions.js";
import { typeCases } from "./support/type-cases.js";

const cast = (value: string, type: string) => `arrow_cast(${value}, '${type}')`;

describe("values from SQL", () => {
  it.each<[expression: string, expected: unknown]>([
    ["NULL", null],
    ["true", true],
    [cast("-1", "Int8"), -1],
    [cast("255", "UInt8"), 255],
    ["9223372036854775807", 2n ** 63n - 1n],
    [cast("'18446744073709551615'", "UInt64"), 2n ** 64n - 1n],
    [cast("1.5", "Float16"), 1.5],
    ["0.1", 0.1],
    ["'é💶'", "é💶"],
    [cast("'a view of more than twelve bytes'", "Utf8View"), "a view of more than twelve bytes"],
    [cast("'x'", "LargeUtf8"), "x"],
    [cast("'word'", "Dictionary(Int32, Utf8)"), "word"],
    ["X'00ff'", Uint8Array.of(0, 255)],
    [cast("X'00ff'", "FixedSizeBinary(2)"), Uint8Array.of(0, 255)],
    [cast("X'00ff'", "BinaryView"), Uint8Array.of(0, 255)],
    [cast("'-1.25'", "Decimal32(5, 2)"), new Decimal(-125n, 5, 2)],
    [cast("'-1.25'", "Decimal64(15, 2)"), new Decimal(-125n, 15, 2)],
    [cast("'-1.25'", "Decimal128(38, 2)"), new Decimal(-125n, 38, 2)],
    [
      cast("'-12345678901234567890123456789012345678901234.5'", "Decimal256(70, 1)"),
      new Decimal(-123456789012345678901234567890123456789012345n, 70, 1),
    ],
    ["DATE '2024-02-29'", new CalendarDate(19_782)],
    [cast("'2024-02-29'", "Date64"), new Timestamp("millisecond", 1_709_164_800_000n, null)],
    [cast("'12:34:56'", "Time32(s)"), new TimeOfDay("second", 45_296n)],
    [cast("'12:34:56.001'", "Time32(ms)"), new TimeOfDay("millisecond", 45_296_001n)],
    [cast("'12:34:56.000001'", "Time64(us)"), new TimeOfDay("microsecond", 45_296_000_001n)],
    ["TIME '12:34:56.000001'", new TimeOfDay("nanosecond", 45_296_000_001_000n)],
    ["TIMESTAMP '2024-02-29T12:00:00.000000001'", new Timestamp("nanosecond", 1_709_208_000_000_000_001n, null)],
    [
      cast("'2024-02-29T12:00:00+01:00'", 'Timestamp(ms, "Europe/Berlin")'),
      new Timestamp("millisecond", 1_709_204_400_000n, "Europe/Berlin"),
    ],
    [cast("-1", "Timestamp(s)"), new Timestamp("second", -1n, null)],
    [cast("'2262-04-11'", "Timestamp(µs)"), new Timestamp("microsecond", 9_223_286_400_000_000n, null)],
    [
      cast("'2024-02-29T12:00:00'", 'Timestamp(ns, "+05:30")'),
      new Timestamp("nanosecond", 1_709_188_200_000_000_000n, "+05:30"),
    ],
    [cast("5", "Duration(ms)"), new Duration("millisecond", 5n)],
    [cast("-5", "Duration(ns)"), new Duration("nanosecond", -5n)],
    [cast("'14 months'", "Interval(YearMonth)"), new Interval(14, 0, 0n)],
    [cast("'3 days 0.25 seconds'", "Interval(DayTime)"), new Interval(0, 3, 250_000_000n)],
    ["INTERVAL '1 month -2 days 3.5 seconds'", new Interval(1, -2, 3_500_000_000n)],
    ["[1, NULL, 3]", [1n, null, 3n]],
    [cast("[1, 2]", "LargeList(Int64)"), [1n, 2n]],
    [cast("[1, 2]", "FixedSizeList(2, Int64)"), [1n, 2n]],
    ["{'a': 1, 'b': {'c': 'x'}}", { a: 1n, b: { c: "x" } }],
    [
      "MAP {'k': 1, 'l': 2}",
      new Map([
        ["k", 1n],
        ["l", 2n],
      ]),
    ],
    ["[{'tags': ['x', NULL]}]", [{ tags: ["x", null] }]],
    [cast("['a text of more than twelve bytes', NULL]", "List(Utf8View)"), ["a text of more than twelve bytes", null]],
    [cast("['word', 'word', NULL]", "List(Dictionary(Int32, Utf8))"), ["word", "word", null]],
    [cast("[]", "List(Int64)"), []],
    ["[[1], [], NULL]", [[1n], [], null]],
    ["MAP {'k': NULL}", new Map([["k", null]])],
    ["{'a': NULL, 'b': []}", { a: null, b: [] }],
    ["''", ""],
    ["X''", new Uint8Array()],
  ])("%s", async (expression, expected) => {
    expect(await rowsOf(openSession(), `SELECT ${expression} AS value`)).toStrictEqual([{ value: expected }]);
  });
});

describe("null from SQL", () => {
  it.each([
    "Boolean",
    "Int64",
    "Float64",
    "Utf8",
    "Utf8View",
    "BinaryView",
    "Dictionary(Int32, Utf8)",
    "Decimal128(38, 2)",
    "Decimal256(70, 1)",
    "Date32",
    "Time64(ns)",
    'Timestamp(ms, "UTC")',
    "Duration(s)",
    "Interval(MonthDayNano)",
    "List(Int64)",
  ])("%s", async (type) => {
    const rows = await rowsOf(openSession(), `SELECT ${cast("NULL", type)} AS value`);
    expect(rows).toStrictEqual([{ value: null }]);
  });
});

describe("a column goes into the engine and comes out as it was", () => {
  it.each(typeCases)("$arrow", async ({ data }) => {
    const session = openSession();
    const batch = batchOf([["value", data]]);
    await session.registerTable("t", { arrow: batch });
    const [read] = await batchesOf(session, "SELECT value FROM t");
    expect(read && readRows(read)).toStrictEqual(readRows(batch));
  });
});

it("dictionaries and nulls of many batches come out in order", async () => {
  const session = openSession({ targetPartitions: 1 });
  const words = Array.from({ length: 20_000 }, (_, index) => (index % 7 === 0 ? null : `word ${index % 50}`));
  await session.registerTable("t", {
    arrow: new Table({
      word: vectorFromArray(words) as never,
      n: vectorFromArray(words.map((_, index) => index)) as never,
    }),
  });
  const rows = await rowsOf(session, "SELECT word FROM t ORDER BY n");
  expect(rows.map((row) => row["word"])).toEqual(words);
});

it("columns that share a name all arrive", async () => {
  const session = openSession();
  await session.registerTable("t", { arrow: tableFromArrays({ id: Int32Array.of(1) }) });
  expect(await rowsOf(session, "SELECT * FROM t a JOIN t b ON a.id = b.id")).toEqual([{ id: 1, id_2: 1 }]);
});

import {
  Binary,
  Bool,
  type DataType,
  DateDay,
  Decimal as DecimalType,
  Field,
  Float32,
  Float64,
  Int8,
  Int32,
  Int64,
  List,
  type RecordBatch,
  Schema,
  Struct,
  TimeMicrosecond,
  TimestampMicrosecond,
  Uint64,
  Utf8,
} from "apache-arrow";
import { describe, expect, it } from "vitest";
import { NativeError } from "../native-error.js";
import { readRows } from "../row-views/read-rows.js";
import { CalendarDate } from "../values/calendar-date.js";
import { Decimal } from "../values/decimal.js";
import { Timestamp } from "../values/timestamp.js";
import { batchesOfRows, type RowBatchOptions } from "./rows-to-batches.js";

const field = (name: string, type: DataType, nullable = true) => new Field(name, type, nullable);

async function batchesIn(rows: Iterable<object> | AsyncIterable<object>, schema: Schema, options?: RowBatchOptions) {
  const batches: RecordBatch[] = [];
  for await (const batch of batchesOfRows(rows, schema, options)) batches.push(batch);
  return batches;
}

describe("rows", () => {
  it("become batches of so many, as they come", async () => {
    let asked = 0;
    async function* numbers() {
      for (let n = 0; n < 5; n += 1) {
        asked += 1;
        yield { n };
      }
    }
    const schema = new Schema([field("n", new Int32())]);
    const batches = batchesOfRows(numbers(), schema, { batchRows: 2 });
    expect((await batches.next()).value?.numRows).toBe(2);
    expect(asked).toBe(2);
    const rest = [];
    for await (const batch of batches) rest.push(batch.numRows);
    expect(rest).toEqual([2, 1]);
    expect((await batchesIn([], schema)).map(({ numRows }) => numRows)).toEqual([0]);
  });

  const instant = new Timestamp("microsecond", 1_700_000_000_123_456n, "UTC");
  it.each<[string, DataType, unknown[], unknown[]]>([
    ["integers", new Int8(), [-128, 127n, null], [-128, 127, null]],
    ["long integers", new Int64(), [-(2n ** 63n), 5, undefined], [-(2n ** 63n), 5n, null]],
    ["unsigned ones", new Uint64(), [2n ** 64n - 1n], [2n ** 64n - 1n]],
    ["floats", new Float64(), [-0, Number.NaN, 1.5, null], [-0, Number.NaN, 1.5, null]],
    ["short floats", new Float32(), [0.5], [0.5]],
    ["flags", new Bool(), [true, false, null], [true, false, null]],
    ["texts", new Utf8(), ["a", "", null, "ü"], ["a", "", null, "ü"]],
    ["bytes", new Binary(), [Uint8Array.of(1, 2), null], [Uint8Array.of(1, 2), null]],
    [
      "days",
      new DateDay(),
      [new CalendarDate(-1), new Date("2024-02-29")],
      [new CalendarDate(-1), new CalendarDate(19782)],
    ],
    [
      "instants",
      new TimestampMicrosecond("UTC"),
      [instant, new Date(5)],
      [instant, new Timestamp("microsecond", 5000n, "UTC")],
    ],
    [
      "decimals",
      new DecimalType(2, 38, 128),
      ["-0.5", 3, 10n ** 35n, new Decimal(-1234n, 10, 2), null],
      [
        new Decimal(-50n, 38, 2),
        new Decimal(300n, 38, 2),
        new Decimal(10n ** 37n, 38, 2),
        new Decimal(-1234n, 38, 2),
        null,
      ],
    ],
    ["lists", new List(field("item", new Int32())), [[1, null], [], null], [[1, null], [], null]],
    [
      "structs",
      new Struct([field("a", new Int32(), false), field("b", new Utf8())]),
      [{ a: 1, b: "x" }, null, { a: 2 }],
      [{ a: 1, b: "x" }, null, { a: 2, b: null }],
    ],
  ])("of %s keep their values", async (_, type, given, expected) => {
    const schema = new Schema([field("value", type)]);
    const batches = await batchesIn(
      given.map((value) => ({ value })),
      schema,
    );
    expect(batches.flatMap((batch) => readRows(batch)).map(({ value }) => value)).toEqual(expected);
  });

  it.each<[string, DataType, unknown]>([
    ["an integer that is too large", new Int8(), 128],
    ["a fraction", new Int32(), 1.5],
    ["an unsafe integer", new Int64(), 2 ** 53],
    ["a text for a number", new Float64(), "1"],
    ["a number for a text", new Utf8(), 1],
    ["more digits than the scale", new DecimalType(2, 10, 128), "0.125"],
    ["more digits than the precision", new DecimalType(0, 3, 128), 1000],
    ["a time for a day", new DateDay(), new Date(1)],
    ["no time", new TimestampMicrosecond(), new Date(Number.NaN)],
    ["a finer time", new TimestampMicrosecond(), new Timestamp("nanosecond", 1n, null)],
    ["a value for a list", new List(field("item", new Int32())), 1],
    ["an unknown part of a struct", new Struct([field("a", new Int32())]), { b: 1 }],
    ["a missing part of a struct", new Struct([field("a", new Int32(), false)]), {}],
  ])("with %s are refused by column and row", async (_, type, value) => {
    const schema = new Schema([field("value", type)]);
    const error = await batchesIn([{}, { value }], schema).catch((reason: unknown) => reason);
    expect(NativeError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({
      code: "schema-mismatch",
      details: { column: expect.stringMatching(/^value/), row: 1 },
    });
  });

  it("with other columns, without a column that must be there, or of other types are refused", async () => {
    const schema = new Schema([field("n", new Int32(), false)]);
    await expect(batchesIn([{ n: 1, m: 2 }], schema)).rejects.toMatchObject({
      code: "schema-mismatch",
      details: { column: "m" },
    });
    await expect(batchesIn([{ n: null }], schema)).rejects.toMatchObject({
      code: "schema-mismatch",
      details: { column: "n" },
    });
    await expect(batchesIn([1 as never], schema)).rejects.toMatchObject({ code: "invalid-argument" });
    await expect(batchesIn([{ n: 1 }], schema, { batchRows: 0 })).rejects.toMatchObject({ code: "invalid-option" });
    await expect(batchesIn([], {} as never)).rejects.toMatchObject({
      code: "invalid-option",
      details: { option: "schema" },
    });
    const time = new Schema([field("t", new TimeMicrosecond())]);
    await expect(batchesIn([{ t: 1n }], time)).rejects.toMatchObject({
      code: "not-supported",
      details: { column: "t" },
    });
  });
});

import type { Data } from "apache-arrow";
import * as arrow from "apache-arrow";
import { CalendarDate, Decimal, Duration, Interval, TimeOfDay, Timestamp } from "../../src/index.js";
import { bitmap, column } from "./arrow-data.js";

/** One Arrow type: what the README's table says of it, a column of at least two values, and the first two of them in each mode. */
export interface TypeCase {
  readonly arrow: string;
  readonly text: readonly [lossless: string, js: string, json: string];
  readonly data: Data;
  readonly lossless: readonly unknown[];
  readonly js: readonly unknown[];
  readonly json: readonly unknown[];
}

const text = new TextEncoder();
const same = (...values: unknown[]) => ({ lossless: values, js: values, json: values });
const item = (type: arrow.DataType, name = "item") => new arrow.Field(name, type, true);

const int64s = (...values: bigint[]) =>
  column(new arrow.Int64(), { length: values.length, values: BigInt64Array.from(values) });
const words = (offsets: number[], bytes: string) =>
  column(new arrow.Utf8(), {
    length: offsets.length - 1,
    offsets: Int32Array.from(offsets),
    values: text.encode(bytes),
  });

const beyond = 2n ** 53n;
const struct = [item(new arrow.Int64(), "a"), item(new arrow.Utf8(), "b")];
const mapEntries = (key: arrow.DataType) =>
  new arrow.Field("entries", new arrow.Struct([item(key, "key"), item(new arrow.Int64(), "value")]), false);
const pairs = (key: Data, type: arrow.Field) => column(type.type, { length: 2, children: [key, int64s(1n, beyond)] });
const offsets = Int32Array.of(0, 2, 2);

export const typeCases: readonly TypeCase[] = [
  { arrow: "Null", text: ["null", "null", "null"], data: column(new arrow.Null(), { length: 3 }), ...same(null, null) },
  {
    arrow: "Bool",
    text: ["boolean", "boolean", "boolean"],
    data: column(new arrow.Bool(), { length: 3, values: bitmap("101"), validity: "110" }),
    ...same(true, false),
  },
  {
    arrow: "Int8 to Int32, UInt8 to UInt32",
    text: ["number", "number", "number"],
    data: column(new arrow.Uint32(), { length: 3, values: Uint32Array.of(4_294_967_295, 1, 2) }),
    ...same(4_294_967_295, 1),
  },
  {
    arrow: "Int64, UInt64",
    text: ["bigint", "number if it is a safe integer, else bigint", "number if it is a safe integer, else string"],
    data: int64s(-5n, -beyond, 1n),
    lossless: [-5n, -beyond],
    js: [-5, -beyond],
    json: [-5, "-9007199254740992"],
  },
  {
    arrow: "Float16, Float32, Float64",
    text: ["number", "number", 'number; `"NaN"`, `"Infinity"`, `"-Infinity"`'],
    data: column(new arrow.Float64(), { length: 3, values: Float64Array.of(0.1, Number.NEGATIVE_INFINITY, 2) }),
    lossless: [0.1, Number.NEGATIVE_INFINITY],
    js: [0.1, Number.NEGATIVE_INFINITY],
    json: [0.1, "-Infinity"],
  },
  {
    arrow: "Decimal",
    text: ["`Decimal { unscaled, precision, scale }`", "string, all digits", "string, all digits"],
    data: column(new arrow.Decimal(2, 38, 128), {
      length: 3,
      values: Uint32Array.of(5, 0, 0, 0, 0, 0, -1 >>> 0, -1 >>> 0, 0, 0, 0, 0),
    }),
    lossless: [new Decimal(5n, 38, 2), new Decimal(-(2n ** 64n), 38, 2)],
    js: ["0.05", "-184467440737095516.16"],
    json: ["0.05", "-184467440737095516.16"],
  },
  {
    arrow: "Utf8, LargeUtf8, Utf8View",
    text: ["string", "string", "string"],
    data: words([0, 3, 3, 4], "é!b"),
    ...same("é!", ""),
  },
  {
    arrow: "Binary, LargeBinary, BinaryView, FixedSizeBinary",
    text: ["`Uint8Array`", "`Uint8Array`", "string, base64"],
    data: column(new arrow.Binary(), {
      length: 3,
      offsets: Int32Array.of(0, 2, 2, 3),
      values: Uint8Array.of(0, 255, 1),
    }),
    lossless: [Uint8Array.of(0, 255), new Uint8Array()],
    js: [Uint8Array.of(0, 255), new Uint8Array()],
    json: ["AP8=", ""],
  },
  {
    arrow: "Date32",
    text: ["`CalendarDate { days }`", "`Date`, midnight UTC", "string, `2024-02-29`"],
    data: column(new arrow.DateDay(), { length: 3, values: Int32Array.of(19_782, -1, 0) }),
    lossless: [new CalendarDate(19_782), new CalendarDate(-1)],
    js: [new Date("2024-02-29"), new Date("1969-12-31")],
    json: ["2024-02-29", "1969-12-31"],
  },
  {
    arrow: "Date64",
    text: ["`Timestamp`, milliseconds, no zone", "`Date`", "string, `2024-02-29T00:00:00.000`"],
    data: column(new arrow.DateMillisecond(), { length: 3, values: BigInt64Array.of(1_709_164_800_000n, -1n, 0n) }),
    lossless: [new Timestamp("millisecond", 1_709_164_800_000n, null), new Timestamp("millisecond", -1n, null)],
    js: [new Date("2024-02-29"), new Date(-1)],
    json: ["2024-02-29T00:00:00.000", "1969-12-31T23:59:59.999"],
  },
  {
    arrow: "Timestamp",
    text: [
      "`Timestamp { unit, value, timezone }`",
      "`Date`, rounded down to milliseconds; `Timestamp` if a `Date` cannot hold it",
      "string, `2024-02-29T12:00:00.000001`, every digit of the unit, with a zone in UTC and with `Z`",
    ],
    data: column(new arrow.Timestamp(2, "Europe/Berlin"), {
      length: 3,
      values: BigInt64Array.of(1_709_208_000_000_001n, 9_000_000_000_000_000_000n, 0n),
    }),
    lossless: [
      new Timestamp("microsecond", 1_709_208_000_000_001n, "Europe/Berlin"),
      new Timestamp("microsecond", 9_000_000_000_000_000_000n, "Europe/Berlin"),
    ],
    js: [new Date("2024-02-29T12:00:00Z"), new Timestamp("microsecond", 9_000_000_000_000_000_000n, "Europe/Berlin")],
    json: ["2024-02-29T12:00:00.000001Z", "+287168-08-24T16:00:00.000000Z"],
  },
  {
    arrow: "Time32, Time64",
    text: ["`TimeOfDay { unit, value }`", "string, `12:34:56.000001`", "string, `12:34:56.000001`"],
    data: column(new arrow.TimeMicrosecond(), { length: 3, values: BigInt64Array.of(45_296_000_001n, 0n, 0n) }),
    lossless: [new TimeOfDay("microsecond", 45_296_000_001n), new TimeOfDay("microsecond", 0n)],
    js: ["12:34:56.000001", "00:00:00.000000"],
    json: ["12:34:56.000001", "00:00:00.000000"],
  },
  {
    arrow: "Duration",
    text: ["`Duration { unit, value }`", "number of milliseconds", "string, `PT90061.500S`"],
    data: column(new arrow.DurationMillisecond(), { length: 3, values: BigInt64Array.of(90_061_500n, -1n, 0n) }),
    lossless: [new Duration("millisecond", 90_061_500n), new Duration("millisecond", -1n)],
    js: [90_061_500, -1],
    json: ["PT90061.500S", "-PT0.001S"],
  },
  {
    arrow: "Interval",
    text: [
      "`Interval { months, days, nanoseconds }`",
      "`Interval { months, days, nanoseconds }`",
      "string, `P1M-2DT3.5S`",
    ],
    data: column(new arrow.IntervalMonthDayNano(), {
      length: 3,
      values: Int32Array.of(1, -2, 3_500_000_000 | 0, 0, 0, 0, -1, -1, 0, 0, 0, 0),
    }),
    lossless: [new Interval(1, -2, 3_500_000_000n), new Interval(0, 0, -1n)],
    js: [new Interval(1, -2, 3_500_000_000n), new Interval(0, 0, -1n)],
    json: ["P1M-2DT3.5S", "PT-0.000000001S"],
  },
  {
    arrow: "List, LargeList, FixedSizeList",
    text: ["array", "array", "array"],
    data: column(new arrow.List(item(new arrow.Int64())), {
      length: 2,
      offsets,
      children: [int64s(1n, beyond)],
      validity: "11",
    }),
    lossless: [[1n, beyond], []],
    js: [[1, beyond], []],
    json: [[1, "9007199254740992"], []],
  },
  {
    arrow: "Struct",
    text: ["plain object", "plain object", "plain object"],
    data: column(new arrow.Struct(struct), {
      length: 2,
      validity: "10",
      children: [int64s(1n, 2n), words([0, 1, 2], "xy")],
    }),
    lossless: [{ a: 1n, b: "x" }, null],
    js: [{ a: 1, b: "x" }, null],
    json: [{ a: 1, b: "x" }, null],
  },
  {
    arrow: "Map with text keys",
    text: ["`Map`", "`Map`", "plain object"],
    data: column(new arrow.Map_(mapEntries(new arrow.Utf8()) as never), {
      length: 2,
      offsets,
      children: [pairs(words([0, 1, 2], "xy"), mapEntries(new arrow.Utf8()))],
    }),
    lossless: [
      new Map([
        ["x", 1n],
        ["y", beyond],
      ]),
      new Map(),
    ],
    js: [
      new Map<string, unknown>([
        ["x", 1],
        ["y", beyond],
      ]),
      new Map(),
    ],
    json: [{ x: 1, y: "9007199254740992" }, {}],
  },
  {
    arrow: "Map with other keys",
    text: ["`Map`", "`Map`", "array of `[key, value]`"],
    data: column(new arrow.Map_(mapEntries(new arrow.Int64()) as never), {
      length: 2,
      offsets,
      children: [pairs(int64s(7n, 8n), mapEntries(new arrow.Int64()))],
    }),
    lossless: [
      new Map([
        [7n, 1n],
        [8n, beyond],
      ]),
      new Map(),
    ],
    js: [
      new Map<number, unknown>([
        [7, 1],
        [8, beyond],
      ]),
      new Map(),
    ],
    json: [
      [
        [7, 1],
        [8, "9007199254740992"],
      ],
      [],
    ],
  },
  {
    arrow: "Union",
    text: ["`{ member, value }`", "the value", "the value"],
    data: column(new arrow.Union(0, [0, 1], [item(new arrow.Int64(), "number"), item(new arrow.Utf8(), "word")]), {
      length: 2,
      typeIds: Int8Array.of(0, 1),
      children: [int64s(1n, 2n), words([0, 1, 2], "xy")],
    }),
    lossless: [
      { member: "number", value: 1n },
      { member: "word", value: "y" },
    ],
    js: [1, "y"],
    json: [1, "y"],
  },
  {
    arrow: "Dictionary",
    text: ["the value", "the value", "the value"],
    data: dictionary(),
    ...same("é!", null),
  },
];

function dictionary(): Data {
  const values = words([0, 3, 4], "é!b");
  const type = new arrow.Dictionary(new arrow.Utf8(), new arrow.Int32());
  const keys = column(type, { length: 3, values: Int32Array.of(0, 0, 1), validity: "101" });
  return new arrow.Data(type, 0, 3, 1, keys, [], new arrow.Vector([values as Data<arrow.Utf8>]));
}

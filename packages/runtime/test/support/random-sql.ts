import {
  Bool,
  DateDay,
  Float64,
  Int32,
  Int64,
  makeData,
  makeVector,
  Table,
  TimestampMicrosecond,
  Utf8,
  type Vector,
  vectorFromArray,
} from "apache-arrow";

/** Numbers from 0 up to 1 that are the same for a seed (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Pick = <Value>(values: readonly Value[]) => Value;

export function picker(random: () => number): Pick {
  return (values) => values[Math.floor(random() * values.length)] as (typeof values)[number];
}

const texts = [
  "",
  "a",
  "ab",
  "b%",
  "z_",
  "é",
  "\u{1f600}",
  "\uffff",
  "x".repeat(40),
  `${"x".repeat(40)}y`,
  "A B",
  "%2F",
];
const integers = [0n, 1n, -1n, 7n, 2n ** 53n, 2n ** 53n + 1n, 2n ** 63n - 1n, -(2n ** 63n)];
const doubles = [0, -0, 1.5, -1.5, 0.1, 1e300, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
const days = [-1, 0, 1, 19_000, 19_001, 20_000];
const microseconds = [
  -1n,
  0n,
  1n,
  999n,
  1_000n,
  1_700_000_000_123_456n,
  1_700_000_000_123_457n,
  -62_135_596_800_000_000n,
];
const narrow = [0, 1, 2, 3, -7];

/** Rows of one file: close together in some columns, so that statistics can tell files apart. */
export function randomRows(pick: Pick, random: () => number, firstId: number, count: number): Table {
  const column = <Value>(values: readonly Value[]): (Value | null)[] => {
    const share = pick([0, 0, 0.2, 1]);
    const chosen = random() < 0.5 ? [pick(values)] : [pick(values), pick(values), pick(values)];
    return Array.from({ length: count }, () => (random() < share ? null : pick(chosen)));
  };
  return new Table({
    id: vectorFromArray(
      Array.from({ length: count }, (_, row) => firstId + row),
      new Int32(),
    ),
    p: vectorFromArray(column(["a", "b", "a b", "é%", "c/d"]), new Utf8()),
    pd: vectorFromArray(
      column(days).map((day) => (day === null ? null : new Date(day * 86_400_000))),
      new DateDay(),
    ),
    s: vectorFromArray(column(texts), new Utf8()),
    i: vectorFromArray(column(integers), new Int64()),
    n: vectorFromArray(column(narrow), new Int32()),
    f: vectorFromArray(column(doubles), new Float64()),
    d: vectorFromArray(
      column(days).map((day) => (day === null ? null : new Date(day * 86_400_000))),
      new DateDay(),
    ),
    t: timesOf(column(microseconds)),
    b: vectorFromArray(column([true, false]), new Bool()),
  });
}

/** The builder of apache-arrow takes times as milliseconds, and loses what is below. */
function timesOf(values: readonly (bigint | null)[]): Vector<TimestampMicrosecond> {
  const nullBitmap = new Uint8Array(Math.ceil(values.length / 8));
  for (const [row, value] of values.entries()) {
    if (value !== null) nullBitmap[row >> 3] = (nullBitmap[row >> 3] ?? 0) | (1 << (row & 7));
  }
  return makeVector(
    makeData({
      type: new TimestampMicrosecond(),
      data: BigInt64Array.from(values, (value) => value ?? 0n),
      length: values.length,
      nullCount: values.filter((value) => value === null).length,
      nullBitmap,
    }),
  );
}

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
const dateText = (day: number): string => `DATE '${new Date(day * 86_400_000).toISOString().slice(0, 10)}'`;
const timeText = (value: bigint): string => `to_timestamp_micros(${value})`;

/** A condition over the columns of `randomRows`. */
export function randomCondition(pick: Pick, random: () => number, depth = 2): string {
  const part = (): string => randomCondition(pick, random, depth - 1);
  if (depth > 0 && random() < 0.5) {
    return pick([() => `(${part()} AND ${part()})`, () => `(${part()} OR ${part()})`, () => `(NOT ${part()})`])();
  }
  const operator = pick(["=", "<>", "<", "<=", ">", ">="]);
  const kinds: readonly (readonly [string, () => string])[] = [
    ["p", () => quoted(pick(["a", "b", "a b", "é%", "c/d", ""]))],
    ["pd", () => dateText(pick(days))],
    ["s", () => quoted(pick(texts))],
    ["i", () => String(pick(integers.filter((value) => value > -(2n ** 63n))))],
    ["n", () => String(pick(narrow))],
    ["f", () => pick(["0", "-0.0", "1.5", "0.1", "'NaN'::double", "'Infinity'::double", "-1e300"])],
    ["d", () => dateText(pick(days))],
    ["t", () => timeText(pick(microseconds))],
    ["CAST(n AS BIGINT) + 1", () => String(pick(narrow))],
    ["CAST(n AS DOUBLE)", () => pick(["0.5", "1", "2.5"])],
    ["CAST(t AS DATE)", () => dateText(pick(days))],
    ["date_trunc('day', t)", () => timeText(pick(microseconds))],
    ["date_part('year', d)", () => pick(["1969", "1970", "2022"])],
    ["left(s, 1)", () => quoted(pick(["a", "x", "é", ""]))],
  ];
  const [column, value] = pick(kinds);
  const condition = pick([
    () => `${column} ${operator} ${value()}`,
    () => `${value()} ${operator} ${column}`,
    () => `${column} BETWEEN ${value()} AND ${value()}`,
    () => `${column} ${pick(["IN", "NOT IN"])} (${value()}, ${pick(["NULL", value()])})`,
    () => `${column} ${pick(["IS NULL", "IS NOT NULL"])}`,
    () => `${column} IS ${pick(["", "NOT "])}DISTINCT FROM ${value()}`,
    () => `s ${pick(["LIKE", "NOT LIKE"])} ${quoted(pick(["a%", "x%y", "%", "_", "b\\%%", "é"]))}`,
    () => pick(["b", "NOT b", "b = true", "b IS TRUE"]),
    () => `CASE WHEN ${column} ${operator} ${value()} THEN true END`,
    () => pick(["p = s", "d >= pd", "NULL", "1 = 1"]),
  ])();
  return `(${condition})`;
}

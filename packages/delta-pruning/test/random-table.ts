import fc from "fast-check";
import type { AddAction } from "../src/add-action.js";
import { type ColumnType, traitsOf } from "../src/column-type.js";
import { decimalText } from "../src/predicate-text.js";
import type { TableMetadata } from "../src/table-schema.js";
import { metadataOf, statsText } from "./one-column.js";
import type { Cell, RowColumn } from "./row-semantics.js";

type PresentCell = Exclude<Cell, null>;

/** Few values that lie close together, so that files, rows and predicates meet often; the odd ones of each type among them. */
export const values = {
  boolean: [true, false],
  long: [-3n, 0n, 1n, 2n, 3n, 2n ** 53n - 1n, 2n ** 53n, 2n ** 53n + 1n, -(2n ** 53n) - 1n],
  float: [-1.5, -0, 0, 0.1, 0.7, 16777216, Number.NaN].map(Math.fround),
  double: [-1.5, -0, 0, 0.1, 0.3, 2 ** 53, Number.NaN],
  string: [
    "",
    "a",
    "ab",
    "abc",
    "abca",
    "abcb",
    "abc\u{1f600}",
    "abd",
    "ab\uffff",
    "ab\u{1f600}",
    "ab\u{1f600}x",
    "b",
    "\u{1f600}",
  ],
  date: [-20000, -1, 0, 1, 20514, 20545],
  timestamp: [-1_500_001n, -1n, 0n, 1_000_000n, 1_000_001n, 1_000_999n, 1_001_000n, 86_400_000_000n],
  timestamp_ntz: [-1_500_001n, -1n, 0n, 1_000_001n, 1_000_999n, 1_001_000n, 1_772_416_800_000_000n],
  "decimal(38,2)": [-150n, 0n, 10n, 50n, 150n, 2n ** 60n + 1n, 2n ** 60n + 7n, -(2n ** 100n) - 3n, 10n ** 37n + 1n],
} as const satisfies Partial<Record<ColumnType, readonly PresentCell[]>>;

export type RandomType = keyof typeof values;
export const types = Object.keys(values) as RandomType[];

/** Texts are cut to this many code points by the writer of the statistics. */
const cutCodePoints = 3;
/** What the reader must be told for it: three code points have three bytes or more. */
export const truncatedStringBytes = 3;

export interface RandomTable {
  readonly adds: readonly AddAction[];
  readonly metadata: TableMetadata;
  /** The rows of each file that its deletion vector does not hide. */
  readonly files: readonly (readonly Readonly<Record<string, Cell>>[])[];
}

const partitionTypes = types.map((type) => [`p_${type.replace(/\W/g, "")}`, { type, partition: true }] as const);
const statisticsTypes = types.map((type) => [`s_${type.replace(/\W/g, "")}`, { type, partition: false }] as const);
const nested = ["n.a", { type: "long", partition: false }] as const;
const sources = [
  ["source", { type: "timestamp_ntz", partition: false }],
  ["word", { type: "string", partition: false }],
] as const;
const generated = [
  ["day", { type: "date", partition: true }],
  ["year", { type: "long", partition: true }],
  ["month", { type: "long", partition: true }],
  ["head", { type: "string", partition: true }],
] as const;

export const columns: Readonly<Record<string, RowColumn>> = Object.fromEntries([
  ...partitionTypes,
  ...statisticsTypes,
  nested,
  ...sources,
  ...generated,
]);

const metadata = metadataOf(
  {
    ...Object.fromEntries(
      [...partitionTypes, ...statisticsTypes, ...sources, ...generated].map(([name, { type }]) => [name, type]),
    ),
    n: { type: "struct", fields: [{ name: "a", type: "long", nullable: true, metadata: {} }] },
  },
  [...partitionTypes, ...generated].map(([name]) => name),
  {
    day: { "delta.generationExpression": "CAST(source AS DATE)" },
    year: { "delta.generationExpression": "YEAR(source)" },
    month: { "delta.generationExpression": "MONTH(`source`)" },
    head: { "delta.generationExpression": "SUBSTRING(word, 1, 2)" },
  },
);

/** Times of some days, and words of some beginnings: what a file of one partition holds. */
const days = [
  { day: "2026-02-28", times: [1_772_236_800_000_000n, 1_772_323_199_999_999n] },
  { day: "2026-03-01", times: [1_772_323_200_000_000n, 1_772_323_200_000_001n] },
  { day: "1969-12-31", times: [-1n, -1_500_001n] },
];
const heads = [
  { head: "ab", words: ["ab", "abc", "ab\u{1f600}"] },
  { head: "b", words: ["b"] },
  { head: "\u{1f600}x", words: ["\u{1f600}x", "\u{1f600}xyz"] },
];

const cellOf = (type: RandomType): fc.Arbitrary<Cell> =>
  fc.oneof(
    { weight: 1, arbitrary: fc.constant(null) },
    { weight: 6, arbitrary: fc.constantFrom<PresentCell>(...values[type]) },
  );

const rowCells = (names: readonly (readonly [string, { readonly type: RandomType }])[]) =>
  fc.record(Object.fromEntries(names.map(([name, { type }]) => [name, cellOf(type)])));

interface RandomFile {
  readonly partition: Record<string, Cell>;
  readonly day: (typeof days)[number];
  readonly head: (typeof heads)[number];
  readonly rows: readonly { readonly cells: Record<string, Cell>; readonly pick: number; readonly hidden: boolean }[];
  readonly known: {
    min: boolean;
    max: boolean;
    nullCount: boolean;
    recordCount: boolean;
    mark: string;
    nanText: boolean;
  };
}

const mostly = fc.constantFrom(true, true, true, true, false);

const randomFile: fc.Arbitrary<RandomFile> = fc.record({
  partition: rowCells(partitionTypes),
  day: fc.constantFrom(...days),
  head: fc.constantFrom(...heads),
  rows: fc.array(
    fc.record({
      cells: rowCells([...statisticsTypes, nested]),
      pick: fc.nat(5),
      hidden: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
    }),
    { maxLength: 3 },
  ),
  known: fc.record({
    min: mostly,
    max: mostly,
    nullCount: mostly,
    recordCount: mostly,
    mark: fc.constantFrom("", "\ufffd", "\u{10ffff}"),
    nanText: fc.boolean(),
  }),
});

export const randomTable: fc.Arbitrary<RandomTable> = fc
  .array(randomFile, { minLength: 1, maxLength: 4 })
  .map((files) => ({
    adds: files.map(addOf),
    metadata,
    files: files.map((file) =>
      rowsOf(file)
        .filter(({ hidden }) => !hidden)
        .map(({ cells }) => cells),
    ),
  }));

function rowsOf({ partition, day, head, rows }: RandomFile) {
  const date = Date.parse(`${day.day}T00:00:00Z`) / 86_400_000;
  const made = { day: date, year: BigInt(day.day.slice(0, 4)), month: BigInt(day.day.slice(5, 7)), head: head.head };
  return rows.map(({ cells, pick, hidden }) => {
    const source = day.times[pick % day.times.length] ?? null;
    const word = head.words[pick % head.words.length] ?? null;
    return { hidden, cells: { ...partition, ...cells, ...made, source, word } as Record<string, Cell> };
  });
}

function addOf(file: RandomFile, at: number): AddAction {
  const { partition, day, head, known } = file;
  const rows = rowsOf(file);
  const names = [...statisticsTypes, nested, ...sources] as readonly (readonly [
    string,
    { readonly type: RandomType },
  ])[];
  const parts = {
    minValues: {} as Record<string, unknown>,
    maxValues: {} as Record<string, unknown>,
    nullCount: {} as Record<string, unknown>,
  };
  for (const [name, { type }] of names) {
    const one = statisticsOf(
      type,
      rows.map(({ cells }) => cells[name] ?? null),
      known,
    );
    const [first = "", second] = name.split(".");
    parts.minValues[first] = second === undefined ? one.min : { [second]: one.min };
    parts.maxValues[first] = second === undefined ? one.max : { [second]: one.max };
    parts.nullCount[first] = second === undefined ? one.nullCount : { [second]: one.nullCount };
  }
  const cardinality = rows.filter(({ hidden }) => hidden).length;
  const texts = Object.fromEntries(
    partitionTypes.map(([name, { type }]) => [name, partitionText(type, partition[name] ?? null)]),
  );
  const made = { day: day.day, year: day.day.slice(0, 4), month: String(Number(day.day.slice(5, 7))), head: head.head };
  return {
    path: `file-${at}`,
    size: 1,
    partitionValues: { ...texts, ...made },
    stats: statsText({
      numRecords: known.recordCount ? rows.length : undefined,
      tightBounds: cardinality === 0,
      ...parts,
    }),
    ...(cardinality === 0 ? {} : { deletionVector: { storageType: "i", pathOrInlineDv: "x", cardinality } }),
  };
}

function partitionText(type: RandomType, cell: Cell): string | null {
  if (cell === null) return null;
  if (type === "date") return new Date(Number(cell) * 86_400_000).toISOString().slice(0, 10);
  if (type === "timestamp" || type === "timestamp_ntz") return timeText(BigInt(cell as bigint), type);
  if (type === "decimal(38,2)") return decimalText(BigInt(cell as bigint), 2);
  return Object.is(cell, -0) ? "-0.0" : String(cell);
}

function timeText(microseconds: bigint, type: "timestamp" | "timestamp_ntz"): string {
  const below = ((microseconds % 1_000n) + 1_000n) % 1_000n;
  const ms = new Date(Number((microseconds - below) / 1_000n)).toISOString().slice(0, -1);
  const text = `${ms}${String(below).padStart(3, "0")}`;
  return type === "timestamp" ? `${text}Z` : text.replace("T", " ");
}

/** What a writer puts down: NaN left out or as a text, texts cut to a prefix, times cut to milliseconds, floats by their shortest digits, decimals as doubles. */
function statisticsOf(type: RandomType, cells: readonly Cell[], known: RandomFile["known"]) {
  const present = cells.filter((cell) => cell !== null && !Number.isNaN(cell)) as PresentCell[];
  const sorted = present.sort(
    type === "string"
      ? (a, b) => Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b)))
      : (a, b) => (a < b ? -1 : a > b ? 1 : 0),
  );
  const hasNaN = cells.some((cell) => Number.isNaN(cell)) && known.nanText;
  return {
    min: known.min ? written(type, sorted[0], "") : undefined,
    max: known.max ? (hasNaN ? "NaN" : written(type, sorted.at(-1), known.mark)) : undefined,
    nullCount: known.nullCount ? cells.filter((cell) => cell === null).length : undefined,
  };
}

function written(type: RandomType, value: PresentCell | undefined, mark: string): unknown {
  if (value === undefined) return undefined;
  if (typeof value === "string") {
    const points = [...value];
    return points.length > cutCodePoints ? `${points.slice(0, cutCodePoints).join("")}${mark}` : value;
  }
  switch (traitsOf(type).family) {
    case "date":
      return partitionText(type, value);
    case "timestamp":
    case "timestamp_ntz":
      // A writer that cuts off what is below a millisecond.
      return timeText(((value as bigint) / 1_000n) * 1_000n, type as "timestamp").replace(/(\.\d{3})000/, "$1");
    case "decimal":
      return { jsonText: String(Number(value) / 100) };
    case "integer":
      return { jsonText: String(value) };
    case "float":
      return shortestFloat(value as number);
    default:
      return value;
  }
}

function shortestFloat(value: number): number {
  for (let digits = 1; digits < 10; digits += 1) {
    const text = Number(value.toPrecision(digits));
    if (Math.fround(text) === value) return text;
  }
  return value;
}

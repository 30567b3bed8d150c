import fc from "fast-check";
import type { FileIndex, IndexColumnType } from "../src/file-index.js";
import type { Literal } from "../src/literal.js";
import type { Predicate } from "../src/predicate.js";
import type { Cell, RowColumn } from "./row-semantics.js";

/** Few values that lie close together, so that files, rows and predicates meet often; the odd ones of each type among them. */
const values: Record<IndexColumnType, readonly Exclude<Cell, null>[]> = {
  boolean: [true, false],
  integer: [-3, 0, 1, 2, 3, 2 ** 53 - 1, 2n ** 53n, 2n ** 53n + 1n, -(2n ** 53n) - 1n],
  float32: [-1.5, -0, 0, 0.1, 0.7, 16777216, Number.NaN].map(Math.fround),
  float64: [-1.5, -0, 0, 0.1, 0.3, 2 ** 53, Number.NaN],
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
    "\uffee",
    "\u{1f600}",
  ],
  date: [-20000, -1, 0, 1, 20514],
  timestamp: [-1_500_001n, -1n, 0n, 1_000_000n, 1_000_001n, 1_000_999n, 1_001_000n],
};

/** Texts are cut to this many code points by the writer of the statistics. */
const cutCodePoints = 3;
/** What the reader must be told for it: three code points have three bytes or more. */
export const truncatedStringBytes = 3;

export interface RandomTable {
  readonly index: FileIndex;
  readonly files: readonly (readonly Readonly<Record<string, Cell>>[])[];
  readonly columns: Readonly<Record<string, RowColumn>>;
}

const types = Object.keys(values) as IndexColumnType[];
const partitionTypes = types.map((type) => [`p_${type}`, { type, partition: true }] as const);
const statisticsTypes = types.map((type) => [`s_${type}`, { type, partition: false }] as const);
export const columns: Readonly<Record<string, RowColumn>> = Object.fromEntries([...partitionTypes, ...statisticsTypes]);

const cellOf = (type: IndexColumnType): fc.Arbitrary<Cell> =>
  fc.oneof({ weight: 1, arbitrary: fc.constant(null) }, { weight: 6, arbitrary: fc.constantFrom(...values[type]) });

const rowCells = (names: readonly (readonly [string, RowColumn])[]) =>
  fc.record(Object.fromEntries(names.map(([name, { type }]) => [name, cellOf(type)])));

interface RandomFile {
  readonly partition: Record<string, Cell>;
  readonly rows: Record<string, Cell>[];
  readonly known: { min: boolean; max: boolean; nullCount: boolean; recordCount: boolean; mark: string };
}

const randomFile: fc.Arbitrary<RandomFile> = fc.record({
  partition: rowCells(partitionTypes),
  rows: fc.array(rowCells(statisticsTypes), { maxLength: 3 }),
  known: fc.record({
    min: fc.boolean(),
    max: fc.boolean(),
    nullCount: fc.boolean(),
    recordCount: fc.boolean(),
    mark: fc.constantFrom("", "\ufffd", "\u{10ffff}"),
  }),
});

export const randomTable: fc.Arbitrary<RandomTable> = fc
  .array(randomFile, { minLength: 1, maxLength: 4 })
  .map((files) => ({ index: indexOf(files), files: files.map(rowsOf), columns }));

function rowsOf({ partition, rows }: RandomFile): Record<string, Cell>[] {
  return rows.map((row) => ({ ...partition, ...row }));
}

function indexOf(files: readonly RandomFile[]): FileIndex {
  const partitions = partitionTypes.map(([name, { type }]) => [
    name,
    { type, values: files.map((file) => file.partition[name]) },
  ]);
  const statistics = statisticsTypes.map(([name, { type }]) => {
    const all = files.map((file) =>
      statisticsOf(
        type,
        file.rows.map((row) => row[name] ?? null),
        file.known,
      ),
    );
    const part = (key: "min" | "max" | "nullCount") => all.map((one) => one[key]);
    return [name, { type, min: part("min"), max: part("max"), nullCount: part("nullCount") }];
  });
  return {
    paths: files.map((_, at) => `file-${at}`),
    sizes: files.map(() => 1),
    recordCounts: files.map(({ rows, known }) => (known.recordCount ? rows.length : undefined)),
    partitions: Object.fromEntries(partitions),
    statistics: Object.fromEntries(statistics),
  };
}

/** What a writer puts down: without NaN, texts cut to a prefix, times cut to milliseconds, floats by their shortest digits. */
function statisticsOf(type: IndexColumnType, cells: readonly Cell[], known: RandomFile["known"]) {
  const present = cells.filter((cell) => cell !== null && !Number.isNaN(cell)) as Exclude<Cell, null>[];
  const sorted = present.sort(
    type === "string"
      ? (a, b) => Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b)))
      : (a, b) => (a < b ? -1 : a > b ? 1 : 0),
  );
  return {
    min: known.min ? written(type, sorted[0], "") : undefined,
    max: known.max ? written(type, sorted.at(-1), known.mark) : undefined,
    nullCount: known.nullCount ? cells.filter((cell) => cell === null).length : undefined,
  };
}

function written(
  type: IndexColumnType,
  value: Exclude<Cell, null> | undefined,
  mark: string,
): Exclude<Cell, null> | undefined {
  if (typeof value === "string") {
    const points = [...value];
    return points.length > cutCodePoints ? `${points.slice(0, cutCodePoints).join("")}${mark}` : value;
  }
  if (type === "timestamp" && typeof value === "bigint") return (value / 1_000n) * 1_000n;
  if (type === "float32" && typeof value === "number") return shortestFloat(value);
  if (type === "integer" && typeof value === "bigint" && value % 2n === 0n) return Number(value);
  return value;
}

function shortestFloat(value: number): number {
  for (let digits = 1; digits < 10; digits += 1) {
    const text = Number(value.toPrecision(digits));
    if (Math.fround(text) === value) return text;
  }
  return value;
}

function literalOf(type: IndexColumnType): fc.Arbitrary<Literal> {
  const plain = fc.constantFrom(...values[type]).map((value): Literal => {
    if (type === "date") return { type: "date", days: Number(value) };
    if (type === "timestamp") return { type: "timestamp", microseconds: BigInt(value as bigint) };
    return value;
  });
  const odd: readonly Literal[] =
    type === "integer" || type === "float32" || type === "float64" ? [0.5, 2 ** 53, 2 ** 60, 1n, 0.1] : [];
  return fc.oneof(
    { weight: 8, arbitrary: plain },
    { weight: 1, arbitrary: fc.constant(null) },
    ...odd.map((value) => fc.constant(value)),
  );
}

const leaf: fc.Arbitrary<Predicate> = fc.constantFrom(...Object.entries(columns)).chain(([column, { type }]) =>
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant("compare" as const),
        column: fc.constant(column),
        operator: fc.constantFrom("=", "<>", "<", "<=", ">", ">="),
        value: literalOf(type),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom({ kind: "is-null", column } as const, { kind: "is-not-null", column } as const),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant("in-list" as const),
        column: fc.constant(column),
        values: fc.array(literalOf(type), { maxLength: 3 }),
      }),
    },
  ),
) as fc.Arbitrary<Predicate>;

/** Predicates of all kinds, nested a few levels deep. */
export const randomPredicate: fc.Arbitrary<Predicate> = fc.letrec<{ predicate: Predicate }>((tie) => ({
  predicate: fc.oneof(
    { maxDepth: 3, depthSize: "small" },
    { weight: 5, arbitrary: leaf },
    { weight: 1, arbitrary: fc.constant<Predicate>({ kind: "unknown", text: "f(x)" }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("not" as const), operand: tie("predicate") }) },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constantFrom("and" as const, "or" as const),
        operands: fc.array(tie("predicate"), { minLength: 1, maxLength: 3 }),
      }),
    },
  ),
})).predicate;

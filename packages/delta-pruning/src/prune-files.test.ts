import { memorySink, startRun } from "@causeway/obs";
import { expect, test } from "vitest";
import { metadataOf } from "../test/one-column.js";
import type { AddAction } from "./add-action.js";
import { advanceIndex } from "./advance-index.js";
import { type FileIndex, indexedFiles } from "./file-index.js";
import { fileIndexFromAddActions } from "./file-index-from-add-actions.js";
import { and, compare, inList, isNull, not, or, type Predicate, unknown } from "./predicate.js";
import { pruneFiles } from "./prune-files.js";
import { PruningError } from "./pruning-error.js";

const metadata = metadataOf({ month: "integer", delay: "long" }, ["month"]);

function addOf(
  path: string,
  size: number,
  month: number,
  [min, max]: readonly [number?, number?],
  numRecords = 10,
): AddAction {
  const stats = {
    numRecords,
    minValues: { delay: min },
    maxValues: { delay: max },
    nullCount: { delay: path === "m2/a" ? 1 : 0 },
  };
  return { path, size, partitionValues: { month: String(month) }, stats: JSON.stringify(stats) };
}

const adds = [
  addOf("m1/a", 100, 1, [0, 40]),
  addOf("m1/b", 200, 1, [30, 90]),
  addOf("m2/a", 300, 2, [0, 40]),
  addOf("m2/b", 400, 2, [30, 90]),
  addOf("m2/empty", 5, 2, [], 0),
];

/** Four files: two months, delays from 0 to 40 in the first of each and from 30 to 90 in the second; a fifth without rows. */
const flights: FileIndex = fileIndexFromAddActions(adds, metadata, { table: "flights", version: 3 });

test("keeps the files that may match, and says why the others cannot", () => {
  const { files, report } = pruneFiles(flights, and(compare("delay", ">", 60), compare("month", "=", 2)));
  expect(files).toEqual(["m2/b"]);
  expect(report).toEqual({
    pruner: "file-statistics",
    table: "flights",
    version: "3",
    filesTotal: 5,
    filesKept: 1,
    skippedByPartition: 2,
    skippedByStatistics: 1,
    skippedWithoutRows: 1,
    bytesTotal: 1005,
    bytesKept: 400,
    bytesSkippedByPartition: 300,
    bytesSkippedByStatistics: 300,
    conjuncts: [
      { text: "delay > 60", skippedByPartition: 0, skippedByStatistics: 1 },
      { text: "month = 2", skippedByPartition: 2, skippedByStatistics: 0 },
    ],
    skipped: [
      { path: "m1/a", by: "partition", conjunct: "month = 2", reason: "month is 1" },
      { path: "m1/b", by: "partition", conjunct: "month = 2", reason: "month is 1" },
      { path: "m2/a", by: "statistics", conjunct: "delay > 60", reason: "delay has min 0, max 40, 1 nulls in 10 rows" },
      { path: "m2/empty", by: "no-rows", reason: "the file has no rows" },
    ],
    undecided: [],
    durationMs: expect.any(Number),
  });
});

test("a condition over both kinds of columns counts as one of statistics", () => {
  const { files, report } = pruneFiles(flights, or(compare("month", "=", 2), compare("delay", ">", 60)));
  expect(files).toEqual(["m1/b", "m2/a", "m2/b"]);
  expect(report.skipped[0]).toEqual({
    path: "m1/a",
    by: "statistics",
    conjunct: "(month = 2) OR (delay > 60)",
    reason: "month is 1; delay has min 0, max 40, 0 nulls in 10 rows",
  });
});

test("what cannot be told keeps files and says so; what stands beside it still prunes", () => {
  const predicate = and(
    unknown("f(delay) > 1"),
    compare("month", "=", 1),
    compare("carrier", "=", "AA"),
    compare("delay", "=", "x"),
  );
  const { files, report } = pruneFiles(flights, predicate);
  expect(files).toEqual(["m1/a", "m1/b"]);
  expect(report.undecided.toSorted()).toEqual([
    "carrier is not in the file index",
    "delay: integer cannot be judged against 'x'",
    "f(delay) > 1",
  ]);
  const either = pruneFiles(flights, or(unknown("f(delay) > 1"), compare("month", "=", 7)));
  expect(either.files).toHaveLength(4);
  expect(pruneFiles(flights, not(unknown("f"))).files).toHaveLength(4);
});

test("a column named like a property of every object is no column", () => {
  const { files, report } = pruneFiles(flights, compare("constructor", "=", 1));
  expect(files).toHaveLength(4);
  expect(report.undecided).toEqual(["constructor is not in the file index"]);
});

test("the list of skipped files is cut, the counts are not", () => {
  const { report } = pruneFiles(flights, compare("month", "=", 9), { maxListed: 2 });
  expect(report.skipped).toHaveLength(2);
  expect(report.skippedByPartition).toBe(4);
  expect(pruneFiles(flights, compare("month", "=", 9), { maxListed: 0 }).report.skipped).toEqual([]);
});

test("a budget refuses a scan with the numbers", () => {
  const predicate = compare("month", "=", 2);
  expect(pruneFiles(flights, predicate, { budget: { maxFiles: 2, maxBytes: 700 } }).files).toHaveLength(2);
  const error = catchError(() => pruneFiles(flights, predicate, { budget: { maxBytes: 699 } }));
  expect(PruningError.isInstance(error)).toBe(true);
  expect(error).toMatchObject({
    code: "scan-budget-exceeded",
    message: "scan-budget-exceeded: the scan of flights would read 2 files with 700 bytes; allowed are 699 bytes",
    scan: { files: 2, bytes: 700, maxFiles: undefined, maxBytes: 699 },
  });
  expect(() => pruneFiles(flights, predicate, { budget: { maxFiles: 1 } })).toThrow("scan-budget-exceeded");
});

test("options that are none are refused", () => {
  const predicate = isNull("delay");
  for (const options of [{ maxListed: -1 }, { truncatedStringBytes: 1.5 }, { budget: { maxFiles: Number.NaN } }]) {
    expect(() => pruneFiles(flights, predicate, options)).toThrow("invalid-option");
  }
});

test("what is no index is refused", () => {
  for (const broken of [undefined, {}, { paths: ["a"], sizes: [1] }]) {
    expect(() => pruneFiles(broken as unknown as FileIndex, isNull("delay"))).toThrow(/^invalid-index: /);
  }
});

test("predicates made by hand are checked, however deep the fault", () => {
  for (const part of [
    { kind: "like", input: "x" },
    { kind: "compare", input: "x", operator: "==", value: 1 },
    null,
    { kind: "or", operands: [] },
  ]) {
    const predicate = { kind: "not", operand: { kind: "and", operands: [part] } } as Predicate;
    expect(() => pruneFiles(flights, predicate)).toThrow(/^invalid-predicate: /);
  }
});

test("chains of 100,000 and nesting of 100,000 are no danger", () => {
  const month = compare("month", "=", 2);
  expect(pruneFiles(flights, or(...Array.from({ length: 100_000 }, () => month))).files).toEqual(["m2/a", "m2/b"]);
  let nested: Predicate = month;
  for (let depth = 0; depth < 100_000; depth += 1) nested = { kind: "and", operands: [nested, month] };
  expect(pruneFiles(flights, nested, { maxListed: 0 }).files).toEqual(["m2/a", "m2/b"]);
  for (let depth = 0; depth < 100_000; depth += 1) nested = { kind: "not", operand: nested };
  const { files, report } = pruneFiles(flights, nested);
  expect(files).toHaveLength(4);
  expect(report.undecided).toEqual(["what is nested more than 200 deep"]);
});

test("the report goes into the run as an event", () => {
  const sink = memorySink();
  pruneFiles(flights, inList("month", [2]), { run: startRun("q", { sink }) });
  expect(sink.events("pruning")).toMatchObject([
    {
      table: "flights",
      version: "3",
      filesTotal: 5,
      filesKept: 2,
      skippedByPartition: 2,
      skippedWithoutRows: 1,
      bytesKept: 700,
    },
  ]);
});

test("a deletion vector hides rows and widens bounds; a file of hidden rows alone has none", () => {
  const deletionVector = { storageType: "u", pathOrInlineDv: "ab^-aqEH.-t@S}K{vb[*k^", offset: 1, cardinality: 10 };
  const index = fileIndexFromAddActions(
    [
      { ...addOf("m1/all", 1, 1, [0, 40]), deletionVector },
      { ...addOf("m1/some", 2, 1, [0, 40]), deletionVector: { ...deletionVector, cardinality: 9 } },
    ],
    metadata,
  );
  expect(pruneFiles(index, compare("delay", ">", 10)).files).toEqual(["m1/some"]);
  expect(pruneFiles(index, compare("delay", ">", 10)).report.skippedWithoutRows).toBe(1);
  expect(pruneFiles(index, compare("delay", ">", 40)).files).toEqual([]);
  expect([...indexedFiles(index)][1]).toEqual({
    path: "m1/some",
    number: 1,
    size: 2,
    modificationTime: undefined,
    recordCount: 10,
    deletedCount: 9,
    tightBounds: true,
  });
});

test("more files than one block, and in several segments", () => {
  const many = Array.from({ length: 10_000 }, (_, at) => addOf(`f${at}`, 1, at % 2, [at, at]));
  const index = fileIndexFromAddActions(many, metadata);
  const { files, report } = pruneFiles(index, and(compare("month", "=", 1), inList("delay", [5, 5000, 9999])));
  expect(files).toEqual(["f5", "f9999"]);
  expect(report.skippedByPartition).toBe(5_000);
  expect(report.skipped.slice(0, 3).map(({ path }) => path)).toEqual(["f0", "f1", "f2"]);
  const more = advanceIndex(index, { added: [addOf("g", 1, 1, [5, 5])], removed: [{ path: "f5" }] });
  expect(pruneFiles(more, and(compare("month", "=", 1), inList("delay", [5, 5000, 9999]))).files).toEqual([
    "f9999",
    "g",
  ]);
});

function catchError(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  return undefined;
}

import { type ColumnReader, readerOf } from "./column-reader.js";
import { type Conjunct, compileConjuncts } from "./conjuncts.js";
import { checkFileIndex, type FileIndex } from "./file-index.js";
import { finishPruning, nameOf } from "./finish-pruning.js";
import { mayBeTrue } from "./outcome.js";
import type { Predicate } from "./predicate.js";
import { PruningError } from "./pruning-error.js";
import type { PruningOptions } from "./pruning-options.js";
import type { PruningResult, SkippedFile } from "./pruning-report.js";

/**
 * Chooses the files that may hold a row for which the predicate is true. A file is skipped only when its partition values or
 * its statistics prove that it holds none; whatever is missing, odd or unknown keeps it.
 */
export function pruneFiles(index: FileIndex, predicate: Predicate, options: PruningOptions = {}): PruningResult {
  const startMs = performance.now();
  const { maxListed = 1_000, truncatedStringBytes = 32 } = options;
  checkCount("maxListed", maxListed);
  checkCount("truncatedStringBytes", truncatedStringBytes);
  checkFileIndex(index);
  const undecided = new Set<string>();
  const conjuncts = compileConjuncts(predicate, { undecided, reader: cachedReaders(index, truncatedStringBytes) });
  const skippedBy = conjuncts.map(() => 0);
  const skipped: SkippedFile[] = [];
  const files: string[] = [];
  let skippedWithoutRows = 0;
  let [bytesTotal, bytesKept] = [0, 0];

  index.paths.forEach((path, file) => {
    const bytes = index.sizes[file] ?? 0;
    bytesTotal += bytes;
    const isEmpty = index.recordCounts?.[file] === 0;
    const at = isEmpty ? -1 : conjuncts.findIndex(({ test }) => (test(file) & mayBeTrue) === 0);
    const conjunct = conjuncts[at];
    if (isEmpty) skippedWithoutRows += 1;
    else if (conjunct !== undefined) skippedBy[at] = (skippedBy[at] ?? 0) + 1;
    else {
      files.push(path);
      bytesKept += bytes;
      return;
    }
    if (skipped.length < maxListed) skipped.push(explain(path, file, conjunct));
  });

  const sum = (by: Conjunct["by"]): number =>
    conjuncts.reduce((total, conjunct, at) => total + (conjunct.by === by ? (skippedBy[at] ?? 0) : 0), 0);
  return finishPruning(
    files,
    {
      pruner: "file-statistics",
      ...nameOf(index),
      filesTotal: index.paths.length,
      filesKept: files.length,
      skippedByPartition: sum("partition"),
      skippedByStatistics: sum("statistics"),
      skippedWithoutRows,
      bytesTotal,
      bytesKept,
      conjuncts: conjuncts.map(({ text, by }, at) => ({ text, by, filesSkipped: skippedBy[at] ?? 0 })),
      skipped,
      undecided: [...undecided],
      durationMs: performance.now() - startMs,
    },
    options,
  );
}

function explain(path: string, file: number, conjunct: Conjunct | undefined): SkippedFile {
  if (conjunct === undefined) return { path, by: "no-rows", reason: "the file has no rows" };
  const { text, by, readers } = conjunct;
  const reason = readers.length === 0 ? "it is never true" : readers.map((reader) => reader.describe(file)).join("; ");
  return { path, by, conjunct: text, reason };
}

function cachedReaders(index: FileIndex, truncatedStringBytes: number): (column: string) => ColumnReader | undefined {
  const readers = new Map<string, ColumnReader | undefined>();
  return (column) => {
    if (!readers.has(column)) readers.set(column, readerOf(index, column, truncatedStringBytes));
    return readers.get(column);
  };
}

function checkCount(name: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 0) throw new PruningError("invalid-option", `${name} is ${value}`);
}

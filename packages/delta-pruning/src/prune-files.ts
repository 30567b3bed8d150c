import type { PredicateScope } from "./compile-predicate.js";
import { compileConjuncts } from "./conjuncts.js";
import type { GridSpan } from "./expression-regions.js";
import { checkFileIndex, type FileIndex } from "./file-index.js";
import { finishPruning } from "./finish-pruning.js";
import { pathAt } from "./path-list.js";
import type { Predicate } from "./predicate.js";
import { newTally, type PruningTally, pruneSegment } from "./prune-segment.js";
import { PruningError } from "./pruning-error.js";
import type { PruningOptions } from "./pruning-options.js";
import type { PruningReport, PruningResult } from "./pruning-report.js";

/**
 * Chooses the files that may hold a row for which the predicate is true. A file is skipped only when its partition values or
 * its statistics prove that it holds none; whatever is missing, odd or unknown keeps it.
 * Throws `invalid-index`, `invalid-predicate`, `invalid-option` and `scan-budget-exceeded`.
 */
export function pruneFiles(index: FileIndex, predicate: Predicate, options: PruningOptions = {}): PruningResult {
  const startMs = performance.now();
  const { maxListed = 1_000, truncatedStringBytes = 32 } = options;
  checkCount("maxListed", maxListed);
  checkCount("truncatedStringBytes", truncatedStringBytes);
  checkFileIndex(index);
  const undecided = new Set<string>();
  const conjuncts = compileConjuncts(predicate, scopeOf(index, undecided));
  const tally = newTally(conjuncts);
  const kept = index.segments.map((segment) =>
    pruneSegment(index, segment, conjuncts, { maxListed, truncatedStringBytes }, tally),
  );
  const report: PruningReport = {
    pruner: "file-statistics",
    ...(index.table === undefined ? {} : { table: index.table }),
    ...(index.version === undefined ? {} : { version: String(index.version) }),
    ...countsOf(tally),
    conjuncts: conjuncts.map(({ text }, at) => ({
      text,
      skippedByPartition: tally.filesSkipped[at]?.partition ?? 0,
      skippedByStatistics: tally.filesSkipped[at]?.statistics ?? 0,
    })),
    skipped: tally.skipped,
    undecided: [...undecided],
    durationMs: performance.now() - startMs,
  };
  finishPruning(report, options);
  return resultOf(index, kept, report);
}

function countsOf(tally: PruningTally) {
  const { filesTotal, filesKept, bytesTotal, skippedWithoutRows, bytesWithoutRows, bytesSkipped, filesSkipped } = tally;
  return {
    filesTotal,
    filesKept,
    skippedByPartition: filesSkipped.reduce((sum, { partition }) => sum + partition, 0),
    skippedByStatistics: filesSkipped.reduce((sum, { statistics }) => sum + statistics, 0),
    skippedWithoutRows,
    bytesTotal,
    bytesKept: bytesTotal - bytesWithoutRows - bytesSkipped.partition - bytesSkipped.statistics,
    bytesSkippedByPartition: bytesSkipped.partition,
    bytesSkippedByStatistics: bytesSkipped.statistics,
  };
}

function resultOf(index: FileIndex, kept: readonly Uint32Array[], report: PruningReport): PruningResult {
  let files: readonly string[] | undefined;
  const numbers = new Uint32Array(report.filesKept);
  let at = 0;
  for (const [place, { segment }] of index.segments.entries()) {
    for (const row of kept[place] ?? []) {
      numbers[at] = segment.numbers[row] ?? 0;
      at += 1;
    }
  }
  return {
    numbers,
    get files() {
      files ??= index.segments.flatMap(({ segment }, at) =>
        Array.from(kept[at] ?? [], (row) => pathAt(segment.paths, row)),
      );
      return files;
    },
    report,
  };
}

function scopeOf(index: FileIndex, undecided: Set<string>): PredicateScope {
  return {
    undecided,
    context(column) {
      const known = index.columns.has(column) ? index.schema.get(column) : undefined;
      return known === undefined ? undefined : { type: known.type, span: () => spanOf(index, column) };
    },
  };
}

/** What the doubles of a vector leave out of a whole number of 64 bits is less than this. */
const mostRest = 1_024n;

/** A span that holds the bounds of a column over all files. */
function spanOf(index: FileIndex, column: string): GridSpan | undefined {
  let [low, high, margin] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0n];
  const take = (value: number): void => {
    // NaN, for what is missing, is neither below nor above.
    if (value < low) low = value;
    if (value > high) high = value;
  };
  for (const { segment } of index.segments) {
    for (const cell of segment.partitions.get(column)?.cells ?? []) {
      if (cell.kind === "value" && typeof cell.value === "bigint") take(Number(cell.value));
    }
    const bounds = segment.statistics.get(column)?.bounds;
    if (bounds?.kind !== "numbers") continue;
    for (const { values, rests } of [bounds.min, bounds.max]) {
      for (const value of values) take(value);
      if (rests !== undefined) margin = mostRest;
    }
  }
  return low <= high ? { from: BigInt(low) - margin, to: BigInt(high) + margin } : undefined;
}

function checkCount(name: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 0) throw new PruningError("invalid-option", `${name} is ${value}`);
}

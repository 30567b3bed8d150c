import { type HeldIndexes, holdIndexes } from "./held-indexes.js";
import { constant } from "./predicate.js";
import { predicateColumns } from "./predicate-columns.js";
import { pruneFiles } from "./prune-files.js";
import type { DeltaScan, Pruner, PrunerOptions, ScanChoice } from "./pruner.js";
import type { PruningOptions } from "./pruning-options.js";
import type { SnapshotSource } from "./snapshot-source.js";

export interface FilePrunerOptions extends Pick<PruningOptions, "maxListed" | "truncatedStringBytes"> {
  /** Most bytes of indexes to keep; the ones not used for longest go first. Default 256 MiB. */
  readonly maxIndexBytes?: number | undefined;
}

/** A pruner that chooses files by their partition values and statistics, and what it holds. */
export interface FilePruner {
  readonly prune: Pruner;
  /** Bytes of the indexes that are kept. */
  heldBytes(): number;
  /** Lets go of the indexes of a table, or of all. */
  forget(table?: string): void;
}

/**
 * Makes a pruner over the tables of a source. It keeps their indexes, one for each table and version, with the columns that predicates have named,
 * and moves the newest of them forward by the commits that came after. A scan without a version, and one without a predicate when there is no
 * budget to hold it to, is left to the engine.
 */
export function createPruner(source: SnapshotSource, options: FilePrunerOptions = {}): FilePruner {
  const indexes = holdIndexes(source, options.maxIndexBytes ?? 256 * 1024 * 1024);
  return {
    prune: (scans, pruneOptions = {}) =>
      Promise.all(scans.map((scan) => pruneScan(indexes, scan, options, pruneOptions))),
    heldBytes: indexes.heldBytes,
    forget: indexes.forget,
  };
}

async function pruneScan(
  indexes: HeldIndexes,
  { table, version, predicate }: DeltaScan,
  { maxListed, truncatedStringBytes }: FilePrunerOptions,
  { signal, budget, run }: PrunerOptions,
): Promise<ScanChoice> {
  signal?.throwIfAborted();
  if (version === undefined || (predicate === undefined && budget === undefined)) return leftToEngine(table, version);
  const condition = predicate ?? constant(true);
  const index = await indexes.get(table, BigInt(version), predicateColumns(condition), signal);
  const result = pruneFiles(index, condition, { maxListed, truncatedStringBytes, budget, run });
  const { numbers, report } = result;
  // Paths are put together when they are asked for.
  return {
    table,
    version: String(version),
    chosenBy: "pruner",
    numbers,
    report,
    get files() {
      return result.files;
    },
  };
}

function leftToEngine(table: string, version: number | bigint | undefined): ScanChoice {
  return { table, ...(version === undefined ? {} : { version: String(version) }), chosenBy: "engine" };
}

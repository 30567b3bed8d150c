import type { FileIndex, IndexColumnType, PartitionColumn, StatisticsColumn } from "../src/file-index.js";
import type { Predicate } from "../src/predicate.js";
import { pruneFiles } from "../src/prune-files.js";
import type { PruningOptions } from "../src/pruning-options.js";

/** What is known of column `x` in the one file of an index. */
export interface OneColumn {
  readonly min?: unknown;
  readonly max?: unknown;
  readonly nullCount?: number;
  readonly recordCount?: number;
}

/** An index of one file, with the statistics of one column `x`. */
export function indexOfStatistics(type: IndexColumnType, { min, max, nullCount, recordCount }: OneColumn): FileIndex {
  const x = { type, min: [min], max: [max], nullCount: [nullCount] } as StatisticsColumn;
  return { paths: ["a"], sizes: [10], recordCounts: [recordCount], partitions: {}, statistics: { x } };
}

/** An index of one file, with the value of one partition column `x`. */
export function indexOfPartition(type: IndexColumnType, value: unknown): FileIndex {
  return { paths: ["a"], sizes: [10], partitions: { x: { type, values: [value] } as PartitionColumn }, statistics: {} };
}

/** True when the one file of the index is skipped. */
export function skips(index: FileIndex, predicate: Predicate, options?: PruningOptions): boolean {
  return pruneFiles(index, predicate, options).files.length === 0;
}

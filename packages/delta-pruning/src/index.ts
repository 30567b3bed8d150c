// Pruning.

export { noopPruner } from "./noop-pruner.js";
export { pruneFiles } from "./prune-files.js";
export type { Pruner, PruningOptions, ScanBudget } from "./pruner.js";

// Predicates.

export { type DateValue, dateValue, type Literal, type TimestampValue, timestampValue } from "./literal.js";
export {
  and,
  type ComparisonOperator,
  compare,
  inList,
  isNotNull,
  isNull,
  not,
  or,
  type Predicate,
  unknown,
} from "./predicate.js";
export { predicateColumns } from "./predicate-columns.js";
export { predicateText } from "./predicate-text.js";

// The report.

export type { ConjunctReport, PruningReport, PruningResult, SkippedFile } from "./pruning-report.js";

// Errors.

export { PruningError, type PruningErrorCode, type ScanNumbers } from "./pruning-error.js";

// For those who bring the files.

export type {
  FileIndex,
  IndexColumnType,
  IndexValueTypes,
  PartitionColumn,
  PerFile,
  StatisticsColumn,
} from "./file-index.js";
export type { SnapshotSource } from "./snapshot-source.js";

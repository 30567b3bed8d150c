// Pruning.

export { pruneFiles } from "./prune-files.js";
export type { PruningOptions, ScanBudget } from "./pruning-options.js";

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

// The stage of a query, where there is an engine.

export { noopPruner } from "./noop-pruner.js";
export type { DeltaScan, FilesChosen, FilesLeftToEngine, Pruner, PrunerOptions, ScanChoice } from "./pruner.js";

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

// Pruning.

export { pruneFiles } from "./prune-files.js";
export type { PruningOptions, ScanBudget } from "./pruning-options.js";

// File indexes.

export type { AddAction, DeletionVectorDescriptor, RemoveAction } from "./add-action.js";
export { advanceIndex, type FileChanges } from "./advance-index.js";
export type { ColumnType } from "./column-type.js";
export { type FileIndex, type IndexedFile, indexedFiles } from "./file-index.js";
export { type FileIndexOptions, fileIndexFromAddActions } from "./file-index-from-add-actions.js";
export { type ArrowIndexOptions, fileIndexFromArrow } from "./file-index-from-arrow.js";
export { columnName, readSchema, type SchemaColumn, type TableMetadata, type TableSchema } from "./table-schema.js";

// Predicates.

export {
  cast,
  type DatePart,
  type DateTruncUnit,
  datePart,
  dateTrunc,
  type Expression,
  left,
  plus,
} from "./expression.js";
export {
  type DateValue,
  type DecimalValue,
  dateValue,
  decimalValue,
  type Literal,
  type TimestampValue,
  timestampValue,
} from "./literal.js";
export {
  and,
  between,
  type ComparisonOperator,
  compare,
  constant,
  inList,
  isNotNull,
  isNull,
  like,
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

export { createPruner, type FilePruner, type FilePrunerOptions } from "./create-pruner.js";
export { noopPruner } from "./noop-pruner.js";
export type { DeltaScan, FilesChosen, FilesLeftToEngine, Pruner, PrunerOptions, ScanChoice } from "./pruner.js";
export type { SnapshotSource } from "./snapshot-source.js";

// For those who bring tables of their own.

export type { ArrowTable, ArrowType, ArrowVector } from "./arrow-reader.js";

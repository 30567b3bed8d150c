export type { ArrowInput } from "./arrow/arrow-input.js";
export { batchesOfRows, type RowBatchOptions } from "./arrow/rows-to-batches.js";
export type { ArrowRows } from "./arrow/write-source.js";
export { type BoundExecuteOptions, BoundPlan, type DeltaScanDescription, type DeltaSnapshotId } from "./bound-plan.js";
export type { CallOptions, CancelOptions } from "./cancellation.js";
export { type Capabilities, capabilities } from "./capabilities.js";
export type { ChangeFeedOptions, ChangeFeedRange, ChangeFeedSnapshot } from "./change-feed.js";
export type { ChangeCarries, ChangeScope, TableChange } from "./change-scope.js";
export type { ApplicationTransaction, CommitOptions } from "./commit-options.js";
export type { CommitSequence } from "./commit-sequence.js";
export type {
  ChangeOptions,
  HistoryOptions,
  OptimizeOptions,
  RestoreOptions,
  UpdateOptions,
  VacuumOptions,
} from "./delta-change-options.js";
export type { ConvertOptions, DeltaCreateOptions } from "./delta-create-options.js";
export type { DeltaAdd, DeltaCommit, DeltaIndex, DeltaRemove } from "./delta-index.js";
export type { MatchedClause, MergeOptions, MergeValues, UnmatchedClause } from "./delta-merge-options.js";
export type {
  ChangeReport,
  CheckpointReport,
  CommitDescription,
  ConvertReport,
  DeleteReport,
  MergeReport,
  OptimizeReport,
  RestoreReport,
  UpdateReport,
  VacuumReport,
} from "./delta-reports.js";
export { DeltaTable, type DeltaWriteSource, type DescribeOptions } from "./delta-table.js";
export type { DeltaWriteOptions } from "./delta-write-options.js";
export {
  type EngineCacheName,
  type EngineCacheSnapshot,
  EngineCaches,
  type EngineCacheTotals,
} from "./engine-caches.js";
export type {
  EngineCacheLimits,
  EngineCacheOptions,
  EngineOptions,
  EnginePermission,
  ExprPlannerName,
} from "./engine-options.js";
export type { EngineColumnRule, EngineNameRule, EnginePolicy } from "./engine-policy.js";
export { type DeltaOptions, EngineSession, type PrepareSubstraitOptions } from "./engine-session.js";
export type {
  ExecutionReport,
  Explanation,
  OperatorMetrics,
  ScanReport,
  StatementCommit,
  WriteReport,
} from "./execution-report.js";
export type {
  AggregateFunction,
  AggregateFunctionDefinition,
  FunctionColumn,
  FunctionDescription,
  FunctionParameter,
  FunctionVolatility,
  ScalarFunction,
  ScalarFunctionDefinition,
  TableFunction,
  TableFunctionDefinition,
} from "./functions/function-definitions.js";
export { SessionFunctions } from "./functions/session-functions.js";
export type { NativeAbi } from "./native-abi.js";
export { NativeError } from "./native-error.js";
export type { NativeErrorCode } from "./native-error-codes.js";
export type { NativeErrorDetails, ParameterFault, PolicyRefusal, SqlPosition } from "./native-error-details.js";
export type { OperationProgress, ProgressOptions } from "./operation-progress.js";
export {
  type BindOptions,
  type ExecuteOptions,
  type ExplainOptions,
  type PlanParameter,
  PreparedPlan,
  type StatementKind,
  type StatementOptions,
} from "./prepared-plan.js";
export type { QueryParameters } from "./query-parameters.js";
export { RecordBatchStream } from "./record-batch-stream.js";
export type { UnknownRow } from "./row-views/build-rows.js";
export { type Columns, readColumns } from "./row-views/read-columns.js";
export { readRows } from "./row-views/read-rows.js";
export type { RowMode } from "./row-views/row-mode.js";
export type { ScanExpression, ScanLiteral, ScanPredicate } from "./scan-predicate.js";
export type { StorageOptions } from "./storage-options.js";
export type {
  SubstraitCosts,
  SubstraitOutcome,
  SubstraitRefusal,
  SubstraitRefusalClass,
} from "./substrait-outcome.js";
export type {
  ColumnDescription,
  DeltaDescription,
  DeltaMetadata,
  DeltaProtocol,
  TableDescription,
} from "./table-description.js";
export type {
  ArrowSource,
  CsvSource,
  DeltaSource,
  FilePaths,
  FileSourceOptions,
  JsonSource,
  ParquetSource,
  TableSource,
} from "./table-source.js";
export type { EngineSpan, TraceReport } from "./tracing/engine-span.js";
export { EngineTrace, EngineTracing, type TraceLevel, type TracingOptions } from "./tracing/engine-tracing.js";
export { operatorSpans } from "./tracing/operator-spans.js";
export { validateRow } from "./validate-row.js";
export { CalendarDate } from "./values/calendar-date.js";
export { Decimal } from "./values/decimal.js";
export { Duration } from "./values/duration.js";
export { Interval } from "./values/interval.js";
export { TimeOfDay } from "./values/time-of-day.js";
export type { TimeUnit } from "./values/time-unit.js";
export { Timestamp } from "./values/timestamp.js";

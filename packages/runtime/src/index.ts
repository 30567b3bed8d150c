// Sessions.

// What the session speaks of, from the packages below it.
export {
  type AggregateFunction,
  type AggregateFunctionDefinition,
  type ApplicationTransaction,
  CalendarDate,
  type CancelOptions,
  type Capabilities,
  type ChangeOptions,
  type ChangeReport,
  type Columns,
  Decimal,
  type DeltaCreateOptions,
  type DeltaTable,
  type DeltaWriteOptions,
  Duration,
  type EngineCacheOptions,
  type EngineCacheTotals,
  type EngineOptions,
  type Explanation,
  type ExprPlannerName,
  type FunctionColumn,
  type FunctionDescription,
  type FunctionParameter,
  Interval,
  type MergeOptions,
  type MergeReport,
  NativeError,
  type NativeErrorCode,
  type OperatorMetrics,
  type OptimizeOptions,
  type PlanParameter,
  type QueryParameters,
  type RestoreOptions,
  type RowMode,
  type ScalarFunction,
  type ScalarFunctionDefinition,
  type ScanReport,
  type StorageOptions,
  type TableDescription,
  type TableFunction,
  type TableFunctionDefinition,
  type TableSource,
  TimeOfDay,
  Timestamp,
  type UnknownRow,
  type VacuumOptions,
  type WriteReport,
} from "@causeway/ext-native";
export type { CacheLevel, DiagnosticsSink } from "@causeway/obs";
export type { CacheStore, PlanCacheEntry } from "@causeway/plan-cache";
export type { Diagnostic, Policy, PreflightMode, PreflightReport } from "@causeway/sql-preflight";
export type { Relation } from "@causeway/substrait-lane";
export { type CapabilityReport, capabilities } from "./capability-report.js";
export { type DeltaSink, type DeltaSinkOptions, deltaSink } from "./delta-sink.js";
export { openSession } from "./open-session.js";
export type { PlanCacheOptions } from "./plan-cache-options.js";
export type { PreparedQuery } from "./prepared-query.js";
export type { QueryInput } from "./query-input.js";
// Queries.
export type { CompileOptions, ExecuteOptions, ExplainOptions, QueryOptions } from "./query-options.js";
export type { ProgressListener, QueryProgress } from "./query-progress.js";
export type { QueryResult, RowOptions } from "./query-result.js";
export type { RecordedDetail } from "./recorded-details.js";
export type {
  CacheSummary,
  LaneSummary,
  PhaseName,
  PreflightSummary,
  RunReport,
  TablePruning,
} from "./run-report.js";

// Incremental runs.

export { type CursorStore, fileCursorStore, memoryCursorStore } from "./cursor-store.js";
export type {
  BatchTransform,
  DeltaPlace,
  DeltaTarget,
  IncrementalMode,
  IncrementalOptions,
  IncrementalSink,
  IncrementalStep,
} from "./incremental-options.js";
export type { IncrementalReport } from "./incremental-report.js";
export { runIncremental } from "./run-incremental.js";

// Errors.
export { RuntimeError, type RuntimeErrorCode, type RuntimeErrorDetails } from "./runtime-error.js";
export type { Session } from "./session.js";
export type { CacheName, CacheSnapshot, ClearOptions, PlanCacheSnapshot, SessionCaches } from "./session-caches.js";
export type { SessionFunctions } from "./session-functions.js";
export type { LanePreference, SessionOptions } from "./session-options.js";
export type { SessionTables } from "./session-tables.js";
export type { RefreshPolicy, SessionTableSource } from "./table-freshness.js";

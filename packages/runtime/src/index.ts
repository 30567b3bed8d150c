// Sessions.

// What the session speaks of, from the packages below it.
export {
  CalendarDate,
  type CancelOptions,
  type Capabilities,
  type Columns,
  Decimal,
  type DeltaTable,
  type DeltaWriteOptions,
  Duration,
  type EngineOptions,
  type Explanation,
  Interval,
  NativeError,
  type NativeErrorCode,
  type OperatorMetrics,
  type PlanParameter,
  type QueryParameters,
  type RowMode,
  type ScanReport,
  type StorageOptions,
  type TableDescription,
  type TableSource,
  TimeOfDay,
  Timestamp,
  type UnknownRow,
  type WriteReport,
} from "@causeway/ext-native";
export type { CacheLevel, DiagnosticsSink } from "@causeway/obs";
export type { CacheStore, PlanCacheEntry } from "@causeway/plan-cache";
export type { Diagnostic, Policy, PreflightMode, PreflightReport } from "@causeway/sql-preflight";
export type { Relation } from "@causeway/substrait-lane";
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
// Errors.
export { RuntimeError, type RuntimeErrorCode, type RuntimeErrorDetails } from "./runtime-error.js";
export type { CapabilityReport, Session } from "./session.js";
export type { CacheName, CacheSnapshot, ClearOptions, PlanCacheSnapshot, SessionCaches } from "./session-caches.js";
export type { LanePreference, SessionOptions } from "./session-options.js";
export type { SessionTables } from "./session-tables.js";

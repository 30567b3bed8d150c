// Runs.

export type { OpenRun, Run, RunOptions, RunRecorder } from "./run.js";
export { currentRun } from "./run-context.js";
export { createRunId } from "./run-id.js";
export type { RunError, RunOutcome } from "./run-outcome.js";
export type { FinishedSpan, RunQuery, RunTelemetry } from "./run-telemetry.js";
export { startRun } from "./start-run.js";
export { trackedRun } from "./tracked-run.js";

// Sinks.

export { type BatchedSink, type BatchedSinkOptions, batchedSink } from "./batched-sink.js";
export type { DiagnosticsSink, RecordStamp, StampedArtifact, StampedEvent } from "./diagnostics-sink.js";
export { type FilteredRecord, filterSink } from "./filter-sink.js";
export { type FlushOnExitOptions, flushOnExit } from "./flush-on-exit.js";
export { type JsonlSink, type JsonlSinkOptions, jsonlSink } from "./jsonl-sink.js";
export { type MemoryRecord, type MemorySink, type MemorySinkOptions, memorySink } from "./memory-sink.js";
export { noopSink } from "./noop-sink.js";
export { teeSink } from "./tee-sink.js";

// Errors.

export { ObsError, type ObsErrorCode } from "./obs-error.js";

// Summaries.

export type { PhaseRecord } from "./phase-record.js";
export { type Span, type SpanSummary, spanSummary } from "./span-summary.js";

// The records, by name.

export type {
  ArtifactName,
  ArtifactPayload,
  ArtifactTypes,
  CacheConfigArtifact,
  CacheLevelConfig,
  CacheTotalsPart,
  CapabilitiesArtifact,
  PlanArtifact,
  PruningArtifact,
  PruningArtifactScan,
  SpanPart,
  SpansArtifact,
  SqlglotAstArtifact,
  StatementArtifact,
  StatementFinding,
} from "./artifact-types.js";
export {
  type CacheLevel,
  type CacheUseEvent,
  type CommitEvent,
  type CustomName,
  type EventName,
  type EventRow,
  type EventTypes,
  type LaneFallbackEvent,
  type PreflightEvent,
  type PruningEvent,
  RECORD_SCHEMA_VERSION,
  type RecordsDroppedEvent,
  type RunAttributes,
  type RunEndEvent,
  type RunStartEvent,
} from "./event-types.js";
export type { OperatorPart, RunReportArtifact, TablePruningPart, TableScanPart } from "./run-report-artifact.js";

// For those who write a sink.

export { BackgroundQueue, type BackgroundQueueOptions } from "./background-queue.js";
export { recordJson } from "./json-line.js";

// For those who write a telemetry.

export type { PhaseTrace, RunEnding, RunTelemetryStart, RunTrace } from "./run-telemetry.js";
export type { TraceContext } from "./trace-context.js";

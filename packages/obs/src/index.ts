// Runs.

export type { OpenRun, Run, RunOptions, RunRecorder } from "./run.js";
export { currentRun } from "./run-context.js";
export { createRunId } from "./run-id.js";
export type { RunError, RunOutcome } from "./run-outcome.js";
export { startRun } from "./start-run.js";
export { trackedRun } from "./tracked-run.js";

// Sinks.

export type { DiagnosticsSink, RecordStamp, StampedArtifact, StampedEvent } from "./diagnostics-sink.js";
export { type FilteredRecord, filterSink } from "./filter-sink.js";
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

export type { ArtifactName, ArtifactPayload, ArtifactTypes, PlanArtifact } from "./artifact-types.js";
export {
  type CacheUseEvent,
  type CommitEvent,
  type CustomName,
  EVENT_SCHEMA_VERSION,
  type EventName,
  type EventRow,
  type EventTypes,
  type LaneFallbackEvent,
  type PreflightEvent,
  type PruningEvent,
  type RunAttributes,
  type RunEndEvent,
  type RunStartEvent,
} from "./event-types.js";

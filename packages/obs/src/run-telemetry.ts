import type { ArtifactName, ArtifactPayload } from "./artifact-types.js";
import type { EventName, EventRow, RunAttributes } from "./event-types.js";
import type { RunOutcome } from "./run-outcome.js";
import type { TraceContext } from "./trace-context.js";

/** Follows runs in a system of traces and metrics. `openTelemetry()` of `@causeway/obs/opentelemetry` makes one. */
export interface RunTelemetry {
  startRun(start: RunTelemetryStart): RunTrace;
}

/** What is known of a run when it starts. */
export interface RunTelemetryStart {
  readonly id: string;
  readonly label: string;
  /** The kind of work: the run's name among few others. */
  readonly operation: string;
  readonly attributes: RunAttributes;
  readonly query: RunQuery | undefined;
  /** The context that came in from outside, which goes before all others. */
  readonly traceContext: TraceContext | undefined;
  /** Now by the run's clock, in milliseconds since 1970-01-01 UTC with fractions: the clock of all its spans. */
  nowMs(): number;
  /** The parent that was given by hand. */
  readonly parent: RunTrace | undefined;
  /** The parent that the calling code is part of. */
  readonly surrounding: RunTrace | undefined;
}

/** The query that a run is about. It goes into no record: SQL text can hold what is secret. */
export interface RunQuery {
  readonly text: string;
}

/** How a run ended. */
export interface RunEnding {
  readonly outcome: RunOutcome;
  /** What was thrown, where the outcome is not `ok`. */
  readonly error?: unknown;
  /** Duration of the run in milliseconds. */
  readonly durationMs: number;
}

/** A span that somebody else has measured, such as an engine. */
export interface FinishedSpan {
  /** Unique among the spans that are handed over together. */
  readonly id: string;
  /** The span that this one is part of; without it, the run. */
  readonly parentId?: string | undefined;
  readonly name: string;
  /** Start in milliseconds since 1970-01-01 UTC; fractions count. */
  readonly startMs: number;
  /** Duration in milliseconds. */
  readonly durationMs: number;
  readonly attributes?: RunAttributes | undefined;
  /** What it did in words of the query. It can hold what is secret, so it goes where the query's text goes, and nowhere else. */
  readonly detail?: string | undefined;
  readonly failed?: boolean | undefined;
}

/** One run as its telemetry sees it. */
export interface RunTrace {
  /** The context to hand on to whom the run calls. */
  readonly traceContext: TraceContext | undefined;
  /** Calls `fn` as part of the run's span. */
  within<T>(fn: () => T): T;
  startPhase(name: string): PhaseTrace;
  setAttributes(attributes: RunAttributes): void;
  event<Name extends EventName>(name: Name, row: EventRow<Name>): void;
  artifact<Name extends ArtifactName>(name: Name, payload: ArtifactPayload<Name>): void;
  /** Spans from elsewhere, as parts of the latest phase of a name; without a name, of the phase in which they began, else of the run. */
  addSpans(spans: readonly FinishedSpan[], phase: string | undefined): void;
  end(ending: RunEnding): void;
}

/** One phase of a run as its telemetry sees it. */
export interface PhaseTrace {
  within<T>(fn: () => T): T;
  end(failed: boolean): void;
}

import type { ArtifactName, ArtifactPayload } from "./artifact-types.js";
import type { DiagnosticsSink } from "./diagnostics-sink.js";
import type { EventName, EventRow, RunAttributes } from "./event-types.js";
import type { ObsError } from "./obs-error.js";
import type { PhaseRecord } from "./phase-record.js";
import type { FinishedSpan, RunQuery, RunTelemetry } from "./run-telemetry.js";

/** The part of a run that takes records: all that a stage of a query needs of it. */
export interface RunRecorder {
  event<Name extends EventName>(name: Name, row: EventRow<Name>): void;
  artifact<Name extends ArtifactName>(name: Name, payload: ArtifactPayload<Name>): void;
}

/** One piece of work with an id of its own, as its body sees it. */
export interface Run extends RunRecorder {
  /** UUID of version 7. */
  readonly id: string;
  readonly label: string;
  readonly parentId: string | undefined;
  /** What the run was started with, and what was set since. */
  readonly attributes: RunAttributes;
  readonly startedAt: Date;
  /** Fires when the run is called off, by its own signal or by its parent's. */
  readonly signal: AbortSignal;
  readonly sink: DiagnosticsSink;
  /** False when nobody takes what the run records, so that what is costly to make need not be made. */
  readonly isRecording: boolean;
  /** The W3C trace context to hand on: that of the run's span, or without telemetry the one that came in. */
  readonly traceparent: string | undefined;
  readonly tracestate: string | undefined;
  /** The phases that have ended, in the order of their ends; the first 1,000 are kept. */
  readonly phases: readonly PhaseRecord[];
  /** Now by the run's clock, in milliseconds since 1970-01-01 UTC with fractions: the clock of the spans that `addSpans` takes. */
  nowMs(): number;
  /** Times `fn`, which may be asynchronous, and hands back what it gives. */
  phase<T>(name: string, fn: () => T): T;
  /** Adds attributes: they go into `run-end` and onto the run's span. */
  setAttributes(attributes: RunAttributes): void;
  /**
   * Takes spans that somebody else has measured, such as an engine: they are summed up by name in `span-summary` events, and
   * become spans below that of the run's latest phase with the name `phase`; without it, below that of the phase in which they began, else of the run.
   */
  addSpans(spans: readonly FinishedSpan[], options?: { readonly phase?: string }): void;
}

/** A run that is ended by hand: for work that outlives the function that began it, such as a stream. */
export interface OpenRun extends Run {
  /** Calls `fn` with this run as the current one, for it and for all that it starts. */
  within<T>(fn: () => T): T;
  /** Throws the signal's reason when the run has been called off. */
  throwIfAborted(): void;
  /** Ends the run well. Only the first `end` or `fail` counts. */
  end(): void;
  /** Ends the run with an error: `aborted` when it was called off, `error` otherwise. */
  fail(error: unknown): void;
}

export interface RunOptions {
  /** Where the records go. Default: the parent's sink, else none. */
  readonly sink?: DiagnosticsSink | undefined;
  /** The run that this one is part of. Default: the current run; `null` for none. */
  readonly parent?: Run | null | undefined;
  readonly attributes?: RunAttributes | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Opens spans and counts metrics. Default: the parent's, else none. */
  readonly telemetry?: RunTelemetry | undefined;
  /** The kind of work, which names the run's span: one of few. Default: the label. */
  readonly operation?: string | undefined;
  /** The query that the run is about. It goes into no record, and onto a span only where the telemetry was asked to. */
  readonly query?: RunQuery | undefined;
  /** The W3C trace context that came in. A malformed one counts as none, as the standard asks. */
  readonly traceparent?: string | undefined;
  readonly tracestate?: string | undefined;
  /** Is told of each failure of the sink or the telemetry. Default: one process warning for each sink. */
  readonly onSinkFailure?: ((error: ObsError) => void) | undefined;
}

import type { ArtifactName, ArtifactPayload } from "./artifact-types.js";
import type { DiagnosticsSink } from "./diagnostics-sink.js";
import type { EventName, EventRow, RunAttributes } from "./event-types.js";
import type { ObsError } from "./obs-error.js";
import type { PhaseRecord } from "./phase-record.js";

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
  readonly attributes: RunAttributes;
  readonly startedAt: Date;
  /** Fires when the run is called off, by its own signal or by its parent's. */
  readonly signal: AbortSignal;
  readonly sink: DiagnosticsSink;
  /** The phases that have ended, in the order of their ends; the first 1,000 are kept. */
  readonly phases: readonly PhaseRecord[];
  /** Times `fn`, which may be asynchronous, and hands back what it gives. */
  phase<T>(name: string, fn: () => T): T;
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
  /** Is told of each failure of the sink. Default: one process warning for each sink. */
  readonly onSinkFailure?: ((error: ObsError) => void) | undefined;
}

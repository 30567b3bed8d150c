import type { ArtifactName, ArtifactPayload } from "./artifact-types.js";
import type { DiagnosticsSink, RecordStamp, StampedArtifact, StampedEvent } from "./diagnostics-sink.js";
import type { EventName, EventRow, RunAttributes } from "./event-types.js";
import { GuardedSink } from "./guarded-sink.js";
import { type LinkedSignal, linkSignals } from "./linked-signal.js";
import { noopSink } from "./noop-sink.js";
import type { PhaseRecord } from "./phase-record.js";
import { PhaseTimer } from "./phase-timer.js";
import type { OpenRun, Run, RunOptions } from "./run.js";
import { currentRun, withinRun } from "./run-context.js";
import { createRunId } from "./run-id.js";
import { describeError, outcomeOfFailure } from "./run-outcome.js";

/**
 * Begins a run that the caller ends by `end()` or `fail(error)`, exactly one of them on every way out.
 * Where a function can hold the whole run, `trackedRun` does that by itself.
 */
export function startRun(label: string, options: RunOptions = {}): OpenRun {
  const parent = options.parent === undefined ? currentRun() : (options.parent ?? undefined);
  return new RecordedRun(label, options, parent);
}

class RecordedRun implements OpenRun {
  readonly id = createRunId();
  readonly label: string;
  readonly attributes: RunAttributes;
  readonly startedAt = new Date();
  readonly sink: DiagnosticsSink;
  readonly #parent: Run | undefined;
  readonly #ownSignal: AbortSignal | undefined;
  readonly #records: GuardedSink;
  readonly #timer = new PhaseTimer();
  #linked: LinkedSignal | undefined;
  #ended = false;

  constructor(label: string, options: RunOptions, parent: Run | undefined) {
    this.label = label;
    this.attributes = options.attributes ?? {};
    this.sink = options.sink ?? parent?.sink ?? noopSink;
    this.#parent = parent;
    this.#ownSignal = options.signal;
    this.#records = new GuardedSink(this.sink, options.onSinkFailure);
    this.event("run-start", {
      label,
      ...(parent === undefined ? {} : { parentRunId: parent.id }),
      attributes: this.attributes,
    });
  }

  get parentId(): string | undefined {
    return this.#parent?.id;
  }

  // Made when it is first asked for: most runs have one source or none, and need no signal of their own.
  get signal(): AbortSignal {
    this.#linked ??= linkSignals([this.#ownSignal, this.#parent?.signal].filter((source) => source !== undefined));
    return this.#linked.signal;
  }

  get phases(): readonly PhaseRecord[] {
    return this.#timer.phases;
  }

  event<Name extends EventName>(name: Name, row: EventRow<Name>): void {
    if (this.sink === noopSink) return;
    this.#records.event(name, { ...row, ...this.#stamp() } as StampedEvent<Name>);
  }

  artifact<Name extends ArtifactName>(name: Name, payload: ArtifactPayload<Name>): void {
    if (this.sink === noopSink) return;
    this.#records.artifact(name, { ...payload, ...this.#stamp() } as StampedArtifact<Name>);
  }

  phase<T>(name: string, fn: () => T): T {
    return this.#timer.time(name, fn);
  }

  within<T>(fn: () => T): T {
    return withinRun(this, fn);
  }

  throwIfAborted(): void {
    this.#ownSignal?.throwIfAborted();
    this.#parent?.signal.throwIfAborted();
  }

  end(): void {
    this.#end({ outcome: "ok" });
  }

  fail(error: unknown): void {
    const aborted = this.#ownSignal?.aborted === true || this.#parent?.signal.aborted === true;
    this.#end({ outcome: outcomeOfFailure(error, aborted), error: describeError(error) });
  }

  #end(result: Pick<EventRow<"run-end">, "outcome" | "error">): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#linked?.release();
    this.event("run-end", {
      label: this.label,
      ...result,
      durationMs: this.#timer.elapsedMs(),
      phases: [...this.#timer.phases],
      phasesDropped: this.#timer.dropped,
      sinkFailures: this.#records.failures,
    });
  }

  #stamp(): RecordStamp {
    return { runId: this.id, atMs: Date.now() };
  }
}

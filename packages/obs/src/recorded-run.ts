import type { ArtifactName, ArtifactPayload } from "./artifact-types.js";
import type { DiagnosticsSink, RecordStamp, StampedArtifact, StampedEvent } from "./diagnostics-sink.js";
import { type EventName, type EventRow, RECORD_SCHEMA_VERSION, type RunAttributes } from "./event-types.js";
import { GuardedSink } from "./guarded-sink.js";
import { type LinkedSignal, linkSignals } from "./linked-signal.js";
import { noopSink } from "./noop-sink.js";
import { type AbandonedRun, followedRuns } from "./open-runs.js";
import type { PhaseRecord } from "./phase-record.js";
import { PhaseTimer } from "./phase-timer.js";
import type { OpenRun, Run, RunOptions } from "./run.js";
import { RunClock } from "./run-clock.js";
import { withinRun } from "./run-context.js";
import { createRunId } from "./run-id.js";
import { describeError, outcomeOfFailure } from "./run-outcome.js";
import type { FinishedSpan, RunEnding, RunTelemetry, RunTrace } from "./run-telemetry.js";
import { spanSummary } from "./span-summary.js";
import { acceptTraceContext, type TraceContext } from "./trace-context.js";

/** A run that hands what it is told to its sink and to its telemetry. */
export class RecordedRun implements OpenRun, AbandonedRun {
  readonly id = createRunId();
  readonly label: string;
  readonly startedAt = new Date();
  readonly sink: DiagnosticsSink;
  readonly #parent: Run | undefined;
  readonly #ownSignal: AbortSignal | undefined;
  readonly #records: GuardedSink;
  readonly #timer = new PhaseTimer();
  readonly #clock: RunClock;
  readonly #telemetry: RunTelemetry | undefined;
  readonly #trace: RunTrace | undefined;
  readonly #traceContext: TraceContext | undefined;
  readonly #openRuns: Set<AbandonedRun> | undefined;
  #attributes: RunAttributes;
  #linked: LinkedSignal | undefined;
  #ended = false;

  constructor(label: string, options: RunOptions, parent: Run | undefined) {
    this.label = label;
    this.sink = options.sink ?? parent?.sink ?? noopSink;
    this.#attributes = options.attributes ?? {};
    this.#parent = parent;
    this.#ownSignal = options.signal;
    this.#records = new GuardedSink(this.sink, options.onSinkFailure);
    const above = parent instanceof RecordedRun ? parent : undefined;
    this.#clock = above === undefined ? new RunClock() : above.#clock;
    const { traceparent, tracestate } = options;
    const incoming = traceparent === undefined ? undefined : acceptTraceContext({ traceparent, tracestate });
    this.#telemetry = options.telemetry ?? (above === undefined ? undefined : above.#telemetry);
    this.#trace = this.#startTrace(options, above, incoming);
    this.#traceContext = this.#trace?.traceContext ?? incoming ?? contextOf(parent);
    this.#openRuns = followedRuns(this.sink);
    this.#openRuns?.add(this);
    this.#start();
  }

  get parentId(): string | undefined {
    return this.#parent?.id;
  }

  get attributes(): RunAttributes {
    return this.#attributes;
  }

  // Made when it is first asked for: most runs have one source or none, and need no signal of their own.
  get signal(): AbortSignal {
    this.#linked ??= linkSignals([this.#ownSignal, this.#parent?.signal].filter((source) => source !== undefined));
    return this.#linked.signal;
  }

  get isRecording(): boolean {
    return this.sink !== noopSink || this.#trace !== undefined;
  }

  get traceparent(): string | undefined {
    return this.#traceContext?.traceparent;
  }

  get tracestate(): string | undefined {
    return this.#traceContext?.tracestate;
  }

  get phases(): readonly PhaseRecord[] {
    return this.#timer.phases;
  }

  event<Name extends EventName>(name: Name, row: EventRow<Name>): void {
    this.#inTrace((trace) => trace.event(name, row));
    if (this.sink !== noopSink) this.#records.events(name, [this.#stamped<Name>(row)]);
  }

  artifact<Name extends ArtifactName>(name: Name, payload: ArtifactPayload<Name>): void {
    this.#inTrace((trace) => trace.artifact(name, payload));
    if (this.sink === noopSink) return;
    this.#records.artifact(name, { ...payload, ...this.#stamp() } as StampedArtifact<Name>);
  }

  nowMs(): number {
    return this.#clock.nowMs();
  }

  phase<T>(name: string, fn: () => T): T {
    const phase = this.#inTrace((trace) => trace.startPhase(name));
    if (phase === undefined) return this.#timer.time(name, fn);
    return this.#timer.time(
      name,
      () => phase.within(fn),
      (failed) => this.#records.telemetry(() => phase.end(failed)),
    );
  }

  setAttributes(attributes: RunAttributes): void {
    this.#attributes = { ...this.#attributes, ...attributes };
    this.#inTrace((trace) => trace.setAttributes(attributes));
  }

  addSpans(spans: readonly FinishedSpan[], options: { readonly phase?: string } = {}): void {
    this.#inTrace((trace) => trace.addSpans(spans, options.phase));
    if (this.sink === noopSink || spans.length === 0) return;
    const rows = spanSummary(spans).map((summary) => this.#stamped<"span-summary">(summary));
    this.#records.events("span-summary", rows);
  }

  within<T>(fn: () => T): T {
    const trace = this.#trace;
    return withinRun(this, trace === undefined ? fn : () => trace.within(fn));
  }

  throwIfAborted(): void {
    this.#ownSignal?.throwIfAborted();
    this.#parent?.signal.throwIfAborted();
  }

  end(): void {
    this.#end("ok");
  }

  fail(error: unknown): void {
    const aborted = this.#ownSignal?.aborted === true || this.#parent?.signal.aborted === true;
    this.#end(outcomeOfFailure(error, aborted), error);
  }

  abandon(error: unknown): void {
    this.#end("aborted", error);
  }

  #startTrace(
    { operation, query, parent }: RunOptions,
    above: RecordedRun | undefined,
    traceContext: TraceContext | undefined,
  ): RunTrace | undefined {
    const { id, label, attributes } = this;
    const trace = above === undefined ? undefined : above.#trace;
    const relation = parent ? { parent: trace, surrounding: undefined } : { parent: undefined, surrounding: trace };
    return this.#records.telemetry(() =>
      this.#telemetry?.startRun({
        id,
        label,
        operation: operation ?? label,
        attributes,
        query,
        traceContext,
        nowMs: () => this.nowMs(),
        ...relation,
      }),
    );
  }

  #inTrace<T>(act: (trace: RunTrace) => T): T | undefined {
    const trace = this.#trace;
    return trace === undefined ? undefined : this.#records.telemetry(() => act(trace));
  }

  #start(): void {
    if (!this.isRecording) return;
    const { label, parentId, traceparent, attributes } = this;
    this.event("run-start", {
      schemaVersion: RECORD_SCHEMA_VERSION,
      label,
      ...(parentId === undefined ? {} : { parentRunId: parentId }),
      ...(traceparent === undefined ? {} : { traceparent }),
      attributes,
    });
  }

  #end(outcome: RunEnding["outcome"], error?: unknown): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#openRuns?.delete(this);
    this.#linked?.release();
    if (!this.isRecording) return;
    const durationMs = this.#timer.elapsedMs();
    this.event("run-end", {
      label: this.label,
      outcome,
      ...(outcome === "ok" ? {} : { error: describeError(error) }),
      durationMs,
      phases: [...this.#timer.phases],
      phasesDropped: this.#timer.dropped,
      sinkFailures: this.#records.failures,
      attributes: this.#attributes,
    });
    this.#inTrace((trace) => trace.end({ outcome, error, durationMs }));
  }

  #stamped<Name extends EventName>(row: EventRow<Name>): StampedEvent<Name> {
    return { ...row, ...this.#stamp() } as StampedEvent<Name>;
  }

  #stamp(): RecordStamp {
    return { runId: this.id, atMs: Date.now() };
  }
}

function contextOf(parent: Run | undefined): TraceContext | undefined {
  if (parent?.traceparent === undefined) return undefined;
  return { traceparent: parent.traceparent, tracestate: parent.tracestate };
}

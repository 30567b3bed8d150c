import { type Context, context, type Span, SpanStatusCode, type Tracer, trace } from "@opentelemetry/api";
import type { ArtifactName, ArtifactPayload } from "../artifact-types.js";
import type { EventName, EventRow, RunAttributes } from "../event-types.js";
import { describeError } from "../run-outcome.js";
import type { FinishedSpan, PhaseTrace, RunEnding, RunTelemetryStart, RunTrace } from "../run-telemetry.js";
import type { TraceContext } from "../trace-context.js";
import { startFinishedSpans } from "./finished-spans.js";
import { querySummary } from "./query-summary.js";
import type { RunMetrics } from "./run-metrics.js";
import { attributeNames } from "./semantic-conventions.js";
import { contextBelow, traceContextOf } from "./span-context.js";

/** Most phases of one run that become spans. */
const maxPhaseSpans = 1_000;

export interface RunSpanOptions {
  readonly tracer: Tracer;
  readonly metrics: RunMetrics;
  readonly namespace: string;
  readonly systemName: string;
  readonly queryText: boolean;
}

/** A run as a span of OpenTelemetry, with a span below it for each phase. */
export class RunSpan implements RunTrace {
  readonly #options: RunSpanOptions;
  readonly #context: Context;
  readonly #span: Span;
  readonly #isQuery: boolean;
  readonly #phases = new Map<string, Context>();
  /** What the metrics of this run are told apart by: few values only. */
  readonly #dimensions: RunAttributes;
  #phaseSpans = 0;

  constructor(start: RunTelemetryStart, options: RunSpanOptions) {
    const { namespace, tracer, systemName } = options;
    const { operation, query } = start;
    this.#options = options;
    this.#isQuery = query !== undefined;
    this.#dimensions = {
      [`${namespace}.operation`]: operation,
      ...(query === undefined ? {} : { [attributeNames.systemName]: systemName }),
    };
    const parent = contextBelow(start.traceContext, contextOf(start.parent), contextOf(start.surrounding));
    const attributes = {
      ...start.attributes,
      ...this.#dimensions,
      ...(query !== undefined && options.queryText ? { [attributeNames.queryText]: query.text } : {}),
      [`${namespace}.run.id`]: start.id,
      [`${namespace}.run.label`]: start.label,
    };
    this.#span = tracer.startSpan(`${namespace}.${operation}`, { attributes }, parent);
    this.#context = trace.setSpan(parent, this.#span);
  }

  get context(): Context {
    return this.#context;
  }

  get traceContext(): TraceContext | undefined {
    return traceContextOf(this.#span.spanContext());
  }

  within<T>(fn: () => T): T {
    return context.with(this.#context, fn);
  }

  startPhase(name: string): PhaseTrace {
    const { tracer, namespace, metrics } = this.#options;
    const startMs = performance.now();
    const record = (failed: boolean): void => metrics.phase(name, performance.now() - startMs, failed);
    if (this.#phaseSpans === maxPhaseSpans) return { within: (fn) => fn(), end: record };
    this.#phaseSpans += 1;
    const span = tracer.startSpan(`${namespace}.${name}`, {}, this.#context);
    const phase = trace.setSpan(this.#context, span);
    this.#phases.set(name, phase);
    return {
      within: (fn) => context.with(phase, fn),
      end(failed) {
        record(failed);
        if (failed) span.setStatus({ code: SpanStatusCode.ERROR });
        span.end();
      },
    };
  }

  setAttributes(attributes: RunAttributes): void {
    this.#span.setAttributes(attributes);
  }

  event<Name extends EventName>(name: Name, row: EventRow<Name>): void {
    this.#options.metrics.event(name, row);
  }

  artifact<Name extends ArtifactName>(name: Name, payload: ArtifactPayload<Name>): void {
    this.#options.metrics.artifact(name, payload, this.#dimensions);
    if (name === "run-report") this.#summarise(payload as ArtifactPayload<"run-report">);
  }

  addSpans(spans: readonly FinishedSpan[], phase: string | undefined): void {
    const above = phase === undefined ? undefined : this.#phases.get(phase);
    startFinishedSpans(spans, this.#options, above ?? this.#context);
  }

  #summarise({ statementKind, scans }: ArtifactPayload<"run-report">): void {
    if (statementKind === undefined) return;
    const operation = statementKind === "query" ? "SELECT" : statementKind.toUpperCase();
    const tables = new Set(scans.map(({ table }) => table));
    this.#span.setAttribute(attributeNames.querySummary, querySummary(operation, [...tables]));
  }

  end(ending: RunEnding): void {
    const { outcome, error } = ending;
    const { name, code, message } = describeError(error);
    const failure = outcome === "ok" ? {} : { [attributeNames.errorType]: code ?? name };
    this.#options.metrics.run(ending, this.#isQuery, { ...this.#dimensions, ...failure });
    if (!this.#span.isRecording()) return;
    this.#span.setAttributes({ ...failure, [`${this.#options.namespace}.outcome`]: outcome });
    // A run that was called off did what it was asked to.
    if (outcome === "error") {
      this.#span.recordException({ name, message, ...(code === undefined ? {} : { code }) });
      this.#span.setStatus({ code: SpanStatusCode.ERROR, message });
    }
    this.#span.end();
  }
}

function contextOf(run: RunTrace | undefined): Context | undefined {
  return run instanceof RunSpan ? run.context : undefined;
}

import { type Context, context, type Span, SpanStatusCode, type Tracer, trace } from "@opentelemetry/api";
import type { ArtifactName, ArtifactPayload } from "../artifact-types.js";
import type { EventName, EventRow, RunAttributes } from "../event-types.js";
import { describeError } from "../run-outcome.js";
import type { FinishedSpan, PhaseTrace, RunEnding, RunTelemetryStart, RunTrace } from "../run-telemetry.js";
import type { TraceContext } from "../trace-context.js";
import { type SpanPlace, startFinishedSpans } from "./finished-spans.js";
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

/** A phase as a span, and its times by the run's clock. */
interface PhaseSpan {
  readonly name: string;
  readonly context: Context;
  readonly startMs: number;
  endMs: number | undefined;
}

/** A run as a span of OpenTelemetry, with a span below it for each phase. */
export class RunSpan implements RunTrace {
  readonly #options: RunSpanOptions;
  readonly #context: Context;
  readonly #span: Span;
  readonly #isQuery: boolean;
  readonly #phases: PhaseSpan[] = [];
  readonly #nowMs: () => number;
  readonly #startMs: number;
  /** What the metrics of this run are told apart by: few values only. */
  readonly #dimensions: RunAttributes;

  constructor(start: RunTelemetryStart, options: RunSpanOptions) {
    const { namespace, tracer, systemName } = options;
    const { operation, query } = start;
    this.#options = options;
    this.#nowMs = () => start.nowMs();
    this.#startMs = this.#nowMs();
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
    this.#span = tracer.startSpan(`${namespace}.${operation}`, { attributes, startTime: this.#startMs }, parent);
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
    const startMs = this.#nowMs();
    const record = (endMs: number, failed: boolean): void => metrics.phase(name, endMs - startMs, failed);
    if (this.#phases.length === maxPhaseSpans) {
      return { within: (fn) => fn(), end: (failed) => record(this.#nowMs(), failed) };
    }
    const span = tracer.startSpan(`${namespace}.${name}`, { startTime: startMs }, this.#context);
    const phase: PhaseSpan = { name, context: trace.setSpan(this.#context, span), startMs, endMs: undefined };
    this.#phases.push(phase);
    return {
      within: (fn) => context.with(phase.context, fn),
      end: (failed) => {
        phase.endMs = this.#nowMs();
        record(phase.endMs, failed);
        if (failed) span.setStatus({ code: SpanStatusCode.ERROR });
        span.end(phase.endMs);
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
    const nowMs = this.#nowMs();
    const whole: SpanPlace = { context: this.#context, startMs: this.#startMs, endMs: nowMs };
    startFinishedSpans(spans, this.#options, ({ startMs }) => {
      // The latest that fits is the innermost.
      const place = this.#phases.findLast(({ name, ...times }) =>
        phase === undefined ? times.startMs <= startMs && startMs <= (times.endMs ?? nowMs) : name === phase,
      );
      return place === undefined ? whole : { ...place, endMs: place.endMs ?? nowMs };
    });
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
    this.#span.end(this.#nowMs());
  }
}

function contextOf(run: RunTrace | undefined): Context | undefined {
  return run instanceof RunSpan ? run.context : undefined;
}

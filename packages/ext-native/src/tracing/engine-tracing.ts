import type { NativeTrace, NativeTracing } from "../../native/index.cjs";
import { checkOption, checkOptionNames, isFlag } from "../check-options.js";
import type { OperatorMetrics } from "../execution-report.js";
import type { EngineSpan, TraceReport } from "./engine-span.js";
import { operatorSpans } from "./operator-spans.js";

/**
 * How much is told of a run; each level tells what those before it tell.
 * - `info`: the steps of the engine (planning, optimising, executing, opening a table, an operation on it, its commit), and those that delta-rs and the
 *   Delta kernel tell at that level;
 * - `debug`: each request to an object store, with its bytes;
 * - `trace`: all that the libraries tell.
 */
export type TraceLevel = "info" | "debug" | "trace";

export interface TracingOptions {
  /** Default: `info`. */
  readonly level?: TraceLevel;
  /** Makes the operators of an executed plan spans, with what they measured as attributes. Default: true. */
  readonly metrics?: boolean;
  /** Rows of results on spans. There are none: rows can hold what is secret. */
  readonly previewRows?: 0;
  /** Most spans kept of one run, without its operators; what comes after them is counted. Default: 2,000. */
  readonly maxSpans?: number;
}

export const tracingOptionNames = ["level", "metrics", "previewRows", "maxSpans"];

const levels: readonly unknown[] = ["info", "debug", "trace"] satisfies TraceLevel[];

/** Errors: `unknown-option`, `invalid-option`. */
export function checkTracingOptions(options: TracingOptions): void {
  checkOptionNames(options, tracingOptionNames, "installTracing");
  const { level, metrics, previewRows, maxSpans } = options;
  checkOption("level", level, "one of info, debug, trace", (value) => levels.includes(value));
  checkOption("metrics", metrics, "true or false", isFlag);
  checkOption("previewRows", previewRows, "0", (value) => value === 0);
  checkOption("maxSpans", maxSpans, "an integer from 1 to 1,000,000", isSpanCount);
}

/**
 * The tracing of a session: runs begin traces, and hand them to the calls that are theirs. It costs nothing until then, and a trace has no thread, network or
 * collector of its own.
 *
 * @example
 * const tracing = session.installTracing({ level: "debug" });
 * const trace = tracing.begin();
 * await session.delta("./data/flights").optimize({ kind: "compact", trace });
 * for (const { name, durationMs } of trace.finish().spans) console.log(name, durationMs);
 */
export class EngineTracing implements Disposable {
  readonly #native: NativeTracing;
  readonly #metrics: boolean;

  private constructor(native: NativeTracing, metrics: boolean) {
    this.#native = native;
    this.#metrics = metrics;
  }

  /** @internal */
  static over(native: NativeTracing, metrics: boolean): EngineTracing {
    return new EngineTracing(native, metrics);
  }

  /** Begins the trace of one run. `startMs`: this moment by the caller's clock, in milliseconds since 1970-01-01 UTC; its spans are told by that clock. */
  begin(startMs: number = performance.timeOrigin + performance.now()): EngineTrace {
    return EngineTrace.over(this.#native.begin(startMs), this.#metrics);
  }

  /** Begins no more traces: what is begun then collects nothing. Idempotent. */
  end(): void {
    this.#native.end();
  }

  [Symbol.dispose](): void {
    this.end();
  }
}

/** The trace of one run: an option of each call that the run makes. */
export class EngineTrace {
  /** @internal */
  readonly native: NativeTrace;
  readonly #metrics: boolean;

  private constructor(native: NativeTrace, metrics: boolean) {
    this.native = native;
    this.#metrics = metrics;
  }

  /** @internal */
  static over(native: NativeTrace, metrics: boolean): EngineTrace {
    return new EngineTrace(native, metrics);
  }

  /**
   * Ends the trace and gives its spans, with those of the operators of an executed plan below its execution. A second time there are none.
   * What the run still does is not collected.
   */
  finish(operators?: OperatorMetrics): TraceReport {
    const { spans, dropped } = JSON.parse(this.native.finishJson()) as NativeTraceReport;
    const own = spans.map(spanOf);
    if (operators === undefined || !this.#metrics) return { spans: own, dropped };
    const execution = own.findLast(({ name }) => name === "engine.execute");
    return { spans: [...own, ...operatorSpans(operators, execution?.id)], dropped };
  }
}

interface NativeSpan extends Omit<EngineSpan, "id" | "parentId"> {
  readonly id: number;
  readonly parentId?: number;
  readonly target: string;
}

interface NativeTraceReport {
  readonly spans: readonly NativeSpan[];
  readonly dropped: number;
}

function spanOf({ id, parentId, target, attributes, ...span }: NativeSpan): EngineSpan {
  const parent = parentId === undefined ? undefined : String(parentId);
  return { ...span, id: String(id), parentId: parent, attributes: { ...attributes, target } };
}

function isSpanCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 1 && (value as number) <= 1_000_000;
}

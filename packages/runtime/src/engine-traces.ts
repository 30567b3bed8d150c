import {
  type EngineSession,
  type EngineSpan,
  type EngineTrace,
  type EngineTracing,
  type OperatorMetrics,
  operatorSpans,
  type TraceReport,
} from "@causeway/ext-native";
import type { Run, SpanPart } from "@causeway/obs";
import type { RecordedDetail } from "./recorded-details.js";
import type { SessionTracing } from "./session-tracing.js";

/** What the engine does for the runs of a session, as spans of these runs. */
export class EngineTraces {
  readonly #tracing: EngineTracing | undefined;
  readonly #metrics: boolean;
  readonly #record: readonly RecordedDetail[];

  constructor(engine: EngineSession, tracing: SessionTracing | undefined, record: readonly RecordedDetail[]) {
    const { level = "info", metrics = true, maxSpans } = tracing ?? { level: "off" };
    this.#metrics = metrics;
    this.#record = record;
    if (level !== "off") {
      this.#tracing = engine.installTracing({ level, metrics, ...(maxSpans === undefined ? {} : { maxSpans }) });
    }
  }

  /** The trace of a run that somebody follows. */
  begin(run: Run): EngineTrace | undefined {
    return run.isRecording ? this.#tracing?.begin(run.nowMs()) : undefined;
  }

  /** Ends a trace and gives the run what was collected, with the operators of what it executed. */
  finish(run: Run, trace: EngineTrace | undefined, operators?: OperatorMetrics): void {
    if (!run.isRecording) return;
    const { spans, dropped } = trace === undefined ? this.#untraced(operators) : trace.finish(operators);
    if (dropped > 0) run.setAttributes({ spansDropped: dropped });
    run.addSpans(spans, trace === undefined ? { phase: "execute" } : {});
    if (this.#record.includes("spans")) {
      run.artifact("spans", { spans: spans.map(spanPart), dropped });
    }
  }

  /** Collects no more. */
  end(): void {
    this.#tracing?.end();
  }

  #untraced(operators: OperatorMetrics | undefined): TraceReport {
    return { spans: operators === undefined || !this.#metrics ? [] : operatorSpans(operators), dropped: 0 };
  }
}

/** Without the line of an operator, which holds text of the query. */
function spanPart({ detail: _detail, parentId, ...span }: EngineSpan): SpanPart {
  return { ...span, ...(parentId === undefined ? {} : { parentId }) };
}

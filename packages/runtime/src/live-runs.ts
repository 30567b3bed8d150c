import { type CancelOptions, NativeError } from "@causeway/ext-native";
import { type DiagnosticsSink, type OpenRun, type RunTelemetry, startRun } from "@causeway/obs";
import type { EngineTraces } from "./engine-traces.js";
import type { GivenQuery } from "./query-input.js";
import { QueryRun } from "./query-run.js";
import type { RecordedDetail } from "./recorded-details.js";
import { RunHistory } from "./run-history.js";
import type { RunReport } from "./run-report.js";
import { RuntimeError } from "./runtime-error.js";
import type { SessionOptions } from "./session-options.js";
import { sessionTracing } from "./session-tracing.js";

/** The kinds of work that a session does, each a span of its name. */
export type RunOperation = "query" | "compile" | "explain";

/** What a run is called, where the caller says so, and what may call it off. */
export interface RunLimits extends CancelOptions {
  readonly label?: string | undefined;
}

/** The runs of a session: those that have not ended, so that closing the session ends them, and the reports of the latest others. */
export class LiveRuns {
  readonly #sink: DiagnosticsSink | undefined;
  readonly #telemetry: RunTelemetry | undefined;
  readonly #record: readonly RecordedDetail[];
  readonly #traces: EngineTraces;
  readonly #onBegin: (run: OpenRun) => void;
  readonly #runs = new Set<QueryRun>();
  readonly #history = new RunHistory();
  #closed = false;

  /** `onBegin` is told of each run before its work. */
  constructor(
    traces: EngineTraces,
    { diagnostics, tracing, record = [] }: Pick<SessionOptions, "diagnostics" | "tracing" | "record">,
    onBegin: (run: OpenRun) => void,
  ) {
    this.#onBegin = onBegin;
    this.#sink = diagnostics;
    this.#telemetry = sessionTracing(tracing)?.telemetry;
    this.#traces = traces;
    this.#record = record;
  }

  /** Begins a run. Errors: `session-closed`. */
  begin(operation: RunOperation, given: GivenQuery, { label, ...limits }: RunLimits): QueryRun {
    this.assertOpen();
    const run = startRun(label ?? operation, {
      sink: this.#sink,
      telemetry: this.#telemetry,
      signal: limits.signal,
      operation,
      query: { text: given.text },
    });
    const query = new QueryRun(run, given, this.#record, limits, this.#traces, (ended) => {
      this.#runs.delete(ended);
      this.#history.add(ended.report);
    });
    this.#onBegin(run);
    this.#runs.add(query);
    return query;
  }

  /** A run that ends with `body`. */
  async during<Value>(
    operation: RunOperation,
    given: GivenQuery,
    limits: RunLimits,
    body: (query: QueryRun) => Promise<Value>,
  ): Promise<Value> {
    const query = this.begin(operation, given, limits);
    try {
      const value = await body(query);
      await query.end(true);
      return value;
    } catch (error) {
      throw await query.fail(error);
    }
  }

  /** The reports of the latest runs, in the order of their ends, then of those that are under way. */
  reports(): readonly RunReport[] {
    return [...this.#history.reports, ...[...this.#runs].map(({ report }) => report)];
  }

  assertOpen(): void {
    if (this.#closed) throw new RuntimeError("session-closed", "the session is closed");
  }

  /** Begins no more runs. */
  close(): void {
    this.#closed = true;
  }

  /** Ends the runs whose results nobody is reading: those that are read have heard of it from the engine. */
  async endAll(): Promise<void> {
    const error = new NativeError("session-closed", "the session was closed before the result was read");
    await Promise.all([...this.#runs].map((query) => query.fail(error)));
  }
}

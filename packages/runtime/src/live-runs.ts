import { type CancelOptions, NativeError } from "@causeway/ext-native";
import { type DiagnosticsSink, startRun } from "@causeway/obs";
import { QueryRun } from "./query-run.js";
import { RuntimeError } from "./runtime-error.js";

/** The runs of a session that have not ended, so that closing the session ends them. */
export class LiveRuns {
  readonly #sink: DiagnosticsSink | undefined;
  readonly #runs = new Set<QueryRun>();
  #closed = false;

  constructor(sink: DiagnosticsSink | undefined) {
    this.#sink = sink;
  }

  /** Begins a run. Errors: `session-closed`. */
  begin(label: string, sql: string, limits: CancelOptions): QueryRun {
    this.assertOpen();
    const run = startRun(label, { sink: this.#sink, signal: limits.signal });
    const query = new QueryRun(run, sql, limits, (ended) => this.#runs.delete(ended));
    this.#runs.add(query);
    return query;
  }

  /** A run that ends with `body`. */
  async during<Value>(
    label: string,
    sql: string,
    limits: CancelOptions,
    body: (query: QueryRun) => Promise<Value>,
  ): Promise<Value> {
    const query = this.begin(label, sql, limits);
    try {
      const value = await body(query);
      await query.end(true);
      return value;
    } catch (error) {
      throw await query.fail(error);
    }
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

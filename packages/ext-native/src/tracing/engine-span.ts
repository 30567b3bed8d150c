/** A span that the engine has measured. */
export interface EngineSpan {
  /** Unique within its trace. */
  readonly id: string;
  /** The span that it is part of; absent for what a call itself began. */
  readonly parentId: string | undefined;
  /** `engine.…` and `delta.…` for steps of ours, `store.…` for requests to an object store, `delta_rs.…`, `delta_kernel.…`, or the name of an operator. */
  readonly name: string;
  /** Start in milliseconds since 1970-01-01 UTC; fractions count. */
  readonly startMs: number;
  readonly durationMs: number;
  /** Counts, places, metrics. Never text of the query, values of its rows, or values of storage options. */
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
  /** An operator's line in the plan, which holds text of the query. */
  readonly detail?: string;
  readonly failed?: boolean;
}

/** What was collected of one run. */
export interface TraceReport {
  /** In the order in which they began; each after the one that it is part of. */
  readonly spans: readonly EngineSpan[];
  /** Spans that came when there were `maxSpans` already. */
  readonly dropped: number;
}

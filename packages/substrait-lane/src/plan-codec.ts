/**
 * Why a query cannot go by Substrait:
 * - `not-carried`: the producer or the consumer has no form for a part of it;
 * - `carried-wrongly`: a part of it is known to come back with another meaning;
 * - `plan-differs`: the bytes, read again, gave another plan.
 */
export type LaneRefusalCode = "not-carried" | "carried-wrongly" | "plan-differs";

/** A codec's no. It is an answer and not an error: the query is fine and goes by SQL. */
export interface LaneRefusal {
  readonly code: LaneRefusalCode;
  /** One plain sentence. */
  readonly reason: string;
  /** The plan node that is to blame, where there is one. */
  readonly node?: string | undefined;
}

/** Makes Substrait bytes from SQL: the engine, seen from here. It throws only when it fails, not when it refuses. */
export interface PlanCodec {
  encode(sql: string, options: { signal?: AbortSignal | undefined }): Promise<Uint8Array | LaneRefusal>;
}

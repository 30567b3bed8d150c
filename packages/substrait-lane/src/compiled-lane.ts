import type { LaneRefusalCode } from "./plan-codec.js";

/** How a query travels to the engine: as Substrait bytes, or as its own SQL text. */
export type Lane = "substrait" | "sql";

/**
 * - `prefer-substrait`: by Substrait where that is possible, else by SQL, with the reason;
 * - `substrait-only`: by Substrait, or not at all;
 * - `sql`: by SQL.
 */
export type LaneMode = "prefer-substrait" | "substrait-only" | "sql";

/** Why a query that was asked to go by Substrait goes by SQL. */
export interface LaneFallback {
  readonly code: "codec-missing" | LaneRefusalCode;
  /** One plain sentence. */
  readonly reason: string;
  /** The plan node that is to blame, where there is one. */
  readonly node?: string | undefined;
}

/** A query ready to travel by SQL. */
export interface SqlLane {
  readonly lane: "sql";
  /** The query's text, as it was given. */
  readonly sql: string;
  /** SHA-256, in hex, of the normalised query. The same in both lanes. */
  readonly planHash: string;
  /** Present when the query was asked to go by Substrait. */
  readonly fallback?: LaneFallback;
}

/** A query ready to travel by Substrait. */
export interface SubstraitLane {
  readonly lane: "substrait";
  /** The text that the bytes were made from, as it was given. */
  readonly sql: string;
  readonly planBytes: Uint8Array;
  readonly planHash: string;
  /** SHA-256, in hex, of `planBytes`. */
  readonly substraitHash: string;
}

/** What `compileLane` gives. `lane` tells the two apart. */
export type CompiledLane = SqlLane | SubstraitLane;

import type { Answer } from "../answers/answer.js";

/** Parameters of `open`, the first operation of each worker. */
export interface OpenParameters {
  /** Paths of Parquet files by table name. */
  readonly tables: Readonly<Record<string, string>>;
  readonly threads: number;
}

/** Result of `open`. */
export interface OpenResult {
  /** Name and version of the engine. */
  readonly version: string;
}

/** Parameters of the operations that run a query: `answer`, `run`, `columns`, `chunks`, `drain`. */
export interface QueryParameters {
  readonly sql: string;
}

/** Parameters of `repeat`: a short query, one run after another. */
export interface RepeatParameters extends QueryParameters {
  readonly iterations: number;
}

/** Result of `answer`: the rows, for comparison. */
export type AnswerResult = Answer;

/** Result of a timed run. */
export interface TimedResult {
  readonly elapsedMs: number;
  /** Rows that arrived. */
  readonly rows: number;
  /** Bytes of the Arrow buffers that arrived, where they are Arrow. */
  readonly bytes?: number;
}

/** Result of `repeat`. */
export interface RepeatResult {
  readonly timesMs: readonly number[];
  /** The part of each time that is not the execution of a plan that is ready, where the engine reports that. */
  readonly unreadyMs?: readonly number[];
  /** The part of each time that is not the engine's own, where the engine reports its own. */
  readonly overheadsMs?: readonly number[];
}

/** Parameters of `hold`: a query whose rows become a table in memory. */
export interface HoldParameters extends QueryParameters {
  readonly table: string;
}

/** Parameters of `lookUp`: a query with one parameter, which gets the keys in turn, so many at the same time. */
export interface LookUpParameters extends QueryParameters {
  readonly keys: readonly number[];
  readonly inFlight: number;
}

/** Result of `lookUp`. */
export interface LookUpResult {
  readonly elapsedMs: number;
  /** The first column of each answer's only row, by key. */
  readonly found: readonly string[];
}

/** Parameters of `stream`: the column of doubles whose values are added up. */
export interface StreamParameters extends QueryParameters {
  readonly column: number;
}

/** Result of `stream`. */
export interface StreamResult {
  readonly rows: number;
  readonly sum: number;
  readonly elapsedMs: number;
  /** Resident memory before the stream. */
  readonly idleBytes: number;
  /** The most resident memory that the process ever had. */
  readonly peakBytes: number;
}

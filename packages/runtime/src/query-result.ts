import type { Columns, RowMode, UnknownRow } from "@causeway/ext-native";
import type { RecordBatch, Schema, Table } from "apache-arrow";
import type { RunReport } from "./run-report.js";

/** How values become JavaScript values. */
export interface RowOptions {
  /** `lossless` (default): nothing is rounded. `js`: numbers and `Date`. `json`: what JSON carries unchanged. */
  readonly mode?: RowMode;
}

/**
 * The result of a query, which has begun. It is read once, in one of the ways below; a second way is `result-consumed`.
 * Whatever it fails with carries the `runId`.
 *
 * @example
 * const result = await session.query<{ origin: string; n: bigint }>("SELECT origin, count(*) AS n FROM flights GROUP BY origin");
 * for (const row of await result.rows()) console.log(row.origin, row.n);
 * console.log(String(result.report));
 */
export interface QueryResult<Row = UnknownRow> extends AsyncIterable<RecordBatch>, AsyncDisposable {
  /** UUID of version 7; every event and error of the run carries it. */
  readonly runId: string;
  /** The columns. */
  readonly schema: Schema;
  /** What happened so far; complete once the stream has ended. */
  readonly report: RunReport;
  /** The Arrow record batches as they arrive. Leaving the loop stops the engine's work. */
  [Symbol.asyncIterator](): AsyncIterableIterator<RecordBatch, undefined>;
  /** All rows. Errors: `row-invalid` where the query has a `schema`. */
  rows(options?: RowOptions): Promise<Row[]>;
  /** Row by row, as the batches arrive. Errors: as `rows`. */
  stream(options?: RowOptions): AsyncIterable<Row>;
  /** The first row, or undefined if there is none; the rest is not computed. */
  first(options?: RowOptions): Promise<Row | undefined>;
  /** Whole columns by name: typed arrays where the type allows. */
  columns(options?: RowOptions): Promise<Columns>;
  /** The number of rows. Reads the result to its end and keeps nothing of it. */
  count(): Promise<number>;
  /** All of it as an apache-arrow Table. */
  toArrow(): Promise<Table>;
  /** The bytes of one Arrow IPC stream as they arrive, ready to be piped to a file or an HTTP response. */
  ipc(): AsyncIterableIterator<Uint8Array, undefined>;
  /** Stops the engine's work; a read under way rejects with `aborted`. Nothing happens after the end. */
  cancel(): Promise<void>;
}

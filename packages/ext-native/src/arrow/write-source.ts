import type { RecordBatch } from "apache-arrow";
import { NativeError } from "../native-error.js";
import type { ArrowInput } from "./arrow-input.js";
import { BatchEncoder } from "./encode-batches.js";
import { isRecordBatch, isTable } from "./is-arrow.js";

/**
 * Rows to write: Arrow data in memory, or a stream of batches of one schema, or a stream of the bytes of one Arrow IPC stream
 * (a `Readable` of an HTTP request, for example). Streams are pulled as the engine has room.
 */
export type ArrowRows = ArrowInput | Iterable<RecordBatch> | AsyncIterable<RecordBatch> | AsyncIterable<Uint8Array>;

/** One Arrow IPC stream in chunks, made while it is read. Errors: `invalid-argument`, `schema-mismatch`, `not-supported`. */
export async function* arrowRowsToIpc(rows: ArrowRows): AsyncGenerator<Uint8Array, void> {
  if (rows instanceof Uint8Array) {
    yield rows;
    return;
  }
  const encoder = new BatchEncoder();
  let raw: boolean | undefined;
  if (isTable(rows)) yield* encoder.begin(rows.schema);
  for await (const item of itemsOf(rows)) {
    const bytes = item instanceof Uint8Array;
    if (!bytes && !isRecordBatch(item))
      throw new NativeError("invalid-argument", "a stream of rows must give record batches or bytes");
    raw ??= bytes;
    if (raw !== bytes)
      throw new NativeError("invalid-argument", "a stream of rows must give record batches or bytes, not both");
    if (bytes) yield item;
    else yield* encoder.encode(item);
  }
  if (!raw) yield encoder.end();
}

function itemsOf(rows: unknown): Iterable<unknown> | AsyncIterable<unknown> {
  if (isTable(rows)) return rows.batches;
  if (isRecordBatch(rows)) return [rows];
  if (typeof rows === "object" && rows !== null && (Symbol.asyncIterator in rows || Symbol.iterator in rows)) {
    return rows as Iterable<unknown> | AsyncIterable<unknown>;
  }
  throw new NativeError(
    "invalid-argument",
    "rows to write must be Arrow data, record batches, an iterable of them, or Arrow IPC bytes",
  );
}

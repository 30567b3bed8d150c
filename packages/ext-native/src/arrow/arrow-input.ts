import type { RecordBatch, Table } from "apache-arrow";
import { NativeError } from "../native-error.js";
import { BatchEncoder } from "./encode-batches.js";
import { isRecordBatch, isTable } from "./is-arrow.js";

/** Arrow data in memory: a table, batches of one schema, or the bytes of an Arrow IPC stream or file. */
export type ArrowInput = Table | RecordBatch | readonly RecordBatch[] | Uint8Array;

/** One Arrow IPC stream (or the file that was given). Errors: `invalid-argument`, `schema-mismatch`, `not-supported`. */
export function arrowInputToIpc(input: ArrowInput): Uint8Array {
  if (input instanceof Uint8Array) return input;
  const encoder = new BatchEncoder();
  const chunks: Uint8Array[] = isTable(input) ? encoder.begin(input.schema) : [];
  for (const batch of batchesOf(input)) chunks.push(...encoder.encode(batch));
  chunks.push(encoder.end());
  return Buffer.concat(chunks);
}

function batchesOf(input: unknown): readonly RecordBatch[] {
  if (isTable(input)) return input.batches;
  if (isRecordBatch(input)) return [input];
  if (Array.isArray(input) && input.every(isRecordBatch)) return input;
  throw new NativeError(
    "invalid-argument",
    "arrow needs a Table, a RecordBatch, a list of them, or the bytes of an Arrow IPC stream or file",
  );
}

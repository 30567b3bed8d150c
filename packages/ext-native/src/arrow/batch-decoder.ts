import { type RecordBatch, RecordBatchReader, type Schema } from "apache-arrow";
import { NativeError } from "../native-error.js";
import { type IpcMessage, IpcMessageSplitter } from "./ipc-messages.js";

/**
 * Decodes the chunks of one Arrow IPC stream, each batch as soon as its last byte is there.
 * (apache-arrow's own asynchronous reader holds a batch back until the chunk behind it has arrived.)
 */
export class BatchDecoder {
  readonly #splitter = new IpcMessageSplitter();
  /** Schema and dictionaries: what a batch needs to be read by itself. */
  readonly #preamble: Uint8Array[] = [];

  /** The batches that this chunk completes. They share its memory. */
  push(chunk: Uint8Array): RecordBatch[] {
    const batches: RecordBatch[] = [];
    for (const message of this.#splitter.push(chunk)) {
      if (message.kind === "batch") batches.push(this.#decode(message));
      else this.#preamble.push(message.bytes);
    }
    return batches;
  }

  #decode(message: IpcMessage): RecordBatch {
    if (this.#preamble.length === 0)
      throw new NativeError("invalid-arrow", "a batch stands before the schema of its Arrow IPC stream");
    return RecordBatchReader.from([...this.#preamble, message.bytes]).next().value;
  }
}

/** The schema at the beginning of an Arrow IPC stream. */
export function decodeSchema(ipc: Uint8Array): Schema {
  return RecordBatchReader.from(ipc).open().schema;
}

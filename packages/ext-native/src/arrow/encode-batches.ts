import { type RecordBatch, RecordBatchStreamWriter, type Schema, Table } from "apache-arrow";
import { NativeError } from "../native-error.js";
import { adoptBatch } from "./adopt-batch.js";
import { adoptSchema } from "./adopt-type.js";
import { IpcMessageSplitter } from "./ipc-messages.js";

/** Ends an Arrow IPC stream. */
const endOfStream = Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0);

/** Encodes batches of one schema, one by one, as one Arrow IPC stream. */
export class BatchEncoder {
  #schemaBytes: Uint8Array | undefined;

  /** Begins the stream with a schema. Unnecessary where there is a batch. */
  begin(schema: Schema): Uint8Array[] {
    return this.#append(writeStream(new Table(adoptSchema(schema))));
  }

  /** The bytes of one more batch. Errors: `schema-mismatch`, `not-supported`. */
  encode(batch: RecordBatch): Uint8Array[] {
    return this.#append(writeStream(adoptBatch(batch, adoptSchema(batch.schema))));
  }

  /** The end. Errors: `invalid-argument` if there was neither a schema nor a batch. */
  end(): Uint8Array {
    if (!this.#schemaBytes) throw new NativeError("invalid-argument", "there is no batch, hence no schema");
    return endOfStream;
  }

  /** Takes the messages of a stream of its own into this one: the schema once. */
  #append(stream: Uint8Array): Uint8Array[] {
    const messages = new IpcMessageSplitter().push(stream);
    const schemaBytes = messages.find((message) => message.kind === "schema")?.bytes ?? new Uint8Array();
    const rest = messages.filter((message) => message.kind !== "schema").map((message) => message.bytes);
    if (this.#schemaBytes === undefined) {
      this.#schemaBytes = schemaBytes;
      return [schemaBytes, ...rest];
    }
    if (Buffer.compare(this.#schemaBytes, schemaBytes) !== 0) {
      throw new NativeError("schema-mismatch", "the batches do not have one schema");
    }
    return rest;
  }
}

function writeStream(payload: Table | RecordBatch): Uint8Array {
  const writer = new RecordBatchStreamWriter();
  writer.write(payload);
  return writer.finish().toUint8Array(true);
}

import type { Field, RecordBatch } from "apache-arrow";
import { NativeError } from "../native-error.js";
import { decoderOfType } from "./decoder-of-type.js";
import type { RowMode } from "./row-mode.js";

/** All values of one column of a batch. Errors name the column. */
export function decodeColumn(batch: RecordBatch, field: Field, index: number, mode: RowMode): ArrayLike<unknown> {
  const data = batch.data.children[index];
  if (!data)
    throw new NativeError("invalid-arrow", `the batch lacks column ${index}`, { details: { column: field.name } });
  try {
    return decoderOfType(field.type, mode)(data, 0, batch.numRows);
  } catch (error) {
    if (!NativeError.isInstance(error)) throw error;
    const message = error.message.slice(error.code.length + 2);
    throw new NativeError(error.code, `column ${JSON.stringify(field.name)}: ${message}`, {
      details: { ...error.details, column: field.name },
      cause: error,
    });
  }
}

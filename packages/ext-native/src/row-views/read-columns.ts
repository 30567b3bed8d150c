import type { RecordBatch } from "apache-arrow";
import { NativeError } from "../native-error.js";
import { emptyRow, uniqueNames } from "./build-rows.js";
import { decodeColumn } from "./decode-column.js";
import { assertRowMode, type RowMode } from "./row-mode.js";

/** Columns by name, in order. */
export type Columns = Record<string, ArrayLike<unknown>>;

/**
 * The columns of one batch, or of several batches of one schema put together. Names as in `readRows`.
 *
 * A numeric column without nulls is a typed array, in `json` mode a plain one; that of a single batch shares the batch's memory.
 * Errors: as `readRows`, and `schema-mismatch`.
 */
export function readColumns(batches: RecordBatch | readonly RecordBatch[], mode: RowMode = "lossless"): Columns {
  assertRowMode(mode);
  const list = Array.isArray(batches) ? (batches as readonly RecordBatch[]) : [batches as RecordBatch];
  const fields = list[0]?.schema.fields ?? [];
  const names = uniqueNames(fields.map((field) => field.name));
  const columns = emptyRow(names) as Columns;
  for (const [index, field] of fields.entries()) {
    const parts = list.map((batch) => {
      if (batch.schema.fields[index]?.name !== field.name || batch.schema.fields.length !== fields.length) {
        throw new NativeError("schema-mismatch", "the batches do not have one schema", {
          details: { column: field.name },
        });
      }
      return decodeColumn(batch, field, index, mode);
    });
    columns[names[index] as string] = mode === "json" ? parts.flatMap((part) => Array.from(part)) : joined(parts);
  }
  return columns;
}

type NumberArray = Float64Array;

/** One typed array where all parts are of one kind, otherwise one plain array. */
function joined(parts: readonly ArrayLike<unknown>[]): ArrayLike<unknown> {
  const [first] = parts;
  if (first !== undefined && parts.length === 1) return first;
  if (!ArrayBuffer.isView(first) || parts.some((part) => part.constructor !== first.constructor)) {
    return parts.flatMap((part) => Array.from(part));
  }
  const TypedArray = first.constructor as new (length: number) => NumberArray;
  const whole = new TypedArray(parts.reduce((length, part) => length + part.length, 0));
  let position = 0;
  for (const part of parts) {
    whole.set(part as NumberArray, position);
    position += part.length;
  }
  return whole;
}

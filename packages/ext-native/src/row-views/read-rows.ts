import type { RecordBatch } from "apache-arrow";
import { buildRows, type UnknownRow, uniqueNames } from "./build-rows.js";
import { decodeColumn } from "./decode-column.js";
import { assertRowMode, type RowMode } from "./row-mode.js";

/**
 * The rows of a batch as plain objects, columns in order. A column name that repeats gets a number: `id`, `id_2`.
 * (JavaScript itself moves names that are whole numbers, such as `"1"`, to the front.)
 *
 * Errors: `not-supported` (a type that no view exists for), `invalid-arrow`, `invalid-option`.
 *
 * @example
 * for await (const batch of stream) {
 *   for (const row of readRows<{ origin: string; flights: bigint }>(batch)) console.log(row.origin, row.flights);
 * }
 */
export function readRows(batch: RecordBatch, mode?: RowMode): UnknownRow[];
export function readRows<Row>(batch: RecordBatch, mode?: RowMode): Row[];
export function readRows(batch: RecordBatch, mode: RowMode = "lossless"): UnknownRow[] {
  assertRowMode(mode);
  const { fields } = batch.schema;
  const columns = fields.map((field, index) => decodeColumn(batch, field, index, mode));
  const names = uniqueNames(fields.map((field) => field.name));
  return buildRows(names, columns, batch.numRows);
}

import { type DataType, Field, Schema, Table, tableFromIPC, Vector, vectorFromArray } from "apache-arrow";
import { arrowInputToIpc } from "../arrow/arrow-input.js";
import type { FunctionColumn, FunctionParameter } from "./function-definitions.js";

/** A schema at the head of an Arrow IPC stream. */
export function encodeSchema(fields: readonly FunctionParameter[]): Uint8Array {
  return arrowInputToIpc(new Table(new Schema(fields.map(({ name, type }) => new Field(name, type, true)))));
}

/** One column as an Arrow IPC stream. */
export function encodeColumn(column: FunctionColumn, type: DataType): Uint8Array {
  const vector = isVector(column) ? column : vectorFromArray([...column], type);
  const schema = new Schema([new Field("value", vector.type, true)]);
  return arrowInputToIpc(vector.length === 0 ? new Table(schema) : new Table(schema, { value: vector }));
}

/** The columns of an Arrow IPC stream of one batch. */
export function decodeColumns(ipc: Uint8Array | null | undefined): Vector[] {
  if (!ipc) return [];
  const table = tableFromIPC(ipc);
  return table.schema.fields.map((_, index) => table.getChildAt(index) ?? new Vector([]));
}

/** Of any copy of apache-arrow. */
export function isVector(value: unknown): value is Vector {
  return typeof value === "object" && value !== null && "type" in value && "data" in value && "length" in value;
}

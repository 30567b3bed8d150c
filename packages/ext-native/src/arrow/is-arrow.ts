import type { RecordBatch, Schema, Table } from "apache-arrow";

// apache-arrow may be present more than once in a process (its ES and its CommonJS form are two copies already),
// so its objects are told by their shape.

export function isTable(value: unknown): value is Table {
  return hasSchema(value) && "batches" in value && Array.isArray(value.batches);
}

export function isRecordBatch(value: unknown): value is RecordBatch {
  return hasSchema(value) && "numRows" in value && "data" in value && !Array.isArray(value.data);
}

function hasSchema(value: unknown): value is { schema: Schema } {
  return (
    typeof value === "object" &&
    value !== null &&
    "schema" in value &&
    typeof value.schema === "object" &&
    value.schema !== null &&
    "fields" in value.schema
  );
}

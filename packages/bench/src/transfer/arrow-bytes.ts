import type { Table } from "apache-arrow";

/** Bytes of all buffers of a table, those of nested columns too. */
export function arrowBytes(table: Table): number {
  return table.batches.reduce((sum, batch) => sum + batch.data.byteLength, 0);
}

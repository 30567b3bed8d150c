import { type Table, tableFromArrays } from "apache-arrow";

/** `rows` rows of n (Int64, from 0) and name (Utf8, `name-0` …). */
export function numberTable(rows: number): Table {
  return tableFromArrays({
    n: BigInt64Array.from({ length: rows }, (_, index) => BigInt(index)),
    name: Array.from({ length: rows }, (_, index) => `name-${index}`),
  });
}

/** A query that computes for days and gives one row. */
export const endlessQuery = "SELECT sum(value % 7) AS total FROM generate_series(1, 1000000000000)";

/** The same, giving rows from the start. */
export const endlessStream = "SELECT value % 7 AS n FROM generate_series(1, 1000000000000)";

import { rowsPerFile } from "./selective-table.js";

/** A condition by its kind. The first file holds the ids 0 to 99, of the first day of 2025. */
export interface SelectivePredicate {
  readonly kind: string;
  readonly condition: string;
}

const id = 500 * rowsPerFile + 7;
const name = (number: number): string => `'name ${String(number).padStart(12, "0")}'`;

/** Thirty conditions over the columns id, day, name, amount and at. Each is read alike by DataFusion and DuckDB. */
export const predicates: readonly SelectivePredicate[] = [
  { kind: "integer =", condition: `id = ${id}` },
  { kind: "integer range", condition: `id >= ${id} AND id < ${id + 250}` },
  { kind: "integer between", condition: `id BETWEEN ${id} AND ${id + 20}` },
  { kind: "integer in", condition: `id IN (5, ${id}, 30000)` },
  { kind: "integer <", condition: "id < 150" },
  { kind: "integer >=", condition: "id >= 99000" },
  { kind: "integer or", condition: `id < 100 OR id = ${id}` },
  { kind: "integer not", condition: "NOT (id >= 300)" },
  { kind: "integer is null", condition: "id IS NULL" },
  { kind: "integer against double", condition: "id < 99.5" },
  { kind: "text =", condition: `name = ${name(id)}` },
  { kind: "text range", condition: `name >= ${name(id)} AND name < ${name(id + 250)}` },
  { kind: "text prefix", condition: "name LIKE 'name 0000000500%'" },
  { kind: "text in", condition: `name IN (${name(5)}, ${name(id)})` },
  { kind: "text is null", condition: "name IS NULL" },
  { kind: "double =", condition: `amount = ${id / 4}` },
  { kind: "double <", condition: "amount < 30.5" },
  { kind: "double between", condition: "amount BETWEEN 100 AND 120" },
  { kind: "double against integer", condition: "amount <= 25" },
  { kind: "timestamp =", condition: "\"at\" = TIMESTAMPTZ '2025-01-01 00:08:20.007+00'" },
  {
    kind: "timestamp range",
    condition: "\"at\" >= TIMESTAMPTZ '2025-01-01 00:08:20+00' AND \"at\" < TIMESTAMPTZ '2025-01-01 00:08:23+00'",
  },
  { kind: "timestamp truncated", condition: "date_trunc('minute', \"at\") = TIMESTAMPTZ '2025-01-01 00:08:00+00'" },
  { kind: "timestamp <", condition: "\"at\" < TIMESTAMPTZ '2025-01-01 00:00:05+00'" },
  { kind: "partition =", condition: "day = DATE '2025-03-01'" },
  { kind: "partition range", condition: "day >= DATE '2025-03-01' AND day <= DATE '2025-03-07'" },
  { kind: "partition in", condition: "day IN (DATE '2025-03-01', DATE '2025-12-24')" },
  { kind: "partition <>", condition: "day <> DATE '2025-03-01' AND id < 300" },
  { kind: "partition part", condition: "date_part('month', day) = 2" },
  { kind: "partition and integer", condition: `day = DATE '2025-05-16' AND id = ${id}` },
  { kind: "partition or integer", condition: `day = DATE '2025-03-01' OR id = ${id}` },
];

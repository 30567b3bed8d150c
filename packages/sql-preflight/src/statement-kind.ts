/** All kinds of statements, the two that only read first. */
export const statementKinds = [
  "query",
  "explain",
  "describe",
  "dml",
  "ddl",
  "copy",
  "set",
  "external-table",
  "transaction",
  "prepared-statement",
  "other",
] as const;

/**
 * What a statement does. `explain` is an EXPLAIN that runs nothing: one that executes its statement (ANALYZE) is of that statement's kind.
 */
export type StatementKind = (typeof statementKinds)[number];

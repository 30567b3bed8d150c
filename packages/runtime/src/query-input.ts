import { Relation, renderSql } from "@causeway/substrait-lane";

/** A query: a text of SQL, or a relation over registered tables. */
export type QueryInput = string | Relation;

/** The text that stands for a query through all stages: of a relation, the SQL that it renders to. Errors: `unbound-column` of the lane. */
export function textOf(input: QueryInput): string {
  return Relation.isInstance(input) ? renderSql(input) : input;
}

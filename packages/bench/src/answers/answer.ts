/** What a column holds, as far as comparing it needs: `decimal` values carry their digits after the point. */
export type AnswerColumn =
  | { readonly kind: "integer" | "float" | "text" | "date" | "boolean" }
  | { readonly kind: "decimal"; readonly scale: number };

/**
 * The rows of a query in a form that every engine's process can say in JSON. Integers and decimals are text in plain
 * digits, floats are numbers, dates are `YYYY-MM-DD`, booleans `true` and `false` as text.
 */
export interface Answer {
  readonly columns: readonly AnswerColumn[];
  readonly rows: readonly (readonly AnswerCell[])[];
}

/** One value of an answer. */
export type AnswerCell = string | number | null;

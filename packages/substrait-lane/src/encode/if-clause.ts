import type { Expression, ExpressionIfThenIfClause } from "../generated/substrait-messages.js";

/** One branch of an IfThen. */
export function ifClause(condition: Expression, value: Expression): ExpressionIfThenIfClause {
  // biome-ignore lint/suspicious/noThenProperty: The field is named so in Substrait's algebra.proto; nobody awaits a message.
  return { if: condition, then: value };
}

import { type ColumnType, isColumnType } from "./column-type.js";
import { PruningError } from "./pruning-error.js";

/** Units to which a time can be cut. A week begins on Monday. */
export type DateTruncUnit =
  | "year"
  | "quarter"
  | "month"
  | "week"
  | "day"
  | "hour"
  | "minute"
  | "second"
  | "millisecond";

/** Parts of a date that are numbers. */
export type DatePart = "year" | "quarter" | "month" | "day" | "hour";

/**
 * What a condition is about: a column, or a function of one. A column is named by a text; the fields of structs by their path with points
 * between, `address.city`, where a name that has a point itself stands in backticks, `` `a.b`.c ``. Times are judged in UTC.
 */
export type Expression =
  | string
  | { readonly kind: "cast"; readonly input: Expression; readonly to: ColumnType }
  | { readonly kind: "date-trunc"; readonly unit: DateTruncUnit; readonly input: Expression }
  | { readonly kind: "date-part"; readonly part: DatePart; readonly input: Expression }
  | { readonly kind: "left"; readonly input: Expression; readonly length: number }
  | { readonly kind: "plus"; readonly input: Expression; readonly amount: bigint };

const units: readonly DateTruncUnit[] = [
  "year",
  "quarter",
  "month",
  "week",
  "day",
  "hour",
  "minute",
  "second",
  "millisecond",
];
const parts: readonly DatePart[] = ["year", "quarter", "month", "day", "hour"];

/** Functions that are followed into each other; an expression of more is refused. */
const maxFunctions = 50;

/** `CAST(input AS to)` */
export function cast(input: Expression, to: ColumnType): Expression {
  return checked({ kind: "cast", input, to });
}

/** `date_trunc('unit', input)`: the beginning of the unit that a date or a timestamp lies in, as a timestamp. */
export function dateTrunc(unit: DateTruncUnit, input: Expression): Expression {
  return checked({ kind: "date-trunc", unit, input });
}

/** `EXTRACT(part FROM input)` of a date or a timestamp, as an integer. */
export function datePart(part: DatePart, input: Expression): Expression {
  return checked({ kind: "date-part", part, input });
}

/** `LEFT(input, length)`, which is also `SUBSTRING(input, 1, length)`: the first characters (code points) of a text. */
export function left(input: Expression, length: number): Expression {
  return checked({ kind: "left", input, length });
}

/** `input + amount` for an integer column, in days for a date, in microseconds for a timestamp. */
export function plus(input: Expression, amount: bigint): Expression {
  return checked({ kind: "plus", input, amount });
}

/** The column at the bottom of an expression. */
export function columnOf(expression: Expression): string {
  let inner = expression;
  while (typeof inner !== "string") inner = inner.input;
  return inner;
}

function checked(expression: Expression): Expression {
  const fault = expressionFault(expression);
  if (fault !== undefined) throw new PruningError("invalid-predicate", fault);
  return expression;
}

/** What is wrong with an expression, if anything. */
export function expressionFault(expression: Expression): string | undefined {
  let inner = expression;
  for (let depth = 0; typeof inner !== "string"; inner = inner.input, depth += 1) {
    if (typeof inner !== "object" || inner === null) return "a column is named by a text";
    if (depth >= maxFunctions) return `an expression has more than ${maxFunctions} functions`;
    const fault = functionFault(inner);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function functionFault(node: Exclude<Expression, string>): string | undefined {
  switch (node.kind) {
    case "cast":
      return isColumnType(node.to) ? undefined : `${String(node.to)} is no type to cast to`;
    case "date-trunc":
      return units.includes(node.unit) ? undefined : `${String(node.unit)} is no unit`;
    case "date-part":
      return parts.includes(node.part) ? undefined : `${String(node.part)} is no part of a date`;
    case "left":
      return Number.isSafeInteger(node.length) && node.length >= 0 ? undefined : `${node.length} is no length`;
    case "plus":
      return typeof node.amount === "bigint" ? undefined : "what is added is a bigint";
    default:
      return `${String((node as { kind?: unknown }).kind)} is no function`;
  }
}

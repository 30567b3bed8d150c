import type { Expression } from "./expression.js";
import type { Literal } from "./literal.js";
import type { Predicate } from "./predicate.js";

const maxTextLength = 60;
const maxValues = 5;
const maxDepth = 20;

/** A predicate as one would write it in SQL. Long values, long lists and deep nesting are cut with an ellipsis. */
export function predicateText(predicate: Predicate, depth = 0): string {
  if (depth > maxDepth) return "…";
  switch (predicate.kind) {
    case "compare":
      return `${expressionText(predicate.input)} ${predicate.operator} ${literalText(predicate.value)}`;
    case "between": {
      const [low, high] = [literalText(predicate.low), literalText(predicate.high)];
      return `${expressionText(predicate.input)} BETWEEN ${low} AND ${high}`;
    }
    case "like":
      return `${expressionText(predicate.input)} LIKE ${literalText(predicate.pattern)}`;
    case "is-null":
      return `${expressionText(predicate.input)} IS NULL`;
    case "is-not-null":
      return `${expressionText(predicate.input)} IS NOT NULL`;
    case "in-list":
      return `${expressionText(predicate.input)} IN (${listText(predicate.values, literalText)})`;
    case "and":
    case "or": {
      const word = predicate.kind.toUpperCase();
      const shown = predicate.operands.slice(0, maxDepth).map((operand) => `(${predicateText(operand, depth + 1)})`);
      return [...shown, ...(predicate.operands.length > maxDepth ? ["…"] : [])].join(` ${word} `);
    }
    case "not":
      return `NOT (${predicateText(predicate.operand, depth + 1)})`;
    case "constant":
      return String(predicate.value).toUpperCase();
    case "unknown":
      return cut(String(predicate.text));
  }
}

/** An expression as one would write it in SQL. */
export function expressionText(expression: Expression): string {
  if (typeof expression === "string") return expression;
  const input = expressionText(expression.input);
  switch (expression.kind) {
    case "cast":
      return `CAST(${input} AS ${expression.to.toUpperCase()})`;
    case "date-trunc":
      return `date_trunc('${expression.unit}', ${input})`;
    case "date-part":
      return `${expression.part}(${input})`;
    case "left":
      return `left(${input}, ${expression.length})`;
    case "plus":
      return `${input} ${expression.amount < 0n ? "-" : "+"} ${expression.amount < 0n ? -expression.amount : expression.amount}`;
  }
}

/** A value as one would write it in SQL. */
export function literalText(value: Literal): string {
  if (value === null) return "NULL";
  if (typeof value === "string") return `'${cut(value).replaceAll("'", "''")}'`;
  if (typeof value !== "object") return String(value);
  if (value instanceof Uint8Array) return `X'${cut(Buffer.from(value).toString("hex"))}'`;
  if (value.type === "date") return `DATE '${dateText(value.days)}'`;
  if (value.type === "decimal") return decimalText(value.unscaled, value.scale);
  return `TIMESTAMP '${timestampText(value.microseconds)}'`;
}

/** `2026-03-01`; the count of days where JavaScript has no such date. */
export function dateText(days: number): string {
  const date = new Date(days * 86_400_000);
  return Number.isNaN(date.getTime()) ? `day ${days}` : date.toISOString().replace(/T.*/, "");
}

/** `2026-03-01T00:00:00.000001Z`; the count of microseconds where JavaScript has no such time. */
export function timestampText(microseconds: bigint): string {
  const below = ((microseconds % 1_000n) + 1_000n) % 1_000n;
  const date = new Date(Number((microseconds - below) / 1_000n));
  if (Number.isNaN(date.getTime())) return `${microseconds} µs`;
  return `${date.toISOString().slice(0, -1)}${below === 0n ? "" : String(below).padStart(3, "0")}Z`;
}

/** `12.50` for 1250n with the scale 2. */
export function decimalText(unscaled: bigint, scale: number): string {
  if (scale === 0) return String(unscaled);
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, "0");
  return `${unscaled < 0n ? "-" : ""}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

function listText<T>(values: readonly T[], text: (value: T) => string): string {
  return [...values.slice(0, maxValues).map(text), ...(values.length > maxValues ? ["…"] : [])].join(", ");
}

function cut(text: string): string {
  return text.length > maxTextLength ? `${text.slice(0, maxTextLength)}…` : text;
}

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
      return `${predicate.column} ${predicate.operator} ${literalText(predicate.value)}`;
    case "is-null":
      return `${predicate.column} IS NULL`;
    case "is-not-null":
      return `${predicate.column} IS NOT NULL`;
    case "in-list":
      return `${predicate.column} IN (${listText(predicate.values, literalText)})`;
    case "and":
    case "or": {
      const word = predicate.kind.toUpperCase();
      const shown = predicate.operands.slice(0, maxDepth).map((operand) => `(${predicateText(operand, depth + 1)})`);
      return [...shown, ...(predicate.operands.length > maxDepth ? ["…"] : [])].join(` ${word} `);
    }
    case "not":
      return `NOT (${predicateText(predicate.operand, depth + 1)})`;
    case "unknown":
      return cut(String(predicate.text));
  }
}

/** A value as one would write it in SQL. */
export function literalText(value: Literal): string {
  if (value === null) return "NULL";
  if (typeof value === "string") return `'${cut(value).replaceAll("'", "''")}'`;
  if (typeof value !== "object") return String(value);
  if (value.type === "date") return `DATE '${dateText(value.days)}'`;
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

function listText<T>(values: readonly T[], text: (value: T) => string): string {
  return [...values.slice(0, maxValues).map(text), ...(values.length > maxValues ? ["…"] : [])].join(", ");
}

function cut(text: string): string {
  return text.length > maxTextLength ? `${text.slice(0, maxTextLength)}…` : text;
}

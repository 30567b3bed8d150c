import type { Comparable } from "./compare-values.js";
import type { IndexColumnType } from "./file-index.js";
import type { Literal } from "./literal.js";

/** A value of an index in comparable form; undefined when it is missing, of another type, or has lost its exact meaning. */
export function readIndexValue(type: IndexColumnType, value: unknown): Comparable | undefined {
  switch (type) {
    case "boolean":
      return typeof value === "boolean" ? Number(value) : undefined;
    case "string":
      return typeof value === "string" ? value : undefined;
    case "float32":
    case "float64":
      return typeof value === "number" && !Number.isNaN(value) ? value : undefined;
    case "integer":
    case "timestamp":
      return typeof value === "bigint" || Number.isSafeInteger(value) ? (value as Comparable) : undefined;
    case "date":
      return Number.isSafeInteger(value) ? (value as number) : undefined;
  }
}

/**
 * The values that an engine may compare a column with for this literal. Undefined when its comparison cannot be foretold here:
 * types that do not go together, NaN, and numbers that a conversion would round.
 */
export function readLiteral(type: IndexColumnType, literal: Exclude<Literal, null>): Comparable[] | undefined {
  switch (type) {
    case "boolean":
      return typeof literal === "boolean" ? [Number(literal)] : undefined;
    case "string":
      return typeof literal === "string" && !/\p{Surrogate}/u.test(literal) ? [literal] : undefined;
    case "date":
      return typeof literal === "object" && literal.type === "date" ? [literal.days] : undefined;
    case "timestamp":
      return typeof literal === "object" && literal.type === "timestamp" ? [literal.microseconds] : undefined;
    case "integer":
      return readIntegerLiteral(literal);
    case "float64":
    case "float32": {
      const value = readFloatLiteral(literal);
      if (value === undefined) return undefined;
      // An engine widens the column to a double, or narrows the literal to a float.
      return type === "float32" ? [value, Math.fround(value)] : [value];
    }
  }
}

function readIntegerLiteral(literal: Literal): Comparable[] | undefined {
  if (typeof literal === "bigint") return [literal];
  // From 2^53 on an engine that turns the column into doubles rounds values on to the literal.
  return typeof literal === "number" && Math.abs(literal) < 2 ** 53 ? [literal] : undefined;
}

function readFloatLiteral(literal: Literal): number | undefined {
  if (typeof literal === "number") return Number.isNaN(literal) ? undefined : literal;
  if (typeof literal !== "bigint") return undefined;
  return BigInt(Number(literal)) === literal ? Number(literal) : undefined;
}

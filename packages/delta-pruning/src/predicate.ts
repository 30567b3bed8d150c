import { type Expression, expressionFault } from "./expression.js";
import { isLiteral, type Literal } from "./literal.js";
import { PruningError } from "./pruning-error.js";

export type ComparisonOperator = "=" | "<>" | "<" | "<=" | ">" | ">=";

/** A condition over the columns of a table, with SQL's three values: true, false and null. A row matches when it is true. */
export type Predicate =
  | {
      readonly kind: "compare";
      readonly input: Expression;
      readonly operator: ComparisonOperator;
      readonly value: Literal;
    }
  | { readonly kind: "between"; readonly input: Expression; readonly low: Literal; readonly high: Literal }
  | { readonly kind: "in-list"; readonly input: Expression; readonly values: readonly Literal[] }
  | { readonly kind: "like"; readonly input: Expression; readonly pattern: string; readonly escapeCharacter?: string }
  | { readonly kind: "is-null"; readonly input: Expression }
  | { readonly kind: "is-not-null"; readonly input: Expression }
  | { readonly kind: "and"; readonly operands: readonly Predicate[] }
  | { readonly kind: "or"; readonly operands: readonly Predicate[] }
  | { readonly kind: "not"; readonly operand: Predicate }
  | { readonly kind: "constant"; readonly value: boolean | null }
  | { readonly kind: "unknown"; readonly text: string };

const operators: readonly ComparisonOperator[] = ["=", "<>", "<", "<=", ">", ">="];

/** `input operator value`. With null for a value it is null for every row. */
export function compare(input: Expression, operator: ComparisonOperator, value: Literal): Predicate {
  return checked({ kind: "compare", input, operator, value });
}

/** `input BETWEEN low AND high`, both ends included. */
export function between(input: Expression, low: Literal, high: Literal): Predicate {
  return checked({ kind: "between", input, low, high });
}

/** `input IN (values)` */
export function inList(input: Expression, values: readonly Literal[]): Predicate {
  return checked({ kind: "in-list", input, values });
}

/** `input LIKE pattern`. What stands before the first wildcard prunes. `escapeCharacter` may be "" for none; left out, a backslash may be one or not. */
export function like(input: Expression, pattern: string, escapeCharacter?: string): Predicate {
  return checked({ kind: "like", input, pattern, ...(escapeCharacter === undefined ? {} : { escapeCharacter }) });
}

/** `input IS NULL` */
export function isNull(input: Expression): Predicate {
  return checked({ kind: "is-null", input });
}

/** `input IS NOT NULL` */
export function isNotNull(input: Expression): Predicate {
  return checked({ kind: "is-not-null", input });
}

/** All of the operands, of which there is at least one. */
export function and(...operands: readonly Predicate[]): Predicate {
  return checked({ kind: "and", operands });
}

/** Any of the operands, of which there is at least one. */
export function or(...operands: readonly Predicate[]): Predicate {
  return checked({ kind: "or", operands });
}

/** The opposite; null stays null. */
export function not(operand: Predicate): Predicate {
  return checked({ kind: "not", operand });
}

/** The same for every row. */
export function constant(value: boolean | null): Predicate {
  return checked({ kind: "constant", value });
}

/** A condition that cannot be told in these terms. It never skips a file, and what stands beside it still can. */
export function unknown(text: string): Predicate {
  return checked({ kind: "unknown", text });
}

function checked(predicate: Predicate): Predicate {
  checkPredicate(predicate);
  return predicate;
}

/** Throws `invalid-predicate` for a node that is none. Its operands are left to their own check. */
export function checkPredicate(predicate: Predicate): void {
  const fault = faultOf(predicate);
  if (fault !== undefined) throw new PruningError("invalid-predicate", fault);
}

function faultOf(predicate: Predicate): string | undefined {
  if (typeof predicate !== "object" || predicate === null) return `${String(predicate)} is no predicate`;
  switch (predicate.kind) {
    case "compare":
      if (!operators.includes(predicate.operator)) return `${String(predicate.operator)} is no operator`;
      return literalFault([predicate.value]) ?? expressionFault(predicate.input);
    case "between":
      return literalFault([predicate.low, predicate.high]) ?? expressionFault(predicate.input);
    case "in-list":
      if (!Array.isArray(predicate.values)) return "the values of IN are no list";
      return literalFault(predicate.values) ?? expressionFault(predicate.input);
    case "like":
      return likeFault(predicate.pattern, predicate.escapeCharacter) ?? expressionFault(predicate.input);
    case "and":
    case "or":
      return Array.isArray(predicate.operands) && predicate.operands.length > 0
        ? undefined
        : `${predicate.kind} has no operands`;
    case "is-null":
    case "is-not-null":
      return expressionFault(predicate.input);
    case "constant":
      return predicate.value === null || typeof predicate.value === "boolean"
        ? undefined
        : `${String(predicate.value)} is no truth value`;
    case "not":
    case "unknown":
      return undefined;
    default:
      return `${String((predicate as { kind?: unknown }).kind)} is no kind of predicate`;
  }
}

function literalFault(values: readonly unknown[]): string | undefined {
  return values.every(isLiteral) ? undefined : "a column is compared with a value of no known type";
}

function likeFault(pattern: unknown, escapeCharacter: unknown): string | undefined {
  if (typeof pattern !== "string") return "the pattern of LIKE is a text";
  const isEscape =
    escapeCharacter === undefined || (typeof escapeCharacter === "string" && [...escapeCharacter].length <= 1);
  return isEscape ? undefined : "the escape of LIKE is one character";
}

import { isLiteral, type Literal } from "./literal.js";
import { PruningError } from "./pruning-error.js";

export type ComparisonOperator = "=" | "<>" | "<" | "<=" | ">" | ">=";

/** A condition over the columns of a table, with SQL's three values: true, false and null. A row matches when it is true. */
export type Predicate =
  | {
      readonly kind: "compare";
      readonly column: string;
      readonly operator: ComparisonOperator;
      readonly value: Literal;
    }
  | { readonly kind: "is-null"; readonly column: string }
  | { readonly kind: "is-not-null"; readonly column: string }
  | { readonly kind: "in-list"; readonly column: string; readonly values: readonly Literal[] }
  | { readonly kind: "and"; readonly operands: readonly Predicate[] }
  | { readonly kind: "or"; readonly operands: readonly Predicate[] }
  | { readonly kind: "not"; readonly operand: Predicate }
  | { readonly kind: "unknown"; readonly text: string };

const operators: readonly ComparisonOperator[] = ["=", "<>", "<", "<=", ">", ">="];

/** `column operator value`. With null for a value it is null for every row. */
export function compare(column: string, operator: ComparisonOperator, value: Literal): Predicate {
  return checked({ kind: "compare", column, operator, value });
}

/** `column IS NULL` */
export function isNull(column: string): Predicate {
  return checked({ kind: "is-null", column });
}

/** `column IS NOT NULL` */
export function isNotNull(column: string): Predicate {
  return checked({ kind: "is-not-null", column });
}

/** `column IN (values)` */
export function inList(column: string, values: readonly Literal[]): Predicate {
  return checked({ kind: "in-list", column, values });
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
  if ("column" in predicate && typeof predicate.column !== "string") return "a column is named by a text";
  switch (predicate.kind) {
    case "compare":
      if (!operators.includes(predicate.operator)) return `${String(predicate.operator)} is no operator`;
      return isLiteral(predicate.value) ? undefined : `${predicate.column} is compared with a value of no known type`;
    case "in-list":
      if (!Array.isArray(predicate.values)) return `the values for ${predicate.column} are no list`;
      return predicate.values.every(isLiteral)
        ? undefined
        : `${predicate.column} has a value of no known type in its list`;
    case "and":
    case "or":
      return Array.isArray(predicate.operands) && predicate.operands.length > 0
        ? undefined
        : `${predicate.kind} has no operands`;
    case "is-null":
    case "is-not-null":
      return "column" in predicate ? undefined : "a column is named by a text";
    case "not":
    case "unknown":
      return undefined;
    default:
      return `${String((predicate as { kind?: unknown }).kind)} is no kind of predicate`;
  }
}

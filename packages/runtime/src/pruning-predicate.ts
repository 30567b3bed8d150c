import {
  and,
  between,
  cast,
  columnName,
  compare,
  constant,
  datePart,
  dateTrunc,
  dateValue,
  type Expression,
  inList,
  isNotNull,
  isNull,
  type Literal,
  left,
  like,
  not,
  or,
  type Predicate,
  PruningError,
  plus,
  timestampValue,
  unknown,
} from "@causeway/delta-pruning";
import type { ScanExpression, ScanLiteral, ScanPredicate } from "@causeway/ext-native";

type ColumnType = Extract<Exclude<Expression, string>, { kind: "cast" }>["to"];

/** A predicate of the engine's optimizer as the pruner takes it. What the pruner cannot judge is unknown to it, and prunes nothing. */
export function pruningPredicate(predicate: ScanPredicate): Predicate {
  switch (predicate.kind) {
    case "and":
      return and(...predicate.operands.map(pruningPredicate));
    case "or":
      return or(...predicate.operands.map(pruningPredicate));
    case "not":
      return not(pruningPredicate(predicate.operand));
    case "constant":
      return constant(predicate.value);
    case "unknown":
      return unknown(predicate.text);
    default:
      return judgeable(predicate);
  }
}

type Condition = Exclude<ScanPredicate, { kind: "and" | "or" | "not" | "constant" | "unknown" }>;

function judgeable(condition: Condition): Predicate {
  try {
    return conditionOf(condition);
  } catch (error) {
    if (!PruningError.isInstance(error)) throw error;
    return unknown(JSON.stringify(condition));
  }
}

function conditionOf(condition: Condition): Predicate {
  const input = expressionOf(condition.input);
  switch (condition.kind) {
    case "compare":
      return compare(input, condition.operator, literalOf(condition.value));
    case "between":
      return between(input, literalOf(condition.low), literalOf(condition.high));
    case "in-list":
      return inList(input, condition.values.map(literalOf));
    case "like":
      return like(input, condition.pattern, condition.escapeCharacter);
    case "is-null":
      return isNull(input);
    case "is-not-null":
      return isNotNull(input);
  }
}

function expressionOf(expression: ScanExpression): Expression {
  if (expression.kind === "column") return columnName(expression.path);
  const input = expressionOf(expression.input);
  switch (expression.kind) {
    case "cast":
      return cast(input, expression.to as ColumnType);
    case "date-trunc":
      return dateTrunc(expression.unit, input);
    case "date-part":
      return datePart(expression.part, input);
    case "left":
      return left(input, expression.length);
    case "plus":
      return plus(input, BigInt(expression.amount));
  }
}

function literalOf(literal: ScanLiteral): Literal {
  switch (literal.type) {
    case "null":
      return null;
    case "integer":
      return BigInt(literal.value);
    case "float":
      return floatOf(literal.value);
    case "binary":
      return Uint8Array.from(Buffer.from(literal.value, "base64"));
    case "date":
      return dateValue(literal.days);
    case "timestamp":
      return timestampValue(microsecondsOf(BigInt(literal.value), literal.unit));
    case "decimal": {
      const { unscaled, scale } = literal;
      if (scale >= 0) return { type: "decimal", unscaled: BigInt(unscaled), scale };
      return { type: "decimal", unscaled: BigInt(unscaled) * 10n ** BigInt(-scale), scale: 0 };
    }
    default:
      return literal.value;
  }
}

function floatOf(text: string): number {
  if (text === "inf") return Number.POSITIVE_INFINITY;
  return text === "-inf" ? Number.NEGATIVE_INFINITY : Number(text);
}

const perUnit = { second: 1_000_000n, millisecond: 1_000n, microsecond: 1n } as const;

function microsecondsOf(value: bigint, unit: "second" | "millisecond" | "microsecond" | "nanosecond"): bigint {
  if (unit !== "nanosecond") return value * perUnit[unit];
  if (value % 1_000n !== 0n) throw new PruningError("invalid-predicate", `${value} ns lie between two microseconds`);
  return value / 1_000n;
}

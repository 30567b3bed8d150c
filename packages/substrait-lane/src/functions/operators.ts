import { asDecimal, coerce, commonType, isExact } from "../expression/coercion.js";
import type { ExpressionNode } from "../expression/expression-node.js";
import { minimalDecimal } from "../expression/literal-node.js";
import { LaneError } from "../lane-error.js";
import { boolean, type DataType, decimal, isNumeric, typeText } from "../schema/data-type.js";
import { always, anyNullable, type FunctionDefinition, functionUrns, likeFirst } from "./function-definition.js";

const { arithmetic, arithmeticDecimal, comparison } = functionUrns;

function compared(name: string, infix: string): FunctionDefinition {
  const sql = { infix };
  return { name, urn: comparison, sql, takes: ["any", "any"], unify: true, generic: true, result: always(boolean) };
}

const neverNull = () => ({ type: boolean, nullable: false });

function tested(name: string, postfix: string, takes: "any" | "boolean"): FunctionDefinition {
  const generic = takes === "any";
  return { name, urn: comparison, sql: { postfix }, takes: [takes], generic, result: neverNull };
}

export const equal = compared("equal", "=");
export const notEqual = compared("not_equal", "<>");
export const lessThan = compared("lt", "<");
export const atMost = compared("lte", "<=");
export const greaterThan = compared("gt", ">");
export const atLeast = compared("gte", ">=");
export const isDistinctFrom = { ...compared("is_distinct_from", "IS DISTINCT FROM"), result: neverNull };
export const isNotDistinctFrom = { ...compared("is_not_distinct_from", "IS NOT DISTINCT FROM"), result: neverNull };
export const isNull = tested("is_null", "IS NULL", "any");
export const isNotNull = tested("is_not_null", "IS NOT NULL", "any");
export const isTrue = tested("is_true", "IS TRUE", "boolean");
export const isFalse = tested("is_false", "IS FALSE", "boolean");
export const isNotTrue = tested("is_not_true", "IS NOT TRUE", "boolean");
export const isNotFalse = tested("is_not_false", "IS NOT FALSE", "boolean");

export const between: FunctionDefinition = {
  name: "between",
  urn: comparison,
  sql: { infix: "BETWEEN" },
  takes: ["any", "any", "any"],
  unify: true,
  generic: true,
  result: always(boolean),
};

function connective(name: string, infix: string): FunctionDefinition {
  return { name, urn: functionUrns.boolean, sql: { infix }, takes: [], rest: "boolean", result: always(boolean) };
}

export const and = connective("and", "AND");
export const or = connective("or", "OR");
export const not: FunctionDefinition = {
  name: "not",
  urn: functionUrns.boolean,
  sql: { prefix: "NOT" },
  takes: ["boolean"],
  result: always(boolean),
};

export const like: FunctionDefinition = {
  name: "like",
  urn: functionUrns.string,
  sql: { infix: "LIKE" },
  takes: ["string", "string"],
  result: always(boolean),
};
export const ilike: FunctionDefinition = {
  ...like,
  name: "ilike",
  urn: functionUrns.datafusion,
  sql: { infix: "ILIKE" },
};

type Operator = "add" | "subtract" | "multiply" | "divide" | "modulus";

function calculated(name: Operator, infix: string): FunctionDefinition {
  const result = (args: readonly ExpressionNode[]) => ({
    type: arithmeticType(name, args),
    nullable: anyNullable(args),
  });
  return {
    name,
    urn: arithmetic,
    decimalUrn: arithmeticDecimal,
    sql: { infix },
    takes: ["numeric", "numeric"],
    result,
  };
}

export const add = calculated("add", "+");
export const subtract = calculated("subtract", "-");
export const multiply = calculated("multiply", "*");
export const divide = calculated("divide", "/");
export const modulus = calculated("modulus", "%");

export const negate: FunctionDefinition = {
  name: "negate",
  urn: arithmetic,
  sql: { prefix: "-" },
  takes: ["numeric"],
  result: likeFirst,
};

function shifted(name: "add" | "subtract", infix: string): FunctionDefinition {
  return { name, urn: functionUrns.datetime, sql: { infix }, takes: ["any", "any"], result: likeFirst };
}

/** An instant or a day, moved by an interval. */
export const addInterval = shifted("add", "+");
export const subtractInterval = shifted("subtract", "-");

/** The operands of an arithmetic operator in the types that it takes: decimals keep their own precision and scale, everything else becomes one type. */
export function arithmeticOperands(left: ExpressionNode, right: ExpressionNode): readonly ExpressionNode[] {
  if (!isNumeric(left.type) || !isNumeric(right.type)) return [left, right];
  const hasDecimal = left.type.name === "decimal" || right.type.name === "decimal";
  if (hasDecimal) {
    const operands = [left, right].map(exactOperand);
    if (operands.every(({ type }) => isExact(type))) return operands;
  }
  const wanted = operandType(left, right);
  return [coerce(left, wanted), coerce(right, wanted)];
}

function exactOperand(node: ExpressionNode): ExpressionNode {
  if (node.type.name === "decimal") return node;
  if (node.kind === "literal" && node.value !== null) return minimalDecimal(node);
  return isExact(node.type) ? coerce(node, asDecimal(node.type)) : node;
}

function operandType(left: ExpressionNode, right: ExpressionNode): DataType {
  const type = commonType(left.type, right.type);
  if (type === undefined)
    throw new LaneError("type-mismatch", `${typeText(left.type)} and ${typeText(right.type)} do not calculate`);
  return type;
}

/**
 * The type that DataFusion gives a result (datafusion-expr-common `type_coercion/binary.rs`, arrow-arith `numeric.rs`). For decimals it differs from Substrait's own
 * in divisions, and where more than 38 digits would be needed.
 */
function arithmeticType(name: Operator, args: readonly ExpressionNode[]): DataType {
  const [left, right] = args.map(({ type }) => type);
  if (left === undefined || right === undefined) return { name: "null" };
  if (left.name !== "decimal" || right.name !== "decimal") return left;
  const scale = Math.max(left.scale, right.scale);
  const [leftWhole, rightWhole] = [left.precision - left.scale, right.precision - right.scale];
  const capped = (precision: number, scale: number) => decimal(Math.min(38, precision), Math.min(38, scale));
  switch (name) {
    case "multiply":
      return capped(left.precision + right.precision + 1, left.scale + right.scale);
    case "divide": {
      const scale = Math.min(38, left.scale + 4);
      return capped(left.precision + scale - left.scale + right.scale, scale);
    }
    case "modulus":
      return capped(Math.min(leftWhole, rightWhole) + scale, scale);
    default:
      return capped(Math.max(leftWhole, rightWhole) + scale + 1, scale);
  }
}

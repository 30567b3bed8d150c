import { coerceNumber } from "../expression/coercion.js";
import { apply, type Expression, nodeOf } from "../expression/expression.js";
import type { Operand } from "../expression/operand.js";
import { type DataType, decimal, float64, int64, type NumericName } from "../schema/data-type.js";
import { always, anyNullable, type FunctionDefinition, functionUrns, likeFirst } from "./function-definition.js";

const { arithmetic, arithmeticDecimal, logarithmic, rounding, roundingDecimal, datafusion } = functionUrns;

const absolute: FunctionDefinition = {
  name: "abs",
  urn: arithmetic,
  decimalUrn: arithmeticDecimal,
  sql: { name: "abs" },
  takes: ["numeric"],
  result: likeFirst,
};

function rounded(name: string, optional: number): FunctionDefinition {
  const takes = optional === 0 ? (["numeric"] as const) : (["numeric", "integer"] as const);
  const result: FunctionDefinition["result"] = (args) => ({
    type: roundedType(args[0]?.type),
    nullable: anyNullable(args),
  });
  return { name, urn: rounding, decimalUrn: roundingDecimal, sql: { name }, takes, optional, result };
}

/** A decimal stays one when it is rounded; what else is whole becomes a float, as in DataFusion. */
function roundedType(type: DataType = float64): DataType {
  return type.name === "decimal" ? decimal(type.precision, type.scale) : type.name === "float32" ? type : float64;
}

/** A function over floats: other numbers are cast. */
function real(name: string, urn: string): (value: Operand<NumericName>) => Expression<"float64"> {
  const definition: FunctionDefinition = { name, urn, sql: { name }, takes: ["numeric"], result: always(float64) };
  return (value) => apply(definition, coerceNumber(nodeOf(value), float64));
}

/** The value without its sign. */
export function abs<Type extends NumericName>(value: Expression<Type>): Expression<Type> {
  return apply(absolute, value);
}

const ceilDefinition = rounded("ceil", 0);
const floorDefinition = rounded("floor", 0);
const roundDefinition = rounded("round", 1);

type Rounded<Type extends NumericName> = Type extends "decimal" | "float32" ? Type : "float64";

/** The next whole number upwards. */
export function ceil<Type extends NumericName>(value: Expression<Type>): Expression<Rounded<Type>> {
  return apply(ceilDefinition, floatUnlessDecimal(value));
}

/** The next whole number downwards. */
export function floor<Type extends NumericName>(value: Expression<Type>): Expression<Rounded<Type>> {
  return apply(floorDefinition, floatUnlessDecimal(value));
}

/** The nearest number with so many digits behind the point. */
export function round(
  value: Expression<"float32" | "float64"> | Expression<NumericName>,
  digits = 0,
): Expression<"float64"> {
  return apply(roundDefinition, coerceNumber(nodeOf(value), float64), digits);
}

function floatUnlessDecimal(value: Expression<NumericName>): Expression<NumericName> {
  const { name } = value.type;
  return name === "decimal" || name === "float32" || name === "float64" ? value : value.cast(float64);
}

export const sqrt = real("sqrt", arithmetic);
export const exp = real("exp", arithmetic);
export const sin = real("sin", arithmetic);
export const cos = real("cos", arithmetic);
export const tan = real("tan", arithmetic);
export const asin = real("asin", arithmetic);
export const acos = real("acos", arithmetic);
export const atan = real("atan", arithmetic);
export const degrees = real("degrees", arithmetic);
export const radians = real("radians", arithmetic);
export const ln = real("ln", logarithmic);
export const log10 = real("log10", logarithmic);
export const log2 = real("log2", logarithmic);

const powerDefinition: FunctionDefinition = {
  name: "power",
  urn: arithmetic,
  sql: { name: "power" },
  takes: ["numeric", "numeric"],
  result: always(float64),
};

export function power(base: Operand<NumericName>, exponent: Operand<NumericName>): Expression<"float64"> {
  return apply(powerDefinition, coerceNumber(nodeOf(base), float64), coerceNumber(nodeOf(exponent), float64));
}

const signumDefinition: FunctionDefinition = {
  name: "signum",
  urn: datafusion,
  sql: { name: "signum" },
  takes: ["numeric"],
  result: always(float64),
};

/** -1, 0 or 1. */
export function signum(value: Operand<NumericName>): Expression<"float64"> {
  return apply(signumDefinition, coerceNumber(nodeOf(value), float64));
}

function bitwise(name: string, infix: string) {
  const definition: FunctionDefinition = {
    name,
    urn: arithmetic,
    sql: { infix },
    takes: ["integer", "integer"],
    unify: true,
    result: always(int64),
  };
  return (left: Expression<"int64">, right: Operand<"int64">): Expression<"int64"> =>
    apply(definition, coerceNumber(nodeOf(left), int64), coerceNumber(nodeOf(right), int64));
}

export const bitwiseAnd = bitwise("bitwise_and", "&");
export const bitwiseOr = bitwise("bitwise_or", "|");

import { AggregateExpression, aggregateNode } from "../expression/aggregate-expression.js";
import { coerceNumber } from "../expression/coercion.js";
import { type Expression, nodeOf } from "../expression/expression.js";
import type { ExpressionNode } from "../expression/expression-node.js";
import {
  boolean,
  type DataType,
  decimal,
  float64,
  int64,
  isInteger,
  type NumericName,
  string,
  type TypeName,
  type TypeNamed,
} from "../schema/data-type.js";
import {
  type FunctionDefinition,
  functionUrns,
  likeFirst,
  type Outcome,
  type ParameterFamily,
} from "./function-definition.js";

const { aggregateGeneric, arithmetic, arithmeticDecimal, datafusion } = functionUrns;

function aggregateFunction(
  name: string,
  urn: string,
  takes: readonly ParameterFamily[],
  result: FunctionDefinition["result"],
  more: Partial<FunctionDefinition> = {},
): FunctionDefinition {
  return { name, urn, sql: { name }, takes, result, ...more };
}

/** A group without a value gives null. */
function orNull(typeOf: (type: DataType) => DataType): FunctionDefinition["result"] {
  return ([arg]) => ({ type: typeOf(arg?.type ?? { name: "null" }), nullable: true });
}

const counted = (): Outcome => ({ type: int64, nullable: false });
const ofBoth = { decimalUrn: arithmeticDecimal };

const countRowsDefinition = aggregateFunction("count", aggregateGeneric, [], counted);
const countDefinition = aggregateFunction("count", aggregateGeneric, ["any"], counted, { generic: true });
const approximateCount = aggregateFunction("approx_distinct", datafusion, ["any"], counted);
const sumDefinition = aggregateFunction("sum", arithmetic, ["numeric"], orNull(sumType), ofBoth);
const averageDefinition = aggregateFunction("avg", arithmetic, ["numeric"], orNull(averageType), ofBoth);
const minDefinition = aggregateFunction(
  "min",
  arithmetic,
  ["any"],
  orNull((type) => type),
  ofBoth,
);
const maxDefinition = aggregateFunction(
  "max",
  arithmetic,
  ["any"],
  orNull((type) => type),
  ofBoth,
);

/** How many rows the group has, or how many values that are not null. */
export function count(value?: Expression): AggregateExpression<"int64"> {
  return new AggregateExpression(
    value ? aggregateNode(countDefinition, [value]) : aggregateNode(countRowsDefinition, []),
  );
}

/** About how many different values the group has. */
export function approximateCountDistinct(value: Expression): AggregateExpression<"int64"> {
  return new AggregateExpression(aggregateNode(approximateCount, [value]));
}

type Summed<Type extends NumericName> = Type extends "decimal"
  ? "decimal"
  : Type extends "float32" | "float64"
    ? "float64"
    : "int64";
type Averaged<Type extends NumericName> = Type extends "decimal" ? "decimal" : "float64";

export function sum<Type extends NumericName>(value: Expression<Type>): AggregateExpression<Summed<Type>> {
  return new AggregateExpression(aggregateNode(sumDefinition, [summand(nodeOf(value))]));
}

export function avg<Type extends NumericName>(value: Expression<Type>): AggregateExpression<Averaged<Type>> {
  const node = nodeOf(value);
  return new AggregateExpression(
    aggregateNode(averageDefinition, [node.type.name === "decimal" ? node : coerceNumber(node, float64)]),
  );
}

export function min<Type extends TypeName>(value: Expression<Type>): AggregateExpression<Type> {
  return new AggregateExpression(aggregateNode(minDefinition, [value]));
}

export function max<Type extends TypeName>(value: Expression<Type>): AggregateExpression<Type> {
  return new AggregateExpression(aggregateNode(maxDefinition, [value]));
}

/** A spread of a sample or of all there is: other numbers than floats are cast. */
function spread(name: string) {
  const definition = aggregateFunction(
    name,
    datafusion,
    ["numeric"],
    orNull(() => float64),
  );
  return (value: Expression<NumericName>): AggregateExpression<"float64"> =>
    new AggregateExpression(aggregateNode(definition, [coerceNumber(nodeOf(value), float64)]));
}

/** The standard deviation of a sample. */
export const stddev = spread("stddev");
export const stddevPopulation = spread("stddev_pop");
/** The variance of a sample. */
export const variance = spread("var_samp");
export const variancePopulation = spread("var_pop");
export const median = spread("median");

const boolAndDefinition = aggregateFunction(
  "bool_and",
  functionUrns.boolean,
  ["boolean"],
  orNull(() => boolean),
);
const boolOrDefinition = aggregateFunction(
  "bool_or",
  functionUrns.boolean,
  ["boolean"],
  orNull(() => boolean),
);
const stringAggDefinition = aggregateFunction(
  "string_agg",
  functionUrns.string,
  ["string", "string"],
  orNull(() => string),
);
const arrayAggDefinition = aggregateFunction(
  "array_agg",
  datafusion,
  ["any"],
  orNull((element) => ({ name: "list", element })),
);
const firstDefinition = aggregateFunction("first_value", datafusion, ["any"], likeNullable);
const lastDefinition = aggregateFunction("last_value", datafusion, ["any"], likeNullable);

/** True where no value of the group is false. */
export function boolAnd(value: Expression<"boolean">): AggregateExpression<"boolean"> {
  return new AggregateExpression(aggregateNode(boolAndDefinition, [value]));
}

/** True where a value of the group is true. */
export function boolOr(value: Expression<"boolean">): AggregateExpression<"boolean"> {
  return new AggregateExpression(aggregateNode(boolOrDefinition, [value]));
}

/** The group's texts with a separator between them. */
export function stringAgg(value: Expression<"string">, separator: string): AggregateExpression<"string"> {
  return new AggregateExpression(aggregateNode(stringAggDefinition, [value, separator]));
}

/** The group's values as a list. */
export function arrayAgg(value: Expression): AggregateExpression<"list"> {
  return new AggregateExpression(aggregateNode(arrayAggDefinition, [value]));
}

/** The first value, in the order that `orderBy` gives. */
export function firstValue<Type extends TypeName>(value: Expression<Type>): AggregateExpression<Type> {
  return new AggregateExpression(aggregateNode(firstDefinition, [value]));
}

/** The last value, in the order that `orderBy` gives. */
export function lastValue<Type extends TypeName>(value: Expression<Type>): AggregateExpression<Type> {
  return new AggregateExpression(aggregateNode(lastDefinition, [value]));
}

/** Any aggregate that the engine has or that is registered there, by its name. */
export function callAggregate<Name extends TypeName>(
  name: string,
  args: readonly Expression[],
  type: TypeNamed<Name>,
  { urn = datafusion }: { readonly urn?: string } = {},
): AggregateExpression<Name> {
  const definition = aggregateFunction(
    name,
    urn,
    [],
    orNull(() => type),
    { rest: "any" },
  );
  return new AggregateExpression(aggregateNode(definition, args));
}

function likeNullable(args: readonly ExpressionNode[]): Outcome {
  return { ...likeFirst(args), nullable: true };
}

function summand(node: ExpressionNode): ExpressionNode {
  if (node.type.name === "decimal") return node;
  return coerceNumber(node, isInteger(node.type) ? int64 : float64);
}

/** As DataFusion has it: ten more digits for a decimal. */
function sumType(type: DataType): DataType {
  return type.name === "decimal" ? decimal(Math.min(38, type.precision + 10), type.scale) : type;
}

/** As DataFusion has it: four more digits behind the point for a decimal. */
function averageType(type: DataType): DataType {
  if (type.name !== "decimal") return float64;
  return decimal(Math.min(38, type.precision + 4), Math.min(38, type.scale + 4));
}

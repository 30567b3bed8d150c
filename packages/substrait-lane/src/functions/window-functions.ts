import { aggregateNode, WindowFunction } from "../expression/aggregate-expression.js";
import { coerceNumber, unify } from "../expression/coercion.js";
import { type Expression, nodeOf } from "../expression/expression.js";
import type { ExpressionNode } from "../expression/expression-node.js";
import type { Operand } from "../expression/operand.js";
import { type DataType, float64, int64, type TypeName } from "../schema/data-type.js";
import { type FunctionDefinition, functionUrns, likeFirst, type ParameterFamily } from "./function-definition.js";

function windowFunction(
  name: string,
  takes: readonly ParameterFamily[],
  result: FunctionDefinition["result"],
  optional = 0,
): FunctionDefinition {
  return { name, urn: functionUrns.arithmetic, sql: { name }, takes, result, optional };
}

function ranking<Name extends TypeName>(name: string, type: DataType) {
  const definition = windowFunction(name, [], () => ({ type, nullable: false }));
  return (): WindowFunction<Name> => new WindowFunction(aggregateNode(definition, []));
}

const nullableFirst = (args: readonly ExpressionNode[]) => ({ ...likeFirst(args), nullable: true });

/** The number of a row in its partition, from 1. */
export const rowNumber = ranking<"uint64">("row_number", { name: "uint64" });
/** The number of the first row that is equal in the order; numbers of equal rows are left out. */
export const rank = ranking<"uint64">("rank", { name: "uint64" });
/** The rank without left out numbers. */
export const denseRank = ranking<"uint64">("dense_rank", { name: "uint64" });
export const percentRank = ranking<"float64">("percent_rank", float64);
export const cumeDist = ranking<"float64">("cume_dist", float64);

const ntileDefinition = windowFunction("ntile", ["integer"], () => ({ type: { name: "uint64" }, nullable: false }));
const lagDefinition = windowFunction("lag", ["any", "integer", "any"], nullableFirst, 2);
const leadDefinition = windowFunction("lead", ["any", "integer", "any"], nullableFirst, 2);
const nthDefinition = windowFunction("nth_value", ["any", "integer"], nullableFirst);

/** The number of the bucket that a row falls in when its partition is cut into so many. */
export function ntile(buckets: number): WindowFunction<"uint64"> {
  return new WindowFunction(aggregateNode(ntileDefinition, [buckets]));
}

/** The value so many rows before, or `otherwise` where there is none. */
export function lag<Type extends TypeName>(
  value: Expression<Type>,
  offset = 1,
  otherwise?: Operand<Type>,
): WindowFunction<Type> {
  return new WindowFunction(shifted(lagDefinition, value, offset, otherwise));
}

/** The value so many rows behind, or `otherwise` where there is none. */
export function lead<Type extends TypeName>(
  value: Expression<Type>,
  offset = 1,
  otherwise?: Operand<Type>,
): WindowFunction<Type> {
  return new WindowFunction(shifted(leadDefinition, value, offset, otherwise));
}

/** The value in a row of the frame, counted from 1. */
export function nthValue<Type extends TypeName>(value: Expression<Type>, index: number): WindowFunction<Type> {
  return new WindowFunction(aggregateNode(nthDefinition, [value, index]));
}

function shifted<Type extends TypeName>(
  definition: FunctionDefinition,
  value: Expression<Type>,
  offset: number,
  otherwise: Operand<Type> | undefined,
) {
  const base = nodeOf(value);
  const distance = coerceNumber(nodeOf(offset), int64);
  if (otherwise === undefined) return aggregateNode(definition, [base, distance]);
  const [shiftedValue = base, replacement = base] = unify([base, nodeOf(otherwise)], definition.name);
  return aggregateNode(definition, [shiftedValue, distance, replacement]);
}

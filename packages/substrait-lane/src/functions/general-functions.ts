import { apply, Expression, nodeOf } from "../expression/expression.js";
import type { ExpressionNode } from "../expression/expression-node.js";
import type { Comparable, Operand } from "../expression/operand.js";
import { type DataType, int32, type TypeName, type TypeNamed } from "../schema/data-type.js";
import { always, type FunctionDefinition, functionUrns, likeFirst, type Outcome } from "./function-definition.js";
import { and as andDefinition, not as notDefinition, or as orDefinition } from "./operators.js";

const { comparison, datafusion } = functionUrns;

/** Null only where every argument is. */
function nullableWhereAllAre(args: readonly ExpressionNode[]): Outcome {
  return { ...likeFirst(args), nullable: args.every(({ nullable }) => nullable) };
}

const chosen = { urn: comparison, takes: [], rest: "any", unify: true, generic: true } as const;
const coalesceDefinition: FunctionDefinition = {
  ...chosen,
  name: "coalesce",
  sql: { name: "coalesce" },
  result: nullableWhereAllAre,
};
const greatestDefinition: FunctionDefinition = {
  ...chosen,
  name: "greatest",
  urn: datafusion,
  sql: { name: "greatest" },
  result: nullableWhereAllAre,
};
const leastDefinition: FunctionDefinition = { ...greatestDefinition, name: "least", sql: { name: "least" } };
const nullIfDefinition: FunctionDefinition = {
  name: "nullif",
  urn: comparison,
  sql: { name: "nullif" },
  takes: ["any", "any"],
  unify: true,
  generic: true,
  result: (args) => ({ ...likeFirst(args), nullable: true }),
};

type Values<Type extends TypeName> = readonly [Expression<Type>, ...Operand<Type>[]];

/** The first value that is not null. */
export function coalesce<Type extends TypeName>(...values: Values<Type>): Expression<Type> {
  return apply(coalesceDefinition, ...values);
}

/** The largest value; nulls are passed over. */
export function greatest<Type extends TypeName>(...values: Values<Type>): Expression<Type> {
  return apply(greatestDefinition, ...values);
}

/** The smallest value; nulls are passed over. */
export function least<Type extends TypeName>(...values: Values<Type>): Expression<Type> {
  return apply(leastDefinition, ...values);
}

/** Null where both are equal, else the first. */
export function nullIf<Type extends TypeName>(value: Expression<Type>, other: Operand<Type>): Expression<Type> {
  return apply(nullIfDefinition, value, other);
}

/** True where all are. */
export function and(
  ...conditions: readonly [Expression<"boolean">, ...Expression<"boolean">[]]
): Expression<"boolean"> {
  return joined(conditions, andDefinition);
}

/** True where one is. */
export function or(...conditions: readonly [Expression<"boolean">, ...Expression<"boolean">[]]): Expression<"boolean"> {
  return joined(conditions, orDefinition);
}

export function not(condition: Expression<"boolean">): Expression<"boolean"> {
  return apply(notDefinition, condition);
}

function joined(conditions: readonly Expression<"boolean">[], definition: FunctionDefinition): Expression<"boolean"> {
  const nodes = conditions.map(nodeOf);
  const flat = nodes.flatMap((node) => (node.kind === "call" && node.function === definition ? node.args : [node]));
  const [first] = flat;
  return flat.length === 1 && first !== undefined ? new Expression(first) : apply(definition, ...flat);
}

const datePartDefinition: FunctionDefinition = {
  name: "date_part",
  urn: datafusion,
  sql: { name: "date_part" },
  takes: ["string", "temporal"],
  result: always(int32),
};
const dateTruncDefinition: FunctionDefinition = {
  name: "date_trunc",
  urn: datafusion,
  sql: { name: "date_trunc" },
  takes: ["string", "temporal"],
  result: ([, instant]) => ({
    type: instant?.type.name === "timestamp" ? instant.type : { name: "timestamp", unit: "ns", zone: undefined },
    nullable: instant?.nullable ?? true,
  }),
};

export type DatePart = "year" | "quarter" | "month" | "week" | "day" | "dow" | "doy" | "hour" | "minute" | "second";

type Instant = Expression<Comparable<"date" | "timestamp">>;

/** A part of a day or an instant, as a number. */
export function datePart(part: DatePart, instant: Instant): Expression<"int32"> {
  return apply(datePartDefinition, part, instant);
}

/** The beginning of the part that an instant lies in. */
export function dateTrunc(part: Exclude<DatePart, "dow" | "doy">, instant: Instant): Expression<"timestamp"> {
  return apply(dateTruncDefinition, part, instant);
}

/**
 * Any function that the engine has or that is registered there, by its name. What it takes is not checked here; `type` is what it gives.
 *
 * @param options.urn   The extension that declares it, for consumers besides DataFusion.
 */
export function call<Name extends TypeName>(
  name: string,
  args: readonly Operand<TypeName>[],
  type: TypeNamed<Name>,
  { urn = datafusion }: { readonly urn?: string } = {},
): Expression<Name> {
  const result = () => ({ type: type as DataType, nullable: true });
  const definition: FunctionDefinition = { name, urn, sql: { name }, takes: [], rest: "any", result };
  const nodes = args.map(nodeOf);
  return new Expression({ kind: "call", function: definition, args: nodes, ...definition.result(nodes) });
}

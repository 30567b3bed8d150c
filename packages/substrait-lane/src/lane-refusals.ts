import { deepestPlan, type EncodedPlan, encodeRelationPlan } from "./encode/encode-plan.js";
import {
  type AggregateNode,
  childrenOf,
  type ExpressionNode,
  type IntervalValue,
  subqueryOf,
  type WindowNode,
} from "./expression/expression-node.js";
import { functionUrns } from "./functions/function-definition.js";
import type { LaneRefusal } from "./plan-codec.js";
import { expressionText } from "./relation/canonical-text.js";
import { expressionsOf, inputsOf, type RelationNode } from "./relation/relation-node.js";
import { type DataType, typeText } from "./schema/data-type.js";

/** Names that DataFusion's consumer takes for an operator of its own: a function of that name, once registered, would stand in for the operator. */
const operatorNames: ReadonlySet<string> = new Set(
  (
    "equal not_equal lt lte gt gte add subtract multiply divide mod modulus and or is_distinct_from is_not_distinct_from regex_match regex_imatch " +
    "regex_not_match regex_not_imatch bitwise_and bitwise_or str_concat at_arrow arrow_at bitwise_xor bitwise_shift_right bitwise_shift_left not like ilike " +
    "like_match like_imatch like_not_match like_not_imatch is_null is_not_null is_true is_false is_not_true is_not_false is_unknown is_not_unknown negative " +
    "negate and_not xor between logb"
  ).split(" "),
);

/** What is refused by name of a function. */
export interface RefusalOptions {
  /** Names of the functions that users have registered with the engine. */
  readonly registeredFunctions: readonly string[];
}

/**
 * The plan of a relation, or the first reason why Substrait does not carry it to DataFusion 55 with its meaning. What is refused reads the relation, never SQL, and
 * stays within what is known to go wrong.
 *
 * @throws {LaneError} `unbound-column`
 */
export function planOrRefusal(node: RelationNode, options: RefusalOptions): EncodedPlan | LaneRefusal {
  const refusal = relationRefusal(node, new Set(options.registeredFunctions.map((name) => name.toLowerCase())));
  if (refusal !== undefined) return refusal;
  const plan = encodeRelationPlan(node);
  if (plan.depth <= deepestPlan) return plan;
  const reason = `Its messages stand ${plan.depth} deep in each other, and the engine reads ${deepestPlan}.`;
  return { code: "not-carried", reason, node: "Plan" };
}

function relationRefusal(node: RelationNode, registered: ReadonlySet<string>): LaneRefusal | undefined {
  return (
    first(node.fields, ({ name, type }) => zoneRefusal(type, `column ${name}`)) ??
    groupRefusal(node) ??
    first(expressionsOf(node), (expression) => expressionRefusal(expression, registered)) ??
    first(inputsOf(node), (input) => relationRefusal(input, registered))
  );
}

function expressionRefusal(
  node: ExpressionNode | AggregateNode,
  registered: ReadonlySet<string>,
): LaneRefusal | undefined {
  const subquery = subqueryOf(node);
  return (
    zoneRefusal(node.type, node.kind) ??
    (node.kind === "aggregate" ? aggregateRefusal(node) : undefined) ??
    (node.kind === "window" ? windowRefusal(node) : undefined) ??
    (node.kind === "literal" && node.type.name === "interval"
      ? intervalRefusal(node.value as IntervalValue)
      : undefined) ??
    (node.kind === "call" ? functionRefusal(node, registered) : undefined) ??
    first(childrenOf(node), (child) => expressionRefusal(child, registered)) ??
    (subquery === undefined ? undefined : relationRefusal(subquery, registered))
  );
}

/** Each two equal keys are one to the consumer, and the columns behind them move. */
function groupRefusal(node: RelationNode): LaneRefusal | undefined {
  if (node.kind !== "aggregate") return undefined;
  const keys = new Set(node.groups.map((group) => expressionText(group, [node.scope])));
  if (keys.size === node.groups.length) return undefined;
  return wrongly("Aggregate", "Two equal group keys come back as one.");
}

function aggregateRefusal({ ignoreNulls, function: { name } }: AggregateNode): LaneRefusal | undefined {
  return ignoreNulls ? wrongly(name, "IGNORE NULLS of an aggregate is lost.") : undefined;
}

function windowRefusal(node: WindowNode): LaneRefusal | undefined {
  const { ignoreNulls, filter, distinct, frame } = node;
  const { name } = node.function;
  if (ignoreNulls) return wrongly(name, "IGNORE NULLS of a window function is lost.");
  if (filter !== undefined) return wrongly(name, "FILTER of a window function is lost.");
  if (distinct) return wrongly(name, "DISTINCT of a window function is lost.");
  const hasOffset = typeof frame.start !== "string" || typeof frame.end !== "string";
  if (frame.units === "range" && hasOffset) return wrongly(name, "The distances of a RANGE frame are lost.");
  return undefined;
}

function zoneRefusal(type: DataType, where: string): LaneRefusal | undefined {
  switch (type.name) {
    case "timestamp":
      if (type.zone === undefined || type.zone === "UTC") return undefined;
      return wrongly(where, `The time zone of ${typeText(type)} comes back as UTC.`);
    case "list":
      return zoneRefusal(type.element, where);
    case "map":
      return zoneRefusal(type.key, where) ?? zoneRefusal(type.value, where);
    case "struct":
      return first(type.fields, (field) => zoneRefusal(field.type, where));
    default:
      return undefined;
  }
}

function intervalRefusal(value: IntervalValue | null): LaneRefusal | undefined {
  const seconds = (value?.nanoseconds ?? 0n) / 1_000_000_000n;
  return BigInt.asIntN(32, seconds) === seconds
    ? undefined
    : wrongly("literal", "An interval of 2^31 seconds and more is cut.");
}

function functionRefusal(
  node: ExpressionNode & { readonly kind: "call" },
  registered: ReadonlySet<string>,
): LaneRefusal | undefined {
  const { name, urn } = node.function;
  const isCalled = urn === functionUrns.datafusion && "name" in node.function.sql;
  const isShadowed = operatorNames.has(name) && (isCalled || registered.has(name));
  return isShadowed ? wrongly(name, `The name ${name} is both an operator's and a registered function's.`) : undefined;
}

function wrongly(node: string, reason: string): LaneRefusal {
  return { code: "carried-wrongly", reason, node };
}

function first<Value>(
  values: readonly Value[],
  refusalOf: (value: Value) => LaneRefusal | undefined,
): LaneRefusal | undefined {
  for (const value of values) {
    const refusal = refusalOf(value);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

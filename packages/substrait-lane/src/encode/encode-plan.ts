import type { Scope } from "../expression/expression-node.js";
import type * as substrait from "../generated/substrait-messages.js";
import { encodeMessage } from "../protobuf/encode-message.js";
import type { Relation } from "../relation/relation.js";
import type { JoinKind, RelationNode } from "../relation/relation-node.js";
import { type Encoding, encodeExpression, encodeMeasure, encodeSorts } from "./encode-expression.js";
import { encodeFields, namesOf } from "./encode-type.js";
import { FunctionAnchors } from "./function-anchors.js";

/** The version of Substrait that plans are written in: what the crate substrait 0.63 and so DataFusion 55 reads. */
export const substraitVersion = { majorNumber: 0, minorNumber: 85 } as const;

/** The bytes of a plan, and how deep its messages stand in each other. */
export interface EncodedPlan {
  readonly bytes: Uint8Array;
  readonly depth: number;
}

/**
 * A relation as a plan of Substrait v0.85: the same relation gives the same bytes. What the plan cannot carry, `compileLane` finds out; this writes what there is.
 *
 * @throws {LaneError} `unbound-column`, `invalid-message`
 */
export function encodePlan(relation: Relation): Uint8Array {
  return encodeRelationPlan(relation.node).bytes;
}

/** The plan, with what is known of it only after it is written. */
export function encodeRelationPlan(node: RelationNode): EncodedPlan {
  return encodeMessage("Plan", planMessage(node));
}

export function planMessage(node: RelationNode): substrait.Plan {
  const anchors = new FunctionAnchors();
  const input = encodeRelation(node, { anchors, scopes: [], encodeRelation });
  return {
    version: { ...substraitVersion, producer: "causeway" },
    extensionUrns: anchors.urns,
    extensions: anchors.declarations,
    relations: [{ root: { input, names: namesOf(node.fields) } }],
  };
}

function encodeRelation(node: RelationNode, around: Encoding): substrait.Rel {
  const common = { direct: {} };
  const over = (scope: Scope): Encoding => ({ ...around, scopes: [scope, ...around.scopes] });
  switch (node.kind) {
    case "read": {
      const baseSchema = { names: namesOf(node.fields), struct: encodeFields(node.fields) };
      return { read: { common, baseSchema, namedTable: { names: node.table } } };
    }
    case "filter": {
      const condition = encodeExpression(node.condition, over(node.scope));
      return { filter: { common, input: encodeRelation(node.input, around), condition } };
    }
    case "project": {
      const encoding = over(node.scope);
      const before = node.input.fields.length;
      const outputMapping = node.expressions.map((_, index) => before + index);
      const input = encodeRelation(node.input, around);
      const expressions = node.expressions.map((expression) => encodeExpression(expression, encoding));
      return { project: { common: { emit: { outputMapping } }, input, expressions } };
    }
    case "join":
      return encodeJoin(node, around, over(node.scope));
    case "aggregate": {
      const encoding = over(node.scope);
      const input = encodeRelation(node.input, around);
      const groupingExpressions = node.groups.map((group) => encodeExpression(group, encoding));
      const groupings = groupingsOf(groupingExpressions.length);
      const measures = node.measures.map((measure) => encodeMeasure(measure, encoding));
      return { aggregate: { common, input, groupings, measures, groupingExpressions } };
    }
    case "sort": {
      const sorts = encodeSorts(node.keys, over(node.scope));
      return { sort: { common, input: encodeRelation(node.input, around), sorts } };
    }
    case "limit":
      return encodeLimit(node, encodeRelation(node.input, around));
    case "distinct": {
      const groupingExpressions = node.fields.map((_, field) => ({
        selection: { directReference: { structField: { field } }, rootReference: {} },
      }));
      const groupings = groupingsOf(groupingExpressions.length);
      return { aggregate: { common, input: encodeRelation(node.input, around), groupings, groupingExpressions } };
    }
    case "set":
      return { set: { common, inputs: node.inputs.map((input) => encodeRelation(input, around)), op: setOperation(node) } };
  }
}

/** One grouping over all grouping expressions; without any, all rows are one group. */
function groupingsOf(count: number): substrait.AggregateRelGrouping[] {
  return count === 0 ? [] : [{ expressionReferences: Array.from({ length: count }, (_, index) => index) }];
}

const joinTypes: Readonly<Record<Exclude<JoinKind, "cross">, substrait.JoinRelJoinType>> = {
  inner: "JOIN_TYPE_INNER",
  left: "JOIN_TYPE_LEFT",
  right: "JOIN_TYPE_RIGHT",
  full: "JOIN_TYPE_OUTER",
  semi: "JOIN_TYPE_LEFT_SEMI",
  anti: "JOIN_TYPE_LEFT_ANTI",
};

function encodeJoin(
  node: RelationNode & { readonly kind: "join" },
  around: Encoding,
  encoding: Encoding,
): substrait.Rel {
  const common = { direct: {} };
  const left = encodeRelation(node.left, around);
  const right = encodeRelation(node.right, around);
  if (node.join === "cross" || node.condition === undefined) return { cross: { common, left, right } };
  const expression = encodeExpression(node.condition, encoding);
  return { join: { common, left, right, expression, type: joinTypes[node.join] } };
}

function encodeLimit(node: RelationNode & { readonly kind: "limit" }, input: substrait.Rel): substrait.Rel {
  const whole = (value: number): substrait.Expression => ({ literal: { i64: BigInt(value) } });
  const offset = node.offset === 0 ? {} : { offsetExpr: whole(node.offset) };
  const count = node.count === undefined ? {} : { countExpr: whole(node.count) };
  return { fetch: { common: { direct: {} }, input, ...offset, ...count } };
}

function setOperation({ operation, all }: RelationNode & { readonly kind: "set" }): substrait.SetRelSetOp {
  switch (operation) {
    case "union":
      return all ? "SET_OP_UNION_ALL" : "SET_OP_UNION_DISTINCT";
    case "intersect":
      return all ? "SET_OP_INTERSECTION_MULTISET_ALL" : "SET_OP_INTERSECTION_MULTISET";
    case "except":
      return all ? "SET_OP_MINUS_PRIMARY_ALL" : "SET_OP_MINUS_PRIMARY";
  }
}

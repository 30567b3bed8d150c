import type * as substrait from "../generated/substrait-messages.js";
import { encodeMessage } from "../protobuf/encode-message.js";
import type { Relation } from "../relation/relation.js";
import { inputsOf, type JoinKind, type RelationNode } from "../relation/relation-node.js";
import { type Encoding, encodeExpression, encodeMeasure, encodeSorts } from "./encode-expression.js";
import { encodeFields, namesOf } from "./encode-type.js";
import { FunctionAnchors } from "./function-anchors.js";
import { hasDuplicateNames, hasNameClash, needsOwnNames, withOwnNames } from "./separate-names.js";
import { withSeparateTrees } from "./separate-trees.js";

/** The version of Substrait that plans are written in: what the crate substrait 0.63 and so DataFusion 55 reads. */
export const substraitVersion = { majorNumber: 0, minorNumber: 85 } as const;

/** prost, which decodes for DataFusion, follows messages so deep into each other. */
export const deepestPlan = 100;

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
  const plan = planMessage(node);
  const encoded = encodeMessage("Plan", plan);
  return encoded.depth <= deepestPlan ? encoded : encodeMessage("Plan", withSeparateTrees(plan));
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
  const scopes = "scope" in node ? [{ scope: node.scope, inputs: inputsOf(node) }, ...around.scopes] : around.scopes;
  const encoding = { ...around, scopes };
  const clashes = hasNameClash(node, around.scopes);
  const encodeInput = (input: RelationNode, needsNames = false) => {
    const encoded = encodeRelation(input, around);
    if (!clashes && !needsNames) return encoded;
    return withOwnNames(encoded, input.fields.length, around.anchors.nextName(), around.anchors);
  };
  switch (node.kind) {
    case "read": {
      const baseSchema = { names: namesOf(node.fields), struct: encodeFields(node.fields) };
      return { read: { common, baseSchema, namedTable: { names: node.table } } };
    }
    case "filter": {
      const input = encodeInput(node.input);
      return { filter: { common, input, condition: encodeExpression(node.condition, encoding) } };
    }
    case "project": {
      const before = node.input.fields.length;
      const outputMapping = node.expressions.map((_, index) => before + index);
      const input = encodeInput(node.input);
      const expressions = node.expressions.map((expression) => encodeExpression(expression, encoding));
      return { project: { common: { emit: { outputMapping } }, input, expressions } };
    }
    case "join": {
      const left = encodeInput(node.left);
      const right = encodeInput(node.right, needsOwnNames(node.left, node.right));
      if (node.join === "cross" || node.condition === undefined) return { cross: { common, left, right } };
      const expression = encodeExpression(node.condition, encoding);
      return { join: { common, left, right, expression, type: joinTypes[node.join] } };
    }
    case "aggregate": {
      const input = encodeInput(node.input);
      const groupingExpressions = node.groups.map((group) => encodeExpression(group, encoding));
      const groupings = groupingsOf(groupingExpressions.length);
      const measures = node.measures.map((measure) => encodeMeasure(measure, encoding));
      return { aggregate: { common, input, groupings, measures, groupingExpressions } };
    }
    case "sort":
      return { sort: { common, input: encodeInput(node.input), sorts: encodeSorts(node.keys, encoding) } };
    case "limit":
      return encodeLimit(node, encodeInput(node.input));
    case "distinct": {
      const groupingExpressions = node.fields.map((_, field) => ({
        selection: { directReference: { structField: { field } }, rootReference: {} },
      }));
      const groupings = groupingsOf(groupingExpressions.length);
      return { aggregate: { common, input: encodeInput(node.input), groupings, groupingExpressions } };
    }
    case "set": {
      const inputs = node.inputs.map((input) => encodeInput(input, hasDuplicateNames(input)));
      return { set: { common, inputs, op: setOperation(node) } };
    }
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

import { LaneError } from "../lane-error.js";
import type { RelationNode } from "../relation/relation-node.js";
import { boolean, typeText } from "../schema/data-type.js";
import { coerce, commonType, unify } from "./coercion.js";
import type { ExpressionNode } from "./expression-node.js";

/** @throws {LaneError} `invalid-expression`, `type-mismatch` */
export function inListNode(value: ExpressionNode, options: readonly ExpressionNode[]): ExpressionNode {
  if (options.length === 0) throw new LaneError("invalid-expression", "in(…) takes at least one value");
  const [first = value, ...rest] = unify([value, ...options], "in");
  const nullable = [first, ...rest].some((node) => node.nullable);
  return { kind: "in-list", value: first, options: rest, type: boolean, nullable };
}

/** @throws {LaneError} `type-mismatch` */
export function inSubqueryNode(value: ExpressionNode, relation: RelationNode): ExpressionNode {
  const [field, ...more] = relation.fields;
  if (field === undefined || more.length > 0) {
    throw new LaneError("type-mismatch", `in(…) takes a relation of one column, not ${relation.fields.length}`);
  }
  const type = commonType(value.type, field.type);
  if (type === undefined || type.name !== field.type.name) {
    throw new LaneError("type-mismatch", `in(…) does not look for ${typeText(value.type)} in ${typeText(field.type)}`);
  }
  const nullable = value.nullable || field.nullable;
  return { kind: "in-subquery", value: coerce(value, type), relation, type: boolean, nullable };
}

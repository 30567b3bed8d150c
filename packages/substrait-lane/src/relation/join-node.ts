import { type Expression, nodeOf } from "../expression/expression.js";
import type { Scope } from "../expression/expression-node.js";
import { LaneError } from "../lane-error.js";
import type { Field, Shape } from "../schema/relation-schema.js";
import { checkFields, checkNoWindow, outerScopes } from "./relation-checks.js";
import type { JoinKind, RelationNode } from "./relation-node.js";
import { type Row, rowOf } from "./row.js";

/** @throws {LaneError} `type-mismatch`, `window-misuse`, `duplicate-column` */
export function joinNode(
  join: JoinKind,
  left: RelationNode,
  right: RelationNode,
  condition: ((left: Row<Shape>, right: Row<Shape>) => Expression<"boolean">) | undefined,
): RelationNode {
  const scope: Scope = { fields: [...left.fields, ...right.fields] };
  const rows = [rowOf(scope, left.fields), rowOf(scope, right.fields, left.fields.length)] as const;
  const node = condition === undefined ? undefined : nodeOf(condition(...rows));
  if (node !== undefined && node.type.name !== "boolean") {
    throw new LaneError("type-mismatch", "join takes a boolean expression");
  }
  const nodes = node === undefined ? [] : [node];
  checkNoWindow(nodes, "join");
  const fields = checkFields(joinedFields(join, left.fields, right.fields));
  return {
    kind: "join",
    join,
    left,
    right,
    scope,
    condition: node,
    fields,
    outerScopes: outerScopes([left, right], scope, nodes),
  };
}

/** The side that a row may lack has columns that can be null. */
function joinedFields(join: JoinKind, left: readonly Field[], right: readonly Field[]): readonly Field[] {
  if (join === "semi" || join === "anti") return left;
  const leftFields = join === "right" || join === "full" ? left.map(asNullable) : left;
  const rightFields = join === "left" || join === "full" ? right.map(asNullable) : right;
  return [...leftFields, ...rightFields];
}

function asNullable(field: Field): Field {
  return { ...field, nullable: true };
}

import { LaneError } from "../lane-error.js";
import { sameType, typeText } from "../schema/data-type.js";
import type { Field } from "../schema/relation-schema.js";
import type { RelationNode, SetOperation } from "./relation-node.js";

/**
 * A set operation over two relations. Unions of one kind that meet become one, and stay flat.
 *
 * @throws {LaneError} `type-mismatch`
 */
export function setNode(operation: SetOperation, all: boolean, left: RelationNode, right: RelationNode): RelationNode {
  checkSides(operation, left.fields, right.fields);
  const isSame = (node: RelationNode) => node.kind === "set" && node.operation === "union" && node.all === all;
  const inputsOf = (node: RelationNode) =>
    operation === "union" && isSame(node) && node.kind === "set" ? node.inputs : [node];
  const fields = left.fields.map((field, index) => combined(operation, field, right.fields[index] ?? field));
  const outerScopes = [...new Set([...left.outerScopes, ...right.outerScopes])];
  return { kind: "set", operation, all, inputs: [...inputsOf(left), ...inputsOf(right)], fields, outerScopes };
}

function combined(operation: SetOperation, left: Field, right: Field): Field {
  const nullable = operation === "union" ? left.nullable || right.nullable : left.nullable;
  return { ...left, nullable };
}

function checkSides(operation: SetOperation, left: readonly Field[], right: readonly Field[]): void {
  if (left.length !== right.length) {
    throw new LaneError(
      "type-mismatch",
      `${operation} takes as many columns on both sides, not ${left.length} and ${right.length}`,
    );
  }
  for (const [index, field] of left.entries()) {
    const other = right[index] ?? field;
    if (!sameType(field.type, other.type)) {
      const types = `${typeText(field.type)} and ${typeText(other.type)}`;
      throw new LaneError(
        "type-mismatch",
        `${operation} takes columns of one type: ${field.name} has ${types}; cast one`,
      );
    }
  }
}

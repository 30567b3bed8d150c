import type { RelationNode } from "./relation-node.js";

/** The table that a relation's column is read from as it stands, or undefined where it is calculated, or where a set operation gives it. */
export function originTable(node: RelationNode, index: number): string | undefined {
  switch (node.kind) {
    case "read":
      return node.table.join(".");
    case "project":
    case "aggregate": {
      const expression = node.kind === "project" ? node.expressions[index] : node.groups[index];
      return expression?.kind === "column" && expression.scope === node.scope
        ? originTable(node.input, expression.index)
        : undefined;
    }
    case "join": {
      const offset = node.left.fields.length;
      return index < offset ? originTable(node.left, index) : originTable(node.right, index - offset);
    }
    case "set":
      return undefined;
    default:
      return originTable(node.input, index);
  }
}

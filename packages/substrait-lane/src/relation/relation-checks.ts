import { type AggregateNode, type ExpressionNode, hasWindow, type Scope } from "../expression/expression-node.js";
import { LaneError } from "../lane-error.js";
import type { Field } from "../schema/relation-schema.js";
import { inputsOf, type RelationNode } from "./relation-node.js";
import { scopesOf } from "./row.js";

/** @throws {LaneError} `duplicate-column`, `invalid-schema` */
export function checkFields(fields: readonly Field[]): readonly Field[] {
  if (fields.length === 0) throw new LaneError("invalid-schema", "a relation has at least one column");
  const names = new Set<string>();
  for (const { name } of fields) {
    if (names.has(name)) throw new LaneError("duplicate-column", `two columns would be named ${name}`);
    names.add(name);
  }
  return fields;
}

/** Steps and operators are followed by calls, and a stack has an end. */
const deepestQuery = 300;

const depths = new WeakMap<RelationNode, number>();

/** @throws {LaneError} `too-deep` for a relation of more steps, one over the other, than can be followed. */
export function checkDepth(node: RelationNode): void {
  const depth = 1 + Math.max(0, ...inputsOf(node).map((input) => depths.get(input) ?? 0));
  if (depth > deepestQuery)
    throw new LaneError("too-deep", `a relation has at most ${deepestQuery} steps one over the other`);
  depths.set(node, depth);
}

/** @throws {LaneError} `window-misuse` */
export function checkNoWindow(nodes: readonly (ExpressionNode | AggregateNode)[], where: string): void {
  if (nodes.some(hasWindow)) {
    throw new LaneError("window-misuse", `a window function stands in ${where}; project it before, and use its column`);
  }
}

/** The scopes of enclosing queries that a step and what is below it read. */
export function outerScopes(
  inputs: readonly RelationNode[],
  own: Scope,
  expressions: readonly (ExpressionNode | AggregateNode)[],
): readonly Scope[] {
  const scopes = new Set(inputs.flatMap((input) => [...input.outerScopes]));
  for (const scope of scopesOf(expressions)) if (scope !== own) scopes.add(scope);
  return [...scopes];
}

import type { AggregateNode, ExpressionNode, Scope, SortKey } from "../expression/expression-node.js";
import type { Field } from "../schema/relation-schema.js";

/** How the rows of two relations are joined. `semi` and `anti` keep the left columns only. */
export type JoinKind = "inner" | "left" | "right" | "full" | "semi" | "anti" | "cross";

export type SetOperation = "union" | "intersect" | "except";

interface Common {
  /** The columns that come out. */
  readonly fields: readonly Field[];
  /** The rows of enclosing queries that the relation reads: not empty only for a correlated subquery. */
  readonly outerScopes: readonly Scope[];
}

/** A step of a query. Immutable. */
export type RelationNode =
  | (Common & { readonly kind: "read"; readonly table: readonly string[] })
  | (Common & {
      readonly kind: "filter";
      readonly input: RelationNode;
      readonly scope: Scope;
      readonly condition: ExpressionNode;
    })
  | (Common & {
      readonly kind: "project";
      readonly input: RelationNode;
      readonly scope: Scope;
      readonly expressions: readonly ExpressionNode[];
    })
  | (Common & {
      readonly kind: "join";
      readonly join: JoinKind;
      readonly left: RelationNode;
      readonly right: RelationNode;
      readonly scope: Scope;
      readonly condition: ExpressionNode | undefined;
    })
  | (Common & {
      readonly kind: "aggregate";
      readonly input: RelationNode;
      readonly scope: Scope;
      readonly groups: readonly ExpressionNode[];
      readonly measures: readonly AggregateNode[];
    })
  | (Common & {
      readonly kind: "sort";
      readonly input: RelationNode;
      readonly scope: Scope;
      readonly keys: readonly SortKey[];
    })
  | (Common & {
      readonly kind: "limit";
      readonly input: RelationNode;
      readonly count: number | undefined;
      readonly offset: number;
    })
  | (Common & { readonly kind: "distinct"; readonly input: RelationNode })
  | (Common & {
      readonly kind: "set";
      readonly operation: SetOperation;
      readonly all: boolean;
      readonly inputs: readonly RelationNode[];
    });

/** The relations that a step takes its rows from. */
export function inputsOf(node: RelationNode): readonly RelationNode[] {
  switch (node.kind) {
    case "read":
      return [];
    case "join":
      return [node.left, node.right];
    case "set":
      return node.inputs;
    default:
      return [node.input];
  }
}

/** The expressions that stand in a step itself. */
export function expressionsOf(node: RelationNode): readonly (ExpressionNode | AggregateNode)[] {
  switch (node.kind) {
    case "filter":
      return [node.condition];
    case "join":
      return node.condition === undefined ? [] : [node.condition];
    case "project":
      return node.expressions;
    case "aggregate":
      return [...node.groups, ...node.measures];
    case "sort":
      return node.keys.map(({ value }) => value);
    default:
      return [];
  }
}

import type { FunctionDefinition } from "../functions/function-definition.js";
import type { RelationNode } from "../relation/relation-node.js";
import type { DataType } from "../schema/data-type.js";
import type { Field } from "../schema/relation-schema.js";

/** The rows that an expression stands over. Each step of a relation has one of its own; that tells columns of equal names apart. */
export interface Scope {
  readonly fields: readonly Field[];
}

/** Months, days and nanoseconds, which do not convert into each other. */
export interface IntervalValue {
  readonly months: number;
  readonly days: number;
  readonly nanoseconds: bigint;
}

/**
 * A literal's value in the form of its type: bigint for integers, for a decimal's unscaled value, and for instants and times in their unit; days since 1970-01-01 for
 * a date.
 */
export type LiteralValue = boolean | number | bigint | string | Uint8Array | IntervalValue | null;

export interface SortKey {
  readonly value: ExpressionNode;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
}

/** Where a window's frame begins or ends: rows (or a distance) before or behind the current one. */
export type FrameBound = "unbounded" | "current-row" | { readonly preceding: number } | { readonly following: number };

export interface WindowFrame {
  readonly units: "rows" | "range";
  readonly start: FrameBound;
  readonly end: FrameBound;
}

/** What aggregates and window functions have besides their arguments. */
export interface AggregateModifiers {
  readonly distinct: boolean;
  readonly filter: ExpressionNode | undefined;
  readonly orderBy: readonly SortKey[];
  readonly ignoreNulls: boolean;
}

/** An aggregate function over the rows of a group. It is no expression: only `aggregate` takes it. */
export interface AggregateNode extends AggregateModifiers {
  readonly kind: "aggregate";
  readonly type: DataType;
  readonly nullable: boolean;
  readonly function: FunctionDefinition;
  readonly args: readonly ExpressionNode[];
}

export interface ColumnNode extends Typed {
  readonly kind: "column";
  readonly scope: Scope;
  readonly index: number;
}

export interface LiteralNode extends Typed {
  readonly kind: "literal";
  readonly value: LiteralValue;
}

export interface WindowNode extends Typed, AggregateModifiers {
  readonly kind: "window";
  readonly function: FunctionDefinition;
  readonly args: readonly ExpressionNode[];
  readonly partitionBy: readonly ExpressionNode[];
  readonly frame: WindowFrame;
}

interface Typed {
  readonly type: DataType;
  readonly nullable: boolean;
}

/** A value of one row. Immutable. */
export type ExpressionNode =
  | ColumnNode
  | LiteralNode
  | WindowNode
  | (Typed & { readonly kind: "parameter"; readonly index: number })
  | (Typed & {
      readonly kind: "call";
      readonly function: FunctionDefinition;
      readonly args: readonly ExpressionNode[];
    })
  | (Typed & {
      readonly kind: "case";
      readonly branches: readonly { readonly when: ExpressionNode; readonly value: ExpressionNode }[];
      readonly otherwise: ExpressionNode;
    })
  | (Typed & { readonly kind: "cast"; readonly input: ExpressionNode; readonly onFailure: "error" | "null" })
  | (Typed & { readonly kind: "in-list"; readonly value: ExpressionNode; readonly options: readonly ExpressionNode[] })
  | (Typed & { readonly kind: "scalar-subquery"; readonly relation: RelationNode })
  | (Typed & { readonly kind: "in-subquery"; readonly value: ExpressionNode; readonly relation: RelationNode })
  | (Typed & { readonly kind: "exists"; readonly relation: RelationNode });

/** The expressions that an expression is made of, without those inside its subqueries. */
export function childrenOf(node: ExpressionNode | AggregateNode): readonly ExpressionNode[] {
  switch (node.kind) {
    case "call":
      return node.args;
    case "case":
      return [...node.branches.flatMap(({ when, value }) => [when, value]), node.otherwise];
    case "cast":
      return [node.input];
    case "in-list":
      return [node.value, ...node.options];
    case "in-subquery":
      return [node.value];
    case "aggregate":
      return [...node.args, ...(node.filter ? [node.filter] : []), ...node.orderBy.map(({ value }) => value)];
    case "window":
      return [
        ...node.args,
        ...(node.filter ? [node.filter] : []),
        ...node.partitionBy,
        ...node.orderBy.map(({ value }) => value),
      ];
    default:
      return [];
  }
}

/** The relation of an expression that is a subquery. */
export function subqueryOf(node: ExpressionNode | AggregateNode): RelationNode | undefined {
  return "relation" in node ? node.relation : undefined;
}

/** True where an expression, or a part of it outside of its subqueries, is a window function. */
export function hasWindow(node: ExpressionNode | AggregateNode): boolean {
  return node.kind === "window" || childrenOf(node).some(hasWindow);
}

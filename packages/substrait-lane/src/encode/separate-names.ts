import type { AggregateNode, ColumnNode, ExpressionNode, Scope } from "../expression/expression-node.js";
import { childrenOf, subqueryOf } from "../expression/expression-node.js";
import { literalNode } from "../expression/literal-node.js";
import { equal } from "../functions/operators.js";
import type * as substrait from "../generated/substrait-messages.js";
import { originTable } from "../relation/column-origin.js";
import { expressionsOf, inputsOf, type RelationNode } from "../relation/relation-node.js";
import { int64 } from "../schema/data-type.js";
import type { FunctionAnchors } from "./function-anchors.js";
import { ifClause } from "./if-clause.js";

/** A scope, and the relations that its columns come from, one behind the other. */
export interface EncodedScope {
  readonly scope: Scope;
  readonly inputs: readonly RelationNode[];
}

/**
 * True where a step reads a column of an enclosing query that DataFusion could take for one of the step's own. Substrait counts columns, but DataFusion gives them
 * names again, of table and column, and pulls the step out of its subquery by these names: `lineitem` inside and `lineitem` outside become one, and the answer is wrong.
 */
export function hasNameClash(node: RelationNode, around: readonly EncodedScope[]): boolean {
  if (node.outerScopes.length === 0) return false;
  const tables = new Set(inputsOf(node).flatMap(tablesOf));
  return outerColumns(expressionsOf(node), around).some((table) => table === undefined || tables.has(table));
}

/** The tables of the columns of enclosing queries that expressions read themselves. */
function outerColumns(
  nodes: readonly (ExpressionNode | AggregateNode)[],
  around: readonly EncodedScope[],
): (string | undefined)[] {
  return nodes.flatMap((node) => {
    const own = node.kind === "column" ? outerColumn(node, around) : [];
    return [...own, ...outerColumns(childrenOf(node), around)];
  });
}

function outerColumn({ scope, index }: ColumnNode, around: readonly EncodedScope[]): (string | undefined)[] {
  const enclosing = around.find((encoded) => encoded.scope === scope);
  if (enclosing === undefined) return [];
  let offset = 0;
  for (const input of enclosing.inputs) {
    if (index < offset + input.fields.length) return [originTable(input, index - offset)];
    offset += input.fields.length;
  }
  return [undefined];
}

/**
 * True where DataFusion cannot join two relations. It tells columns of equal names apart by calling the sides `left` and `right`, which it can only where the names
 * within a side differ: not for the fourth copy of a table.
 */
export function needsOwnNames(left: RelationNode, right: RelationNode): boolean {
  const [leftNames, rightNames] = [engineNames(left), engineNames(right)];
  const names = new Set(leftNames);
  return rightNames.some((name) => names.has(name)) && (hasDuplicate(leftNames) || hasDuplicate(rightNames));
}

/**
 * True where DataFusion, when it makes a join of a subquery, would have two columns of one name: that of the subquery, and one of the enclosing query that has no table
 * because it is calculated or comes out of a set operation.
 */
export function meetsOutside(subquery: RelationNode, enclosing: EncodedScope | undefined): boolean {
  const names = new Set(engineNames(subquery));
  return (enclosing?.inputs ?? []).some((input) =>
    engineNames(input).some((name, index) => names.has(name) && originTable(input, index) === undefined),
  );
}

export function hasDuplicateNames(node: RelationNode): boolean {
  return hasDuplicate(engineNames(node));
}

function hasDuplicate(names: readonly string[]): boolean {
  return new Set(names).size < names.length;
}

/** What DataFusion calls the columns without their tables; what is calculated has a text as its name, here one for all that mean the same. */
function engineNames(node: RelationNode): readonly string[] {
  switch (node.kind) {
    case "read":
      return node.fields.map(({ name }) => name);
    case "project":
    case "aggregate": {
      const names = engineNames(node.input);
      const own = (value: ExpressionNode | AggregateNode) =>
        value.kind === "column" && value.scope === node.scope
          ? (names[value.index] ?? "")
          : `${value.kind} ${"function" in value ? value.function.name : ""}`;
      return (node.kind === "aggregate" ? [...node.groups, ...node.measures] : node.expressions).map(own);
    }
    case "join":
      return node.join === "semi" || node.join === "anti"
        ? engineNames(node.left)
        : [...engineNames(node.left), ...engineNames(node.right)];
    case "set":
      return engineNames(node.inputs[0] as RelationNode);
    default:
      return engineNames(node.input);
  }
}

/** Every table that a relation reads, in its subqueries too. */
export function tablesOf(node: RelationNode): string[] {
  const own = node.kind === "read" ? [node.table.join(".")] : [];
  const inner = expressionsOf(node).flatMap(subqueries);
  return [...own, ...[...inputsOf(node), ...inner].flatMap(tablesOf)];
}

function subqueries(node: ExpressionNode | AggregateNode): RelationNode[] {
  const relation = subqueryOf(node);
  return [...(relation === undefined ? [] : [relation]), ...childrenOf(node).flatMap(subqueries)];
}

/**
 * Before: a relation. After: a projection of all its columns, each as `CASE WHEN n = n THEN column ELSE column END`. DataFusion names a calculated column by its text,
 * so the number makes the name one that no other column has; its optimiser then leaves of the CASE the column alone.
 */
export function withOwnNames(
  input: substrait.Rel,
  count: number,
  number: number,
  anchors: FunctionAnchors,
): substrait.Rel {
  const tag = literalNode(BigInt(number), int64);
  const value: substrait.Expression = { literal: { i64: BigInt(number) } };
  const condition: substrait.Expression = {
    scalarFunction: {
      functionReference: anchors.anchorOf(equal, [tag, tag]),
      arguments: [{ value }, { value }],
      outputType: { bool: { nullability: "NULLABILITY_REQUIRED" } },
    },
  };
  const expressions = Array.from({ length: count }, (_, field): substrait.Expression => {
    const column = { selection: { directReference: { structField: { field } }, rootReference: {} } };
    return { ifThen: { ifs: [ifClause(condition, column)], else: column } };
  });
  const outputMapping = expressions.map((_, index) => count + index);
  return { project: { common: { emit: { outputMapping } }, input, expressions } };
}

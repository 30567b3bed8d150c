import {
  type AggregateNode,
  childrenOf,
  type ExpressionNode,
  type LiteralValue,
  type Scope,
  type SortKey,
  subqueryOf,
  type WindowNode,
} from "../expression/expression-node.js";
import { and, equal, notEqual, or } from "../functions/operators.js";
import { typeText } from "../schema/data-type.js";
import { expressionsOf, inputsOf, type RelationNode } from "./relation-node.js";

type Scopes = readonly Scope[];

const commutative: ReadonlySet<unknown> = new Set([and, or, equal, notEqual]);

/**
 * What a relation means, as a text: equal for relations that differ only in the names of columns on the way, in the order of operands that have none, in filters that
 * stand one over the other or in one, and in projections that change nothing. The names that come out count.
 */
export function canonicalText(node: RelationNode): string {
  return `${JSON.stringify(node.fields.map(({ name }) => name))} ${relationText(node, [])}`;
}

function relationText(node: RelationNode, around: Scopes): string {
  if (isIdentity(node)) return relationText(node.input, around);
  if (node.kind === "filter") return filterText(node, around);
  const scopes = "scope" in node ? [node.scope, ...around] : around;
  const parts = expressionsOf(node).map((expression, index) => {
    const text = expressionText(expression, scopes);
    return node.kind === "sort" ? `${text}${directionText(node.keys[index])}` : text;
  });
  const inputs = inputsOf(node).map((input) => relationText(input, around));
  return `(${detailText(node)} [${parts.join(" ")}] ${inputs.join(" ")})`;
}

/** Before: filters one over the other. After: their conditions in one list, in an order of its own. */
function filterText(node: RelationNode & { readonly kind: "filter" }, around: Scopes): string {
  const conditions: string[] = [];
  let input: RelationNode = node;
  while (input.kind === "filter" || isIdentity(input)) {
    if (input.kind === "filter") conditions.push(...conjuncts(input.condition, [input.scope, ...around]));
    input = input.input;
  }
  return `(filter [${conditions.sort().join(" ")}] ${relationText(input, around)})`;
}

function conjuncts(node: ExpressionNode, scopes: Scopes): string[] {
  if (node.kind === "call" && node.function === and) return node.args.flatMap((arg) => conjuncts(arg, scopes));
  return [expressionText(node, scopes)];
}

/** True for a projection that gives the columns of its input as they are. */
function isIdentity(node: RelationNode): node is RelationNode & { readonly kind: "project" } {
  if (node.kind !== "project" || node.expressions.length !== node.input.fields.length) return false;
  return node.expressions.every(
    (expression, index) =>
      expression.kind === "column" && expression.scope === node.scope && expression.index === index,
  );
}

function detailText(node: RelationNode): string {
  switch (node.kind) {
    case "read":
      return `read ${JSON.stringify(node.table)} ${JSON.stringify(node.fields.map(({ name, type, nullable }) => [name, typeText(type), nullable]))}`;
    case "join":
      return `join ${node.join}`;
    case "aggregate":
      return `aggregate ${node.groups.length}`;
    case "limit":
      return `limit ${node.count ?? ""} ${node.offset}`;
    case "set":
      return `${node.operation}${node.all ? " all" : ""}`;
    default:
      return node.kind;
  }
}

/** What an expression means, with its columns by their number. */
export function expressionText(node: ExpressionNode | AggregateNode, scopes: Scopes): string {
  const subquery = subqueryOf(node);
  const inner = childrenOf(node).map((child) => expressionText(child, scopes));
  if (node.kind === "call" && commutative.has(node.function)) inner.sort();
  const relation = subquery === undefined ? "" : ` ${relationText(subquery, scopes)}`;
  return `(${headText(node, scopes)}${inner.map((text) => ` ${text}`).join("")}${relation})`;
}

function headText(node: ExpressionNode | AggregateNode, scopes: Scopes): string {
  switch (node.kind) {
    case "column":
      return `column ${scopes.indexOf(node.scope)} ${node.index}`;
    case "literal":
      return `literal ${typeText(node.type)} ${valueText(node.value)}`;
    case "parameter":
      return `parameter ${node.index} ${typeText(node.type)}`;
    case "call":
      return `${node.function.urn} ${node.function.name} ${typeText(node.type)}`;
    case "cast":
      return `cast ${typeText(node.type)} ${node.onFailure}`;
    case "case":
      return `case ${node.branches.length}`;
    case "aggregate":
    case "window":
      return aggregateText(node);
    default:
      return node.kind;
  }
}

function aggregateText(node: AggregateNode | WindowNode): string {
  const { distinct, ignoreNulls, filter, args, orderBy } = node;
  const window = node.kind === "window" ? [node.frame, node.partitionBy.length] : [];
  const details = [distinct, ignoreNulls, filter !== undefined, args.length, orderBy.map(directionText), ...window];
  return `${node.kind} ${node.function.urn} ${node.function.name} ${typeText(node.type)} ${JSON.stringify(details)}`;
}

function directionText(key: SortKey | undefined): string {
  return key === undefined ? "" : `${key.descending ? " desc" : " asc"}${key.nullsFirst ? " first" : " last"}`;
}

function valueText(value: LiteralValue): string {
  if (typeof value === "bigint") return `${value}n`;
  if (value instanceof Uint8Array) return Buffer.from(value).toString("hex");
  if (Object.is(value, -0)) return "-0";
  return JSON.stringify(value, (_, inner) => (typeof inner === "bigint" ? `${inner}n` : inner));
}

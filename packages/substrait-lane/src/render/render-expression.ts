import type {
  AggregateNode,
  ExpressionNode,
  FrameBound,
  Scope,
  SortKey,
  WindowNode,
} from "../expression/expression-node.js";
import type { FunctionDefinition } from "../functions/function-definition.js";
import { add, and, between, multiply, or, subtract } from "../functions/operators.js";
import { LaneError } from "../lane-error.js";
import type { RelationNode } from "../relation/relation-node.js";
import { castText, renderComparand, renderLiteral } from "./render-literal.js";
import { arrowType, sqlType } from "./render-type.js";
import { quotedName, quotedText } from "./sql-text.js";

/** What expressions are rendered with. */
export interface Rendering {
  /** What the columns of each scope around are called. */
  readonly columns: ReadonlyMap<Scope, readonly string[]>;
  readonly renderQuery: (node: RelationNode, rendering: Rendering) => string;
}

/** SQL, and whether it can stand beside an operator without parentheses. */
interface Part {
  readonly text: string;
  readonly atomic: boolean;
}

/** An expression as SQL. An operand that is an operation itself stands in parentheses, so that no precedence has to be known. */
export function renderExpression(node: ExpressionNode, rendering: Rendering): string {
  return part(node, rendering).text;
}

function part(node: ExpressionNode, rendering: Rendering): Part {
  const text = (inner: ExpressionNode) => renderExpression(inner, rendering);
  const subquery = (relation: RelationNode) => `(${rendering.renderQuery(relation, rendering)})`;
  switch (node.kind) {
    case "column":
      return atom(columnText(node.scope, node.index, rendering));
    case "literal": {
      const literal = renderLiteral(node);
      return { text: literal, atomic: !literal.startsWith("-") && !/^(DATE|INTERVAL) /.test(literal) };
    }
    case "parameter":
      return atom(`$${node.index + 1}`);
    case "call":
      return callText(node, rendering);
    case "case":
      return atom(
        `CASE ${node.branches.map(({ when, value }) => `WHEN ${text(when)} THEN ${text(value)}`).join(" ")} ELSE ${text(node.otherwise)} END`,
      );
    case "cast":
      return atom(
        node.onFailure === "null" ? tryCastText(text(node.input), node) : castText(text(node.input), node.type),
      );
    case "in-list":
      return open(
        `${operand(node.value, rendering)} IN (${node.options.map((option) => comparand(option, text)).join(", ")})`,
      );
    case "scalar-subquery":
      return atom(subquery(node.relation));
    case "in-subquery":
      return open(`${operand(node.value, rendering)} IN ${subquery(node.relation)}`);
    case "exists":
      return open(`EXISTS ${subquery(node.relation)}`);
    case "window":
      return atom(windowText(node, rendering));
  }
}

function atom(text: string): Part {
  return { text, atomic: true };
}

function open(text: string): Part {
  return { text, atomic: false };
}

function operand(node: ExpressionNode, rendering: Rendering): string {
  const { text, atomic } = part(node, rendering);
  return atomic ? text : `(${text})`;
}

function columnText(scope: Scope, index: number, { columns }: Rendering): string {
  const text = columns.get(scope)?.[index];
  if (text !== undefined) return text;
  const name = scope.fields[index]?.name;
  throw new LaneError("unbound-column", `column ${name} belongs to a relation that the expression does not stand over`);
}

function callText(node: ExpressionNode & { readonly kind: "call" }, rendering: Rendering): Part {
  const { sql } = node.function;
  if ("name" in sql) return atom(`${functionName(sql.name)}(${argumentsText(node.args, rendering)})`);
  const isComparison = node.function.unify === true && node.args.some(({ kind }) => kind !== "literal");
  const isChain = continuesChain(node);
  const [first = "", ...rest] = node.args.map((arg, index) => {
    if (isChain && index === 0) return renderExpression(arg, rendering);
    return isComparison ? comparand(arg, (inner) => operand(inner, rendering)) : operand(arg, rendering);
  });
  if ("prefix" in sql) return open(`${sql.prefix} ${first}`);
  if ("postfix" in sql) return open(`${first} ${sql.postfix}`);
  if (node.function === between) return open(`${first} BETWEEN ${rest.join(" AND ")}`);
  if (node.function === and || node.function === or) return open([first, ...rest].join(` ${sql.infix} `));
  return open(`${first} ${sql.infix} ${rest.join("")}`);
}

/** True for `a + b + c`: operators of one kind need no parentheses on their left, and SQL's parsers do not follow many into each other. */
function continuesChain({ function: definition, args: [first] }: ExpressionNode & { readonly kind: "call" }): boolean {
  const isChain = definition === add || definition === subtract || definition === multiply;
  return isChain && first?.kind === "call" && first.function === definition;
}

/** A number that is compared; below zero in parentheses. */
function comparand(node: ExpressionNode, otherwise: (node: ExpressionNode) => string): string {
  const text = node.kind === "literal" ? renderComparand(node) : undefined;
  if (text === undefined) return otherwise(node);
  return text.startsWith("-") ? `(${text})` : text;
}

function argumentsText(args: readonly ExpressionNode[], rendering: Rendering): string {
  return args.map((arg) => renderExpression(arg, rendering)).join(", ");
}

/** Names of functions stand bare, as every dialect has them; others in quotes. */
function functionName(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) ? name : quotedName(name);
}

function tryCastText(text: string, { type }: ExpressionNode): string {
  const name = sqlType(type);
  return name === undefined
    ? `arrow_try_cast(${text}, ${quotedText(arrowType(type))})`
    : `TRY_CAST(${text} AS ${name})`;
}

/** An aggregate with what belongs to it. */
export function renderAggregate(node: AggregateNode | WindowNode, rendering: Rendering): string {
  const args = isCountOfRows(node.function, node.args) ? "*" : argumentsText(node.args, rendering);
  const distinct = node.distinct ? "DISTINCT " : "";
  const order =
    node.kind === "aggregate" && node.orderBy.length > 0 ? ` ORDER BY ${renderSorts(node.orderBy, rendering)}` : "";
  const nulls = node.ignoreNulls ? " IGNORE NULLS" : "";
  const filter = node.filter ? ` FILTER (WHERE ${renderExpression(node.filter, rendering)})` : "";
  const name = "name" in node.function.sql ? functionName(node.function.sql.name) : node.function.name;
  return `${name}(${distinct}${args}${order})${nulls}${filter}`;
}

function isCountOfRows({ name }: FunctionDefinition, args: readonly ExpressionNode[]): boolean {
  return name === "count" && args.length === 0;
}

function windowText(node: WindowNode, rendering: Rendering): string {
  const partition = node.partitionBy.map((value) => sortable(value, rendering)).join(", ");
  const order = renderSorts(node.orderBy, rendering);
  const { units, start, end } = node.frame;
  const frame = `${units.toUpperCase()} BETWEEN ${boundText(start, "PRECEDING")} AND ${boundText(end, "FOLLOWING")}`;
  const parts = [partition && `PARTITION BY ${partition}`, order && `ORDER BY ${order}`, frame].filter(
    (text) => text !== "",
  );
  return `${renderAggregate(node, rendering)} OVER (${parts.join(" ")})`;
}

function boundText(bound: FrameBound, unbounded: "PRECEDING" | "FOLLOWING"): string {
  if (bound === "unbounded") return `UNBOUNDED ${unbounded}`;
  if (bound === "current-row") return "CURRENT ROW";
  return "preceding" in bound ? `${bound.preceding} PRECEDING` : `${bound.following} FOLLOWING`;
}

export function renderSorts(keys: readonly SortKey[], rendering: Rendering): string {
  return keys
    .map(({ value, descending, nullsFirst }) => {
      const direction = `${descending ? "DESC" : "ASC"} NULLS ${nullsFirst ? "FIRST" : "LAST"}`;
      return `${sortable(value, rendering)} ${direction}`;
    })
    .join(", ");
}

/** A key to sort or group by. A bare number there would be the number of a column. */
export function sortable(node: ExpressionNode, rendering: Rendering): string {
  const text = renderExpression(node, rendering);
  return node.kind === "literal" ? castText(text, node.type) : text;
}

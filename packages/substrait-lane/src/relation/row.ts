import { Expression } from "../expression/expression.js";
import {
  type AggregateNode,
  childrenOf,
  type ExpressionNode,
  type Scope,
  subqueryOf,
} from "../expression/expression-node.js";
import { LaneError } from "../lane-error.js";
import type { Field, Shape } from "../schema/relation-schema.js";

/** The columns of a relation as expressions, by name. */
export type Row<Columns extends Shape> = { readonly [Name in keyof Columns]: Expression<Columns[Name]> };

/**
 * A row that stands for each row of a relation. A name that is no column is an error and not undefined.
 *
 * @param offset   Where the fields begin in the scope: the right side of a join stands behind the left one.
 */
export function rowOf<Columns extends Shape>(scope: Scope, fields: readonly Field[], offset = 0): Row<Columns> {
  const columns: Record<string, Expression> = Object.create(null);
  for (const [index, { name, type, nullable }] of fields.entries()) {
    columns[name] = new Expression({ kind: "column", scope, index: offset + index, type, nullable });
  }
  return new Proxy(columns, {
    get(target, name) {
      if (typeof name === "symbol") return undefined;
      return target[name] ?? unknownColumn(name, fields);
    },
  }) as Row<Columns>;
}

/** @throws {LaneError} `unknown-column` */
export function unknownColumn(name: string, fields: readonly Field[]): never {
  const names = fields.map((field) => field.name).join(", ");
  throw new LaneError("unknown-column", `there is no column ${name}; the columns are ${names}`);
}

const deepestExpression = 300;

/**
 * The scopes that expressions read, of their own columns and of those inside their subqueries.
 *
 * @throws {LaneError} `too-deep`
 */
export function scopesOf(nodes: readonly (ExpressionNode | AggregateNode)[]): ReadonlySet<Scope> {
  const scopes = new Set<Scope>();
  const visit = (node: ExpressionNode | AggregateNode, depth: number): void => {
    if (depth > deepestExpression) {
      throw new LaneError("too-deep", `an expression has at most ${deepestExpression} operators one in the other`);
    }
    if (node.kind === "column") scopes.add(node.scope);
    for (const child of childrenOf(node)) visit(child, depth + 1);
    for (const scope of subqueryOf(node)?.outerScopes ?? []) scopes.add(scope);
  };
  for (const node of nodes) visit(node, 1);
  return scopes;
}

import { type ExpressionNode, hasWindow, type Scope } from "../expression/expression-node.js";
import { and } from "../functions/operators.js";
import type { Relation } from "../relation/relation.js";
import type { JoinKind, RelationNode } from "../relation/relation-node.js";
import { blockOver, isBare, type QueryBlock, selectText, takesFilter } from "./query-block.js";
import { type Rendering, renderAggregate, renderExpression, renderSorts, sortable } from "./render-expression.js";
import { quotedName } from "./sql-text.js";

/**
 * A relation as one SELECT in DataFusion's dialect. The same relation gives the same text: tables and subqueries are called t0, t1, … in the order in which they are
 * met.
 *
 * @throws {LaneError} `unbound-column`
 */
export function renderSql(relation: Relation): string {
  return renderRelation(relation.node);
}

export function renderRelation(node: RelationNode): string {
  const renderer = new Renderer();
  return renderer.query(node, { columns: new Map(), renderQuery: (inner, around) => renderer.query(inner, around) });
}

class Renderer {
  #aliases = 0;

  query(node: RelationNode, around: Rendering): string {
    return selectText(this.#block(node, around));
  }

  #block(node: RelationNode, around: Rendering): QueryBlock {
    switch (node.kind) {
      case "read":
        return this.#aliased(node.table.map(quotedName).join("."), node);
      case "filter": {
        const input = this.#block(node.input, around);
        const block = takesFilter(input) ? input : this.#wrapped(input);
        const rendering = over(around, node.scope, block);
        return { ...block, where: [...block.where, ...conditions(node.condition, rendering)] };
      }
      case "project":
        return this.#project(node, around);
      case "join":
        return this.#join(node, around);
      case "aggregate": {
        const input = this.#block(node.input, around);
        const block = takesFilter(input) && input.orderBy === undefined ? input : this.#wrapped(input);
        const rendering = over(around, node.scope, block);
        const groupBy = node.groups.map((group) => sortable(group, rendering));
        const keys = node.groups.map((group, index) =>
          group.kind === "column" ? (groupBy[index] ?? "") : `(${groupBy[index]})`,
        );
        const measures = node.measures.map((measure) => renderAggregate(measure, rendering));
        return { ...block, columns: [...keys, ...measures], fields: node.fields, groupBy };
      }
      case "sort": {
        const input = this.#block(node.input, around);
        const block = takesFilter(input) ? input : this.#wrapped(input);
        const order = { keys: node.keys, scope: node.scope };
        return { ...block, order, orderBy: renderSorts(node.keys, over(around, node.scope, block)) };
      }
      case "limit": {
        const input = this.#block(node.input, around);
        const block = input.limit === undefined ? input : this.#wrapped(input);
        const count = node.count === undefined ? "" : ` LIMIT ${node.count}`;
        return { ...block, limit: `${count}${node.offset === 0 ? "" : ` OFFSET ${node.offset}`}` };
      }
      case "distinct": {
        const input = this.#block(node.input, around);
        const block = input.limit === undefined && input.orderBy === undefined ? input : this.#wrapped(input);
        return { ...block, distinct: true };
      }
      case "set": {
        const word = `${node.operation.toUpperCase()}${node.all ? " ALL" : ""}`;
        const sides = node.inputs.map((input) => `(${this.query(input, around)})`);
        return this.#aliased(`(${sides.join(` ${word} `)})`, node);
      }
    }
  }

  #project(node: RelationNode & { readonly kind: "project" }, around: Rendering): QueryBlock {
    const input = this.#block(node.input, around);
    const isOpen = !input.computed && !input.distinct;
    const isBegun = input.groupBy !== undefined || input.limit !== undefined || input.orderBy !== undefined;
    const looksAtAllRows = isBegun && node.expressions.some(hasWindow);
    const block = isOpen && !looksAtAllRows ? this.#ordered(input, node, around) : this.#wrapped(input);
    const rendering = over(around, node.scope, block);
    const columns = node.expressions.map((expression) => renderExpression(expression, rendering));
    const computed = node.expressions.some(({ kind }) => kind !== "column");
    return { ...block, columns, fields: node.fields, computed };
  }

  /**
   * The block, or where a sorted one gets other columns of the same names, a subquery that calls its columns by names of their own and is sorted again: DataFusion
   * takes `ORDER BY t0."a"` beside `AS "a"` for ambiguous.
   */
  #ordered(block: QueryBlock, node: RelationNode & { readonly kind: "project" }, around: Rendering): QueryBlock {
    const { order } = block;
    const keepsNames = node.expressions.every(
      (expression, index) =>
        expression.kind === "column" && block.fields[expression.index]?.name === node.fields[index]?.name,
    );
    if (order === undefined || keepsNames) return block;
    const fields = block.fields.map((field, index) => ({ ...field, name: `t${this.#aliases}_${index}` }));
    const inner = this.#aliased(`(${selectText({ ...block, fields })})`, { fields });
    return { ...inner, order, orderBy: renderSorts(order.keys, over(around, order.scope, inner)) };
  }

  #join(node: RelationNode & { readonly kind: "join" }, around: Rendering): QueryBlock {
    if (node.join === "semi" || node.join === "anti") return this.#existence(node, around);
    const left = this.#side(this.#block(node.left, around));
    const right = this.#side(this.#block(node.right, around));
    const columns = [...left.columns, ...right.columns];
    const rightFrom = right.joined ? `(${right.from})` : right.from;
    const block = { ...blockOver("", columns, node.fields), joined: true };
    if (node.condition === undefined) return { ...block, from: `${left.from} CROSS JOIN ${rightFrom}` };
    const condition = renderExpression(node.condition, over(around, node.scope, block));
    return { ...block, from: `${left.from} ${joinWords[node.join]} ${rightFrom} ON ${condition}` };
  }

  /** A semi join asks whether there is a row on the right, an anti join whether there is none. */
  #existence(node: RelationNode & { readonly kind: "join" }, around: Rendering): QueryBlock {
    const input = this.#block(node.left, around);
    const left = takesFilter(input) ? input : this.#wrapped(input);
    const right = this.#side(this.#block(node.right, around));
    const both = blockOver("", [...left.columns, ...right.columns], node.scope.fields);
    const rendering = over(around, node.scope, both);
    const where = node.condition === undefined ? "" : ` WHERE ${conditions(node.condition, rendering).join(" AND ")}`;
    const test = `${node.join === "anti" ? "NOT " : ""}EXISTS (SELECT 1 FROM ${right.from}${where})`;
    return { ...left, where: [...left.where, test] };
  }

  /** One side of a join: a table, a join, or a subquery. */
  #side(block: QueryBlock): QueryBlock {
    return isBare(block) ? block : this.#wrapped(block);
  }

  #wrapped(block: QueryBlock): QueryBlock {
    return this.#aliased(`(${selectText(block)})`, block);
  }

  #aliased(from: string, { fields }: Pick<RelationNode, "fields">): QueryBlock {
    const alias = `t${this.#aliases++}`;
    return blockOver(
      `${from} AS ${alias}`,
      fields.map(({ name }) => `${alias}.${quotedName(name)}`),
      fields,
    );
  }
}

const joinWords: Readonly<Record<Exclude<JoinKind, "semi" | "anti">, string>> = {
  inner: "INNER JOIN",
  left: "LEFT JOIN",
  right: "RIGHT JOIN",
  full: "FULL JOIN",
  cross: "CROSS JOIN",
};

function over(around: Rendering, scope: Scope, block: QueryBlock): Rendering {
  return { ...around, columns: new Map([...around.columns, [scope, block.columns]]) };
}

/** The parts of a condition that all must be true, each fit to stand beside AND. */
function conditions(node: ExpressionNode, rendering: Rendering): readonly string[] {
  if (node.kind === "call" && node.function === and) return node.args.flatMap((arg) => conditions(arg, rendering));
  const text = renderExpression(node, rendering);
  return [node.kind === "call" && node.args.length > 1 && "infix" in node.function.sql ? `(${text})` : text];
}

import { AggregateExpression, sortKeys } from "../expression/aggregate-expression.js";
import { type Expression, nodeOf, type SortOrder } from "../expression/expression.js";
import type { Scope } from "../expression/expression-node.js";
import { LaneError } from "../lane-error.js";
import type { DataType } from "../schema/data-type.js";
import type { Field, RelationSchema, Shape } from "../schema/relation-schema.js";
import { joinNode } from "./join-node.js";
import { checkDepth, checkFields, checkNoWindow, outerScopes } from "./relation-checks.js";
import type { JoinKind, RelationNode, SetOperation } from "./relation-node.js";
import { type Row, rowOf, unknownColumn } from "./row.js";
import { setNode } from "./set-node.js";

/** The columns that a projection gives, by the expressions that it names. */
export type ShapeOfExpressions<Expressions> = {
  readonly [Name in keyof Expressions]: Expressions[Name] extends Expression<infer Type> ? Type : never;
};

type ShapeOfAggregates<Aggregates> = {
  readonly [Name in keyof Aggregates]: Aggregates[Name] extends AggregateExpression<infer Type> ? Type : never;
};

/** One object type in place of an intersection, as editors show it. */
type Flat<Columns> = { readonly [Name in keyof Columns]: Columns[Name] };

/** What a join gives: the columns of both sides, or of the left one. */
export type Joined<Left extends Shape, Right extends Shape, Kind extends JoinKind> = Kind extends "semi" | "anti"
  ? Left
  : Flat<Left & Right>;

type Expressions = Readonly<Record<string, Expression>>;
type Aggregates = Readonly<Record<string, AggregateExpression>>;

declare const shape: unique symbol;
const marker = Symbol.for("causeway.substrait-lane.relation");

/** A query, typed by its columns. Immutable: every method gives a new one. */
export class Relation<Columns extends Shape = Shape> {
  /** Only for TypeScript; no value has it. */
  declare readonly [shape]: Columns;
  readonly node: RelationNode;

  constructor(node: RelationNode) {
    checkDepth(node);
    this.node = Object.freeze(node);
    Object.defineProperty(this, marker, { value: true });
  }

  /** True for a relation, whichever copy of the package made it. */
  static isInstance(value: unknown): value is Relation {
    return typeof value === "object" && value !== null && marker in value;
  }

  /** The columns that come out. */
  get schema(): RelationSchema<Columns> {
    return { fields: this.node.fields };
  }

  /** The rows for which the condition is true. */
  filter(condition: (row: Row<Columns>) => Expression<"boolean">): Relation<Columns> {
    const { scope, row } = this.#rows();
    const node = nodeOf(condition(row));
    if (node.type.name !== "boolean") throw new LaneError("type-mismatch", "filter takes a boolean expression");
    checkNoWindow([node], "filter");
    const { fields } = this.node;
    return new Relation({
      kind: "filter",
      input: this.node,
      scope,
      condition: node,
      fields,
      outerScopes: outerScopes([this.node], scope, [node]),
    });
  }

  /** The named expressions, and nothing else. Window functions may stand in them. */
  project<const Named extends Expressions>(
    expressions: (row: Row<Columns>) => Named,
  ): Relation<ShapeOfExpressions<Named>> {
    const { scope, row } = this.#rows();
    return this.#projected(scope, Object.entries(expressions(row)));
  }

  /** All columns, and the named expressions behind them. */
  extend<const Named extends Expressions>(
    expressions: (row: Row<Columns>) => Named,
  ): Relation<Flat<Columns & ShapeOfExpressions<Named>>> {
    const { scope, row } = this.#rows();
    return this.#projected(scope, [...Object.entries(row), ...Object.entries(expressions(row))]);
  }

  /** Some columns, in the order of their names here. */
  select<const Names extends readonly (keyof Columns & string)[]>(
    ...names: Names
  ): Relation<Flat<Pick<Columns, Names[number]>>> {
    const { scope, row } = this.#rows();
    return this.#projected(
      scope,
      names.map((name) => [name, row[name] as Expression]),
    );
  }

  /** The same columns, some of them under other names: `{ old: "new" }`. */
  rename<const Names extends { readonly [Name in keyof Columns]?: string }>(
    names: Names,
  ): Relation<Renamed<Columns, Names>> {
    const { scope, row } = this.#rows();
    for (const name of Object.keys(names)) if (!(name in row)) unknownColumn(name, this.node.fields);
    const renamed = Object.entries<Expression>(row).map(([name, value]) => [names[name] ?? name, value] as const);
    return this.#projected(scope, renamed);
  }

  /**
   * The rows of this relation with those of another for which the condition is true. The sides have no column of the same name: `rename` one of them first.
   */
  join<Right extends Shape, Kind extends Exclude<JoinKind, "cross"> = "inner">(
    right: Relation<Right>,
    condition: (left: Row<Columns>, right: Row<Right>) => Expression<"boolean">,
    { kind }: { readonly kind?: Kind } = {},
  ): Relation<Joined<Columns, Right, Kind>> {
    return new Relation(
      joinNode(kind ?? "inner", this.node, right.node, (left, right) =>
        condition(left as Row<Columns>, right as Row<Right>),
      ),
    );
  }

  /** Every row of this relation with every row of another. */
  crossJoin<Right extends Shape>(right: Relation<Right>): Relation<Joined<Columns, Right, "cross">> {
    return new Relation(joinNode("cross", this.node, right.node, undefined));
  }

  /**
   * One row a group, with the group's columns and the named aggregates. Groups are columns by name, or named expressions; without groups all rows are one.
   */
  aggregate<const Groups extends readonly (keyof Columns & string)[], const Named extends Aggregates>(
    groups: Groups,
    aggregates: (row: Row<Columns>) => Named,
  ): Relation<Flat<Pick<Columns, Groups[number]> & ShapeOfAggregates<Named>>>;
  aggregate<const Groups extends Expressions, const Named extends Aggregates>(
    groups: (row: Row<Columns>) => Groups,
    aggregates: (row: Row<Columns>) => Named,
  ): Relation<Flat<ShapeOfExpressions<Groups> & ShapeOfAggregates<Named>>>;
  aggregate(
    groups: readonly string[] | ((row: Row<Columns>) => Expressions),
    aggregates: (row: Row<Columns>) => Aggregates,
  ): Relation {
    const { scope, row } = this.#rows();
    const columns = row as Expressions;
    const grouped =
      typeof groups === "function"
        ? Object.entries(groups(row))
        : groups.map((name) => [name, columns[name] as Expression] as const);
    return aggregated(this.node, scope, grouped, Object.entries(aggregates(row)));
  }

  /** The rows in an order; a key is an expression with `asc` or `desc`. */
  sort(keys: (row: Row<Columns>) => readonly (SortOrder | Expression)[]): Relation<Columns> {
    const { scope, row } = this.#rows();
    const sorted = sortKeys(keys(row));
    const nodes = sorted.map(({ value }) => value);
    if (nodes.length === 0) throw new LaneError("invalid-expression", "sort takes at least one key");
    checkNoWindow(nodes, "sort");
    const { fields } = this.node;
    const scopes = outerScopes([this.node], scope, nodes);
    return new Relation({ kind: "sort", input: this.node, scope, keys: sorted, fields, outerScopes: scopes });
  }

  /** At most `count` rows, after leaving out the first `offset`. */
  limit(count: number, { offset = 0 }: { readonly offset?: number } = {}): Relation<Columns> {
    for (const value of [count, offset]) {
      if (!Number.isSafeInteger(value) || value < 0) {
        throw new LaneError("invalid-literal", `limit takes whole numbers of at least 0, not ${value}`);
      }
    }
    const { fields, outerScopes } = this.node;
    return new Relation({ kind: "limit", input: this.node, count, offset, fields, outerScopes });
  }

  /** Each different row once. */
  distinct(): Relation<Columns> {
    const { fields, outerScopes } = this.node;
    return new Relation({ kind: "distinct", input: this.node, fields, outerScopes });
  }

  /** The rows of both, each different one once; with `all` every one. The columns match by position and keep the names of the first. */
  union(other: Relation<SameTypes<Columns>>, options?: SetOptions): Relation<Columns> {
    return this.#combined("union", other, options);
  }

  /** The rows that both have. */
  intersect(other: Relation<SameTypes<Columns>>, options?: SetOptions): Relation<Columns> {
    return this.#combined("intersect", other, options);
  }

  /** The rows that the other does not have. */
  except(other: Relation<SameTypes<Columns>>, options?: SetOptions): Relation<Columns> {
    return this.#combined("except", other, options);
  }

  #rows(): { readonly scope: Scope; readonly row: Row<Columns> } {
    const scope: Scope = { fields: this.node.fields };
    return { scope, row: rowOf<Columns>(scope, this.node.fields) };
  }

  #projected<Projected extends Shape>(
    scope: Scope,
    named: readonly (readonly [string, Expression])[],
  ): Relation<Projected> {
    const expressions = named.map(([, value]) => nodeOf(value));
    const fields = fieldsOf(
      named.map(([name]) => name),
      expressions,
    );
    const scopes = outerScopes([this.node], scope, expressions);
    return new Relation({ kind: "project", input: this.node, scope, expressions, fields, outerScopes: scopes });
  }

  #combined(operation: SetOperation, other: Relation, { all = false }: SetOptions = {}): Relation<Columns> {
    return new Relation(setNode(operation, all, this.node, other.node));
  }
}

interface SetOptions {
  readonly all?: boolean;
}

/** A relation of any names whose types are those of the columns; positions are checked when the relation is built. */
type SameTypes<Columns extends Shape> = { readonly [name: string]: Columns[keyof Columns] };

type Renamed<Columns extends Shape, Names extends { readonly [Name in keyof Columns]?: string }> = {
  readonly [Name in keyof Columns as Names[Name] extends string ? Names[Name] : Name]: Columns[Name];
};

function aggregated(
  input: RelationNode,
  scope: Scope,
  groups: readonly (readonly [string, Expression])[],
  aggregates: readonly (readonly [string, AggregateExpression])[],
): Relation {
  const keys = groups.map(([, value]) => nodeOf(value));
  const measures = aggregates.map(([name, value]) => {
    if (value instanceof AggregateExpression) return value.node;
    throw new LaneError("aggregate-misuse", `${name} is no aggregate: a group's column stands among the groups`);
  });
  if (keys.length + measures.length === 0)
    throw new LaneError("aggregate-misuse", "aggregate takes a group or an aggregate");
  checkNoWindow([...keys, ...measures], "aggregate");
  const names = [...groups, ...aggregates].map(([name]) => name);
  const fields = fieldsOf(names, [...keys, ...measures]);
  const scopes = outerScopes([input], scope, [...keys, ...measures]);
  return new Relation({ kind: "aggregate", input, scope, groups: keys, measures, fields, outerScopes: scopes });
}

function fieldsOf(
  names: readonly string[],
  values: readonly { readonly type: DataType; readonly nullable: boolean }[],
): readonly Field[] {
  return checkFields(values.map(({ type, nullable }, index) => ({ name: names[index] ?? "", type, nullable })));
}

/** A table of a session, by its name: `flights`, or `["catalog", "schema", "flights"]`. */
export function table<Columns extends Shape>(
  name: string | readonly string[],
  { fields }: RelationSchema<Columns>,
): Relation<Columns> {
  const path = typeof name === "string" ? [name] : [...name];
  if (path.length < 1 || path.length > 3 || path.includes("")) {
    throw new LaneError("invalid-schema", "a table has a name of one to three parts");
  }
  return new Relation({ kind: "read", table: path, fields: checkFields(fields), outerScopes: [] });
}

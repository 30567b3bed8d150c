import type { Scope, SortKey } from "../expression/expression-node.js";
import type { Field } from "../schema/relation-schema.js";
import { quotedName } from "./sql-text.js";

/** One SELECT under way. Steps of a relation are added to it as long as SQL evaluates them in the same order. */
export interface QueryBlock {
  readonly from: string;
  /** The SQL of each column that comes out. */
  readonly columns: readonly string[];
  readonly fields: readonly Field[];
  readonly where: readonly string[];
  readonly groupBy: readonly string[] | undefined;
  readonly orderBy: string | undefined;
  /** What `orderBy` is the text of, to be written again over a subquery. */
  readonly order: { readonly keys: readonly SortKey[]; readonly scope: Scope } | undefined;
  readonly limit: string | undefined;
  readonly distinct: boolean;
  /** True where a column is more than a column of `from`: nothing that SQL evaluates before SELECT may look at it. */
  readonly computed: boolean;
  /** True where `from` is a join. */
  readonly joined: boolean;
}

export function blockOver(from: string, columns: readonly string[], fields: readonly Field[]): QueryBlock {
  const open = {
    where: [],
    groupBy: undefined,
    orderBy: undefined,
    order: undefined,
    limit: undefined,
    distinct: false,
    computed: false,
    joined: false,
  };
  return { from, columns, fields, ...open };
}

/** True where the block is its FROM and nothing else. */
export function isBare({ where, groupBy, orderBy, limit, distinct, computed }: QueryBlock): boolean {
  return where.length === 0 && !groupBy && orderBy === undefined && limit === undefined && !distinct && !computed;
}

/** True where rows can still be chosen before anything is computed of them. */
export function takesFilter({ groupBy, limit, distinct, computed }: QueryBlock): boolean {
  return !groupBy && limit === undefined && !distinct && !computed;
}

/** The block as a SELECT. */
export function selectText({ from, columns, fields, where, groupBy, orderBy, limit, distinct }: QueryBlock): string {
  const outputs = fields.map(({ name }, index) => {
    const column = columns[index] ?? "NULL";
    return column.endsWith(`.${quotedName(name)}`) ? column : `${column} AS ${quotedName(name)}`;
  });
  return [
    `SELECT ${distinct ? "DISTINCT " : ""}${outputs.join(", ")}`,
    ` FROM ${from}`,
    where.length > 0 ? ` WHERE ${where.join(" AND ")}` : "",
    groupBy !== undefined && groupBy.length > 0 ? ` GROUP BY ${groupBy.join(", ")}` : "",
    orderBy === undefined ? "" : ` ORDER BY ${orderBy}`,
    limit ?? "",
  ].join("");
}

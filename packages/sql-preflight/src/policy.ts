import type { StatementKind } from "./statement-kind.js";

/** Names or patterns: `*` stands for any run of characters, `?` for one. What allows is compared letter by letter, what denies in any case of the letters. */
export type NamePatterns = readonly string[];

/** What is allowed, less what is denied. Without `allow`, everything is that is not denied. */
export interface NameRule {
  readonly allow?: NamePatterns | undefined;
  readonly deny?: NamePatterns | undefined;
}

/** Patterns of columns by pattern of table. With `allow`, a table that a pattern names has only the columns listed for it. */
export interface ColumnRule {
  readonly allow?: Readonly<Record<string, NamePatterns>> | undefined;
  readonly deny?: Readonly<Record<string, NamePatterns>> | undefined;
}

/** A value in row filters and masks. */
export type PolicyValue = string | number | bigint | boolean | Date | null;

/** What statements may do. Every rule may be left out. */
export interface Policy {
  /** Kinds of statements that may run. Default: those that only read, `query`, `explain` and `describe`. */
  readonly statements?: readonly StatementKind[] | undefined;
  /** Tables that may be used: all that are registered (the default), or of these only the ones that the names, patterns or rule permit. */
  readonly tables?: "registered" | NamePatterns | NameRule | undefined;
  /** Columns that may be used; `SELECT *` counts as all of its columns. Default: all. */
  readonly columns?: ColumnRule | undefined;
  /** Functions that may be called. Default: all. */
  readonly functions?: NameRule | undefined;
  /**
   * Conditions in SQL by table or pattern of tables, over the table's columns: rows for which one is not true do not exist. An engine enforces them
   * in its plans, so they need a planner; the preflight reports which of them a statement meets.
   */
  readonly rowFilters?: Readonly<Record<string, string>> | undefined;
  /** Expressions in SQL by table or pattern of tables and by column, of the column's type: what the column is instead of itself. Enforced as row filters are. */
  readonly columnMasks?: Readonly<Record<string, Readonly<Record<string, string>>>> | undefined;
  /** The values of `$name` in row filters and masks. A statement neither sees nor sets them. */
  readonly parameters?: Readonly<Record<string, PolicyValue>> | undefined;
  /** Most joins in a statement. */
  readonly maxJoins?: number | undefined;
  /** A query must have a LIMIT. Default: false. */
  readonly requireLimit?: boolean | undefined;
  /** A query must have a LIMIT of at most this many rows. */
  readonly maxRows?: number | undefined;
  /** No join without a condition. Default: false. */
  readonly forbidCrossJoin?: boolean | undefined;
  /** Deepest nesting of queries in queries. */
  readonly maxDepth?: number | undefined;
  /** Most literals in a statement. */
  readonly maxLiterals?: number | undefined;
  /**
   * What becomes of a statement that SQLGlot cannot parse and the planner plans: `engine` (the default) lets the planner judge it, as long as
   * that can tell what the policy asks; `refuse` refuses it.
   */
  readonly onUnparsed?: "engine" | "refuse" | undefined;
}

/** A policy that leaves nothing open that has a default. */
export interface CompletePolicy extends Policy {
  readonly statements: readonly StatementKind[];
  readonly tables: NonNullable<Policy["tables"]>;
  readonly onUnparsed: "engine" | "refuse";
}

/** The policy where none is given: read-only statements over registered tables. */
export const readOnlyPolicy: CompletePolicy = {
  statements: ["query", "explain", "describe"],
  tables: "registered",
  onUnparsed: "engine",
};

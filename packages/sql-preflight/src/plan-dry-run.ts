import type { Diagnostic } from "./diagnostic.js";
import type { StatementKind } from "./statement-kind.js";

/** A column of a result. */
export interface OutputColumn {
  /** Null where only a planner can tell. */
  readonly name: string | null;
  /** The planner's own word for the type; null where only a planner can tell. */
  readonly type: string | null;
  readonly nullable?: boolean | null | undefined;
}

/** A parameter of a statement. */
export interface StatementParameter {
  /** As it stands in the text: `$1`, `$name`. */
  readonly name: string;
  /** The planner's own word for the type; null where it cannot be told. */
  readonly type: string | null;
}

/** A column that a statement reads. */
export interface ColumnUse {
  readonly table: string;
  readonly column: string;
}

/** What a planner found out about a statement without running it. */
export interface PlanFindings {
  /** Why the planner refuses the statement. Empty when it would run it. */
  readonly diagnostics: readonly Diagnostic[];
  /** Undefined when the statement could not be read; a statement without a kind is never allowed. */
  readonly statementKind: StatementKind | undefined;
  /** Every table that the plan reads or writes, also in subqueries and under views: by its registered name, or by its full name where it has none. */
  readonly tables: readonly string[];
  readonly outputColumns: readonly OutputColumn[];
  readonly parameters: readonly StatementParameter[];
  readonly columns?: readonly ColumnUse[] | undefined;
  /** Names of the functions that the plan calls, as they resolved. */
  readonly functions?: readonly string[] | undefined;
  /** How many queries stand in each other: 1 without subqueries. Told of what came without a text, whose own nesting counts otherwise. */
  readonly queryDepth?: number | undefined;
  /** How many constants stand in the plan. Told as `queryDepth` is. */
  readonly literals?: number | undefined;
  /** Rules of the policy that the engine has held against the plan itself, such as `columns`: what it has found stands in `diagnostics`. */
  readonly enforced?: readonly string[] | undefined;
  readonly normalizedSql?: string | undefined;
}

/**
 * The engine's planner, seen from here: plans a text against the tables that it knows, and runs nothing of it.
 * What the planner refuses is a diagnostic; only a planner that fails throws.
 */
export type PlanDryRun = (sql: string, options: { signal?: AbortSignal | undefined }) => Promise<PlanFindings>;

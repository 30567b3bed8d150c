import type { Diagnostic } from "./diagnostic.js";
import type { ColumnUse, OutputColumn, StatementParameter } from "./plan-dry-run.js";
import type { StatementKind } from "./statement-kind.js";

/** Where the time of a check went, in milliseconds. */
export interface PreflightTimings {
  /** Absent when no planner was asked. */
  readonly dryRunMs?: number;
  readonly totalMs: number;
}

/** What a check found out about a statement. Plain data: it can be stored as JSON and read again. */
export interface PreflightReport {
  /** True when no diagnostic is an error. */
  readonly ok: boolean;
  /** What the report rests on. `nothing`: the statement was not looked at. */
  readonly checkedBy: "plan-dry-run" | "kept-verdict" | "nothing";
  /** What the planner found first, then what the policy did. */
  readonly diagnostics: readonly Diagnostic[];
  /** Absent when the statement could not be read. */
  readonly statementKind?: StatementKind;
  readonly tables: readonly string[];
  /** The columns read, where the planner tells. */
  readonly columns?: readonly ColumnUse[];
  readonly parameters: readonly StatementParameter[];
  readonly outputColumns: readonly OutputColumn[];
  /** The text in the planner's own form, where it tells. For reading only: the original is what runs. */
  readonly normalizedSql?: string;
  readonly timings: PreflightTimings;
}

/**
 * What a caller does with a report: refuse a statement that is not ok (`enforce`), go on and keep the report (`warn`), or ask for none (`off`).
 */
export type PreflightMode = "enforce" | "warn" | "off";

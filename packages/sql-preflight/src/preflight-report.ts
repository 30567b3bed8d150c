import type { Diagnostic } from "./diagnostic.js";
import type { ColumnUse, OutputColumn, StatementParameter } from "./plan-dry-run.js";
import type { RowRules } from "./row-rules.js";
import type { AstArtifact, ColumnOrigin, FunctionUse, SqlglotTimings } from "./sqlglot-answers.js";
import type { StatementKind } from "./statement-kind.js";

/** Where the time of a check went, in milliseconds. */
export interface PreflightTimings {
  /** The planner's half. Absent when no planner was asked. */
  readonly dryRunMs?: number;
  /** SQLGlot's half as its caller saw it, with the wait for the worker. Absent when it was not waited for. */
  readonly sqlglotMs?: number;
  /** SQLGlot's own time within that. */
  readonly sqlglot?: SqlglotTimings;
  readonly totalMs: number;
}

/** What a check found out about a statement. Plain data: it can be stored as JSON and read again. */
export interface PreflightReport {
  /** True when no diagnostic is an error. */
  readonly ok: boolean;
  /**
   * What the report rests on. `plan-dry-run`: a planner alone, whose refusal is told at once; `both`: SQLGlot and a planner;
   * `kept-verdict`: an earlier report; `nothing`: the statement was not looked at.
   */
  readonly checkedBy: "sqlglot" | "plan-dry-run" | "both" | "kept-verdict" | "nothing";
  /** What the planner found, what the policy has against that, and what SQLGlot found besides. */
  readonly diagnostics: readonly Diagnostic[];
  /** Absent when the statement could not be read. */
  readonly statementKind?: StatementKind;
  readonly tables: readonly string[];
  /** The row filters and masks of the policy that an engine applies to these tables. Absent where there are none. */
  readonly rowRules?: readonly RowRules[];
  /** The columns of tables that are read. */
  readonly columns: readonly ColumnUse[];
  readonly functions: readonly FunctionUse[];
  readonly parameters: readonly StatementParameter[];
  readonly outputColumns: readonly OutputColumn[];
  /** Of each output column. */
  readonly lineage?: readonly ColumnOrigin[];
  readonly ast?: AstArtifact;
  /** SHA-256 in hex, the same for texts that differ in nothing but literals, case of keywords, comments and white space. */
  readonly fingerprint?: string;
  /** The text in one form of many. For reading only: the original is what runs. */
  readonly normalizedSql?: string;
  /** How the worker of SQLGlot began: from its memory snapshot, or (seconds slower) `cold`, and then why. */
  readonly startedBy?: "snapshot" | "cold";
  readonly coldReason?: string;
  readonly timings: PreflightTimings;
}

/**
 * What a caller does with a report: refuse a statement that is not ok (`enforce`), go on and keep the report (`warn`), or ask for none (`off`).
 */
export type PreflightMode = "enforce" | "warn" | "off";

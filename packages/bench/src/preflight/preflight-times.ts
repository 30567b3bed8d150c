import type { TableSchema } from "@causeway/sql-preflight";

/** The statements of one benchmark, by name, and the tables that they are about. */
export interface StatementSet {
  readonly schemas: readonly TableSchema[];
  readonly statements: Readonly<Record<string, string>>;
}

/** What the process that checks is to do. */
export interface PreflightTask {
  /** Where the package is imported from. */
  readonly entry: string;
  readonly sets: readonly StatementSet[];
  /** Checks of each statement after the first verdict; 0: no more than the first verdict. */
  readonly rounds: number;
}

/** The check of one statement, in milliseconds. */
export interface CheckTime {
  readonly name: string;
  readonly totalMs: number;
  /** SQLGlot's own part. */
  readonly sqlglotMs: number;
}

/** What a process of its own has measured. Bytes are those of the process in memory. */
export interface PreflightTimes {
  /** From the import of the package to the first verdict. */
  readonly firstVerdictMs: number;
  readonly startedBy: string | undefined;
  readonly idleBytes: number;
  readonly firstBytes: number;
  /** The rounds but the first three, by set. */
  readonly checks: readonly (readonly CheckTime[])[];
  readonly checkCount: number;
  readonly checkedBytes: number;
  readonly keptMs: readonly number[];
}

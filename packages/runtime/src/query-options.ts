import type { ScanBudget } from "@causeway/delta-pruning";
import type { CancelOptions, CommitOptions, QueryParameters } from "@causeway/ext-native";
import type { PreflightMode } from "@causeway/sql-preflight";
import type { StandardSchemaV1 } from "@standard-schema/spec";
import { anObject, aString, checkOptions, type OptionRule, type OptionRules, oneOf } from "./check-options.js";
import type { ProgressListener } from "./query-progress.js";
import { checkBudget, type LanePreference, laneRule, preflightRule } from "./session-options.js";

/** How one statement is checked and compiled. What is left out is the session's. `signal` and `timeoutMs` also hold for what follows. */
export interface CompileOptions extends CancelOptions {
  readonly preflight?: PreflightMode;
  readonly lane?: LanePreference;
  /** A name for events, reports and logs. */
  readonly label?: string;
}

/**
 * How a statement that is compiled already is executed. `signal` and `timeoutMs` hold until its result has ended. `commitMetadata` and `transaction` are
 * for one that changes a Delta table.
 */
export interface ExecuteOptions extends CancelOptions, CommitOptions {
  /** Checks every row, and types it: any Standard Schema validator, such as zod, valibot or arktype. */
  readonly schema?: StandardSchemaV1;
  readonly label?: string;
  /** Is told how far the query is: at most ten times a second while it is under way, and once at its end. */
  readonly onProgress?: ProgressListener;
  /** Refuses to read more of a Delta table. What is left out is the session's. */
  readonly budget?: ScanBudget;
}

/** How one query is checked, compiled and executed. */
export interface QueryOptions extends CompileOptions, ExecuteOptions {
  /** Values for `$1`, `$2`, … (a list) or `$name` (a record). */
  readonly parameters?: QueryParameters;
}

/** How one statement is explained. */
export interface ExplainOptions extends CompileOptions {
  readonly parameters?: QueryParameters;
  /** Runs the statement, throws its rows away and measures its operators. Default: false. */
  readonly analyze?: boolean;
}

const aSignal: OptionRule = {
  expected: "an AbortSignal",
  accepts: (value) => anObject.accepts(value) && typeof (value as AbortSignal).addEventListener === "function",
};

/** The longest delay of a timer. */
const longestTimeoutMs = 2_147_483_647;

const aTimeout: OptionRule = {
  expected: `a number of milliseconds from 0 to ${longestTimeoutMs}`,
  accepts: (value) => typeof value === "number" && value >= 0 && value <= longestTimeoutMs,
};

const aStandardSchema: OptionRule = {
  expected: "a Standard Schema validator",
  // Validators of some libraries are functions.
  accepts: (value) => ["object", "function"].includes(typeof value) && value !== null && "~standard" in Object(value),
};

const aFunction: OptionRule = { expected: "a function", accepts: (value) => typeof value === "function" };

const compileRules: OptionRules<CompileOptions> = {
  preflight: preflightRule,
  lane: laneRule,
  label: aString,
  signal: aSignal,
  timeoutMs: aTimeout,
};
const executeRules: OptionRules<ExecuteOptions> = {
  schema: aStandardSchema,
  budget: anObject,
  commitMetadata: anObject,
  transaction: anObject,
  label: aString,
  onProgress: aFunction,
  signal: aSignal,
  timeoutMs: aTimeout,
};
const parameters: OptionRule = {
  expected: "a list or a record",
  accepts: (value) => typeof value === "object" && value !== null,
};
const queryRules: OptionRules<QueryOptions> = { ...compileRules, ...executeRules, parameters };
const explainRules: OptionRules<ExplainOptions> = { ...compileRules, parameters, analyze: oneOf(true, false) };

/** Errors, of all of these: `unknown-option`, `invalid-option`. */
export const checkCompileOptions = (options: CompileOptions): void => checkOptions(options, compileRules, "compile");
export function checkExecuteOptions(options: ExecuteOptions): void {
  checkOptions(options, executeRules, "execute");
  checkBudget(options.budget);
}
export function checkQueryOptions(options: QueryOptions): void {
  checkOptions(options, queryRules, "query");
  checkBudget(options.budget);
}
export const checkExplainOptions = (options: ExplainOptions): void => checkOptions(options, explainRules, "explain");

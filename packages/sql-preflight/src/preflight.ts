import type { RunRecorder } from "@causeway/obs";
import type { PlanDryRun } from "./plan-dry-run.js";
import type { Policy } from "./policy.js";
import type { PreflightReport } from "./preflight-report.js";
import type { AstArtifact, DifferenceEdit, LineageGraph, Transpilation } from "./sqlglot-answers.js";
import type { VerdictStore } from "./verdict-store.js";

export interface PreflightOptions {
  /** The dialect of the statements. There is one. */
  readonly dialect?: "datafusion" | undefined;
  /** Default: read-only statements over registered tables. */
  readonly policy?: Policy | undefined;
  /** The engine's planner, which judges beside SQLGlot. Default: none, SQLGlot judges alone. */
  readonly planDryRun?: PlanDryRun | undefined;
  /** Keeps reports, so that a known statement starts no Python. Default: the latest 200, in memory; `false` keeps none. */
  readonly verdicts?: VerdictStore | false | undefined;
  /** Most worker threads. All preflights of a process share them. Default: 1. */
  readonly workers?: number | undefined;
  /** Longest that SQLGlot may work on one request, in milliseconds, once it has begun. Default: 10,000. */
  readonly deadlineMs?: number | undefined;
  /** Starts a worker at once, in the background. Default: false, the first check that needs one starts it. */
  readonly warmUp?: boolean | undefined;
}

/** A column of a registered table. */
export interface ColumnSchema {
  readonly name: string;
  /** Arrow's or DataFusion's name of the type: `Int64`, `Utf8`, `Decimal128(15, 2)`, `Timestamp(µs)`. */
  readonly type: string;
  /** Default: true. */
  readonly nullable?: boolean | undefined;
}

/** A registered table. */
export interface TableSchema {
  /** The name that it is registered by, or that name in parts: catalog, schema, table. */
  readonly name: string | readonly string[];
  /** Absent where no more than the name is known: then no column of this table is unknown. */
  readonly columns?: readonly ColumnSchema[] | undefined;
  /** SQL itself has made it: rules for tables are about the registered ones. Default: false. */
  readonly isMadeBySql?: boolean | undefined;
}

/** A function that statements may call. */
export interface FunctionSignature {
  readonly name: string;
  readonly kind: "scalar" | "aggregate" | "window" | "table";
  /** Null: the function decides that by itself; then what is known of DataFusion's function of that name counts. */
  readonly minArguments: number | null;
  /** Null: any number, or what `minArguments` says. */
  readonly maxArguments: number | null;
}

/** What a statement is checked against: give the tables by `schemas`, or where no more is known by `tables`. */
export interface SchemaContext {
  readonly schemas?: readonly TableSchema[] | undefined;
  /** The names of the registered tables. */
  readonly tables?: readonly string[] | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What a check needs to know besides the text. */
export interface CheckContext extends SchemaContext {
  /** All functions there are. Default: those of DataFusion. */
  readonly functions?: readonly FunctionSignature[] | undefined;
  /** The values that the statement will run with, of which the number and the names count. Default: not checked. */
  readonly parameters?: readonly unknown[] | Readonly<Record<string, unknown>> | undefined;
  /** What else the report is to hold. Default: both. */
  readonly include?: { readonly ast?: boolean; readonly lineage?: boolean } | undefined;
  /** Stands for the schemas and versions of the tables and of the planner. A check with a planner and without it is not kept. */
  readonly fingerprint?: string | undefined;
  /** The planner for this check, instead of the one that the preflight was made with. */
  readonly planDryRun?: PlanDryRun | undefined;
  /** Takes a `preflight` event for this check, and the tree as an artifact where the report holds it. */
  readonly run?: Pick<RunRecorder, "event" | "artifact"> | undefined;
}

/** Errors of all: `invalid-argument`, `preflight-closed`, `aborted`, `worker-timeout`, `worker-died`, `assets-missing`, `analysis-failed`. */
export interface Preflight extends AsyncDisposable {
  /** Reports on a statement. It throws when it cannot judge, never because of what it found. More errors: `dry-run-failed`, `dry-run-invalid`. */
  check(sql: string, context: CheckContext): Promise<PreflightReport>;
  /** Where a column of a query's result comes from. More errors: `unreadable-sql`. */
  lineage(sql: string, column: string, context: SchemaContext): Promise<LineageGraph>;
  /** A text in another dialect of SQLGlot's, such as `spark`, `bigquery`, `snowflake` or `duckdb`. Nothing else rewrites a text. More errors: `unreadable-sql`. */
  transpile(sql: string, options: { from: string; to: string; signal?: AbortSignal }): Promise<Transpilation>;
  /** The statement laid out for reading, or with `pretty: false` on one line. More errors: `unreadable-sql`. */
  format(sql: string, options?: { pretty?: boolean; signal?: AbortSignal }): Promise<string>;
  /** What changes from one query to another: steps over their trees, whatever their layout. More errors: `unreadable-sql`. */
  explainDifference(
    before: string,
    after: string,
    options?: { signal?: AbortSignal },
  ): Promise<readonly DifferenceEdit[]>;
  /** The statement of a tree that a report held; `equal` says that the tree was read whole. */
  readAst(
    ast: AstArtifact,
    options?: { signal?: AbortSignal },
  ): Promise<{ readonly sql: string; readonly equal: boolean }>;
  /** Starts a worker in the background, if there is none. */
  warmUp(): void;
  /** Waits for what is under way and takes no more. The workers end with the last preflight of the process. Closing twice is fine. */
  close(): Promise<void>;
}

import type {
  DeltaTable,
  Explanation,
  ExprPlannerName,
  QueryParameters,
  StorageOptions,
  UnknownRow,
} from "@causeway/ext-native";
import type { PreflightReport } from "@causeway/sql-preflight";
import type { Relation, Shape } from "@causeway/substrait-lane";
import type { StandardSchemaV1 } from "@standard-schema/spec";
import type { CapabilityReport } from "./capability-report.js";
import type { PreparedQuery } from "./prepared-query.js";
import type { QueryInput } from "./query-input.js";
import type { CompileOptions, ExplainOptions, QueryOptions } from "./query-options.js";
import type { QueryResult } from "./query-result.js";
import type { RunReport } from "./run-report.js";
import type { SessionCaches } from "./session-caches.js";
import type { SessionFunctions } from "./session-functions.js";
import type { SessionTables } from "./session-tables.js";

/** What to check a text with. */
export interface PreflightOptions {
  /** The values that the text is to run with: those that are missing, not used or of a type that does not fit are findings. Default: not checked. */
  readonly parameters?: QueryParameters;
  readonly signal?: AbortSignal;
}

/** SQL and relational queries over registered tables. Any number of queries run at the same time. */
export interface Session extends AsyncDisposable {
  /** The tables that SQL can name. */
  readonly tables: SessionTables;
  /** The functions that SQL can call. */
  readonly functions: SessionFunctions;
  /** What is kept so as not to be done again. */
  readonly caches: SessionCaches;

  /**
   * Checks, compiles and starts a query; its rows come as they are read. With `schema` every row is checked and typed by it.
   *
   * Errors: `preflight-refused`, `unknown-option`, `invalid-option`, `session-closed`, and those of the engine, such as `unknown-table`
   * or `syntax-error`. Each carries the `runId`.
   */
  query<RowSchema extends StandardSchemaV1>(
    input: QueryInput,
    options: QueryOptions & { readonly schema: RowSchema },
  ): Promise<QueryResult<StandardSchemaV1.InferOutput<RowSchema>>>;
  query<Row = UnknownRow>(input: QueryInput, options?: QueryOptions): Promise<QueryResult<Row>>;

  /** Checks and compiles a query that is executed later, any number of times. Errors: as `query`. */
  compile<Row = UnknownRow>(input: QueryInput, options?: CompileOptions): Promise<PreparedQuery<Row>>;

  /** What the preflight makes of a text: it refuses nothing and runs nothing. Errors: when it cannot judge, `aborted`, `session-closed`. */
  preflight(sql: string, options?: PreflightOptions): Promise<PreflightReport>;

  /** The plans of a query; with `analyze` it is run, and each operator measured. Errors: as `query`. */
  explain(input: QueryInput, options?: ExplainOptions): Promise<Explanation>;

  /**
   * A registered table as the start of a relational query, with its columns as they are now. Name them to TypeScript where they are known:
   * `table<{ origin: "string"; delay: "int32" }>("flights")`. Errors: `unknown-table`, and `invalid-schema` of the lane for a type that a relation cannot have.
   */
  table<Columns extends Shape = Shape>(name: string): Promise<Relation<Columns>>;

  /**
   * A Delta table, or the place of one to be, to write and to describe. It need not be registered. A commit that is made within a run
   * (`trackedRun` of `@causeway/obs`) and names no transaction carries one: the run's id, and the number of the commit in the run.
   */
  delta(uri: string | URL, options?: { readonly storageOptions?: StorageOptions }): DeltaTable;

  /** The reports of the last hundred runs that have ended, in the order of their ends, then of those that are under way. */
  runs(): readonly RunReport[];

  /**
   * Installs expression planners by name, which say what operators of SQL mean: `json` (`->`, `->>`), `date-arithmetic` (`date + 7`).
   *
   * Errors: `unknown-planner`, `session-closed`.
   */
  installExprPlanners(names: readonly ExprPlannerName[]): Promise<void>;

  /** The same as `capabilities()` of this package. */
  capabilities(): CapabilityReport;

  /** Stops what is under way, waits for it and frees everything. Closing twice is fine; any other call then fails with `session-closed`. */
  close(): Promise<void>;
}

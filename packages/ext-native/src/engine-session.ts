import { type Schema, tableFromIPC } from "apache-arrow";
import type { NativeSession, NativeTracing } from "../native/index.cjs";
import { decodeSchema } from "./arrow/batch-decoder.js";
import type { DeltaSnapshotId } from "./bound-plan.js";
import { type CallOptions, callOptionNames, cancellable } from "./cancellation.js";
import type { ChangeScope } from "./change-scope.js";
import { checkOption, checkOptionNames, invalidOption, isByteCount } from "./check-options.js";
import type { CommitSequence } from "./commit-sequence.js";
import type { DeltaCommit, DeltaIndex } from "./delta-index.js";
import { DeltaTable } from "./delta-table.js";
import { encodeTableSource } from "./encode-table-source.js";
import { EngineCaches } from "./engine-caches.js";
import { type EngineOptions, type ExprPlannerName, encodeEngineOptions } from "./engine-options.js";
import { SessionFunctions } from "./functions/session-functions.js";
import { loadAddon, type NativeAddon } from "./load-addon.js";
import { NativeError } from "./native-error.js";
import { PreparedPlan } from "./prepared-plan.js";
import { checkStorageOptions, type StorageOptions } from "./storage-options.js";
import type { DeltaMetadata, TableDescription } from "./table-description.js";
import type { TableSource } from "./table-source.js";
import { checkTracingOptions, EngineTracing, type TracingOptions } from "./tracing/engine-tracing.js";
import { unwrapNative } from "./unwrap-native.js";
import { assertWellFormedText } from "./well-formed-text.js";

export interface PrepareSubstraitOptions extends CallOptions {
  /** The most bytes that a plan may have. Default: 16 MiB. */
  readonly maxBytes?: number;
}

export interface DeltaOptions {
  readonly storageOptions?: StorageOptions;
  /** Gives transactions to the commits of the table that have none. */
  readonly commits?: CommitSequence;
  /** Is around each change of the table. */
  readonly around?: ChangeScope;
}

/**
 * A lakehouse engine in this process: registered tables, and SQL over them. It computes on threads of its own.
 *
 * @example
 * await using session = EngineSession.open({ memoryLimitBytes: 2 ** 30 });
 * await session.registerTable("flights", { delta: "./data/flights", version: 3 });
 * const plan = await session.prepare("SELECT count(*) AS n FROM flights WHERE delay > $1");
 * for await (const batch of await plan.execute({ parameters: [60] })) console.log(readRows(batch));
 */
export class EngineSession implements AsyncDisposable {
  /** The functions that its SQL can call. */
  readonly functions: SessionFunctions;
  /** What it keeps so as not to read it again. */
  readonly caches: EngineCaches;
  readonly #native: NativeSession;
  readonly #addon: NativeAddon;

  private constructor(native: NativeSession, addon: NativeAddon) {
    this.#native = native;
    this.#addon = addon;
    this.functions = SessionFunctions.over(native, addon);
    this.caches = EngineCaches.over(native);
  }

  /** Opens a session, in about a millisecond. Errors: `addon-missing`, `unknown-option`, `invalid-option`, `invalid-policy`, `unknown-setting`, `invalid-setting`, `spill-failed`. */
  static open(options?: EngineOptions): EngineSession {
    const json = encodeEngineOptions(options);
    const addon = loadAddon();
    return new EngineSession(unwrapNative<NativeSession>(addon.NativeSession.open(json)), addon);
  }

  /**
   * Registers a table under a name, which is exact, as a quoted identifier is.
   *
   * Errors: `table-exists`, `file-not-found`, `file-unreadable`, `not-a-delta-table`, `version-not-found`, `timestamp-out-of-range`,
   * `unsupported-delta-feature`, `storage-error`, `storage-options-conflict`, `invalid-arrow`, `invalid-policy`, `unknown-option`, `invalid-option`, `aborted`,
   * `timeout`, `session-closed`.
   */
  async registerTable(name: string, source: TableSource, options: CallOptions = {}): Promise<TableDescription> {
    assertWellFormedText(name, "the name of a table");
    checkOptionNames(options, callOptionNames, "registerTable");
    const { json, ipc } = encodeTableSource(source);
    const description = await cancellable(this.#addon, options, (cancellation) =>
      this.#native.registerTable(name, json, ipc, cancellation),
    );
    return JSON.parse(description) as TableDescription;
  }

  /** Forgets a table; false if there was none. Statements that are prepared already keep it. */
  async deregisterTable(name: string): Promise<boolean> {
    assertWellFormedText(name, "the name of a table");
    return unwrapNative(await this.#native.deregisterTable(name));
  }

  /** The registered tables by name. */
  tables(): TableDescription[] {
    return JSON.parse(unwrapNative(this.#native.listTables())) as TableDescription[];
  }

  /** The columns of a table with the types that they leave the engine with. It is for the session's owner: the policy is not asked. Errors: `unknown-table`. */
  async tableSchema(name: string, options: CallOptions = {}): Promise<Schema> {
    assertWellFormedText(name, "the name of a table");
    checkOptionNames(options, callOptionNames, "tableSchema");
    const ipc = await cancellable(this.#addon, options, (cancellation) => this.#native.tableSchema(name, cancellation));
    return decodeSchema(ipc);
  }

  /** The tables and views that SQL itself has made, where the session lets it. They are of kind `other`. */
  async madeTables(options: CallOptions = {}): Promise<TableDescription[]> {
    const tables = await cancellable(this.#addon, options, (cancellation) => this.#native.madeTables(cancellation));
    return JSON.parse(tables) as TableDescription[];
  }

  /** Makes sure that every table which the policy filters or masks by its name is registered. Errors: `invalid-policy`. */
  verifyPolicy(): void {
    unwrapNative(this.#native.verifyPolicy());
  }

  /**
   * Plans one SQL statement and runs nothing.
   *
   * Errors: `syntax-error`, `unknown-table`, `unknown-column`, `unknown-function`, `ambiguous-column`, `type-mismatch`, `statement-refused`,
   * those of a policy (`table-not-allowed`, `column-not-allowed`, `function-not-allowed`, `missing-limit`, `cross-join`, `too-complex`), `query-too-deep`, `query-too-large`, `aborted`, `timeout`, `session-closed`, …, with `details.position` where it is known.
   */
  async prepare(sql: string, options: CallOptions = {}): Promise<PreparedPlan> {
    assertWellFormedText(sql, "the SQL text");
    checkOptionNames(options, callOptionNames, "prepare");
    const plan = await cancellable(this.#addon, options, (cancellation) => this.#native.prepare(sql, cancellation));
    return PreparedPlan.over(plan, this.#native, this.#addon);
  }

  /**
   * Moves a Delta table that is registered without a version and a timestamp to its newest version, by the new commits only. Gives its
   * description if it has moved. Statements that are prepared already stay where they are.
   *
   * Errors: those of registering a Delta table.
   */
  async refreshTable(name: string, options: CallOptions = {}): Promise<TableDescription | undefined> {
    assertWellFormedText(name, "the name of a table");
    checkOptionNames(options, callOptionNames, "refreshTable");
    const moved = await cancellable(this.#addon, options, (cancellation) =>
      this.#native.refreshTable(name, cancellation),
    );
    return moved === null ? undefined : (JSON.parse(moved) as TableDescription);
  }

  /**
   * What the log tells of the files of a version that a bound plan scans: the table of `DeltaTable.files`, with the `number` of each file,
   * and with statistics of these columns only. It is what `fileIndexFromArrow` of `@causeway/delta-pruning` takes.
   *
   * Errors: `version-not-found` (neither a plan nor the session holds the version), `aborted`, `timeout`, `session-closed`.
   */
  async deltaIndex(
    { snapshot, version }: DeltaSnapshotId,
    columns: readonly string[],
    options: CallOptions = {},
  ): Promise<DeltaIndex> {
    const ipc = await cancellable(this.#addon, options, (cancellation) =>
      this.#native.deltaIndex(snapshot, version, [...columns], cancellation),
    );
    const metadata = unwrapNative<string>(this.#native.deltaMetadata(snapshot, version));
    return { files: tableFromIPC(ipc), metadata: JSON.parse(metadata) as DeltaMetadata };
  }

  /**
   * What each commit after a version of a table, up to and with another, did to its files, oldest first: the `add` actions of the log, each with
   * the `number` of its file, and the `remove` actions. Undefined where the session has not followed these commits. Errors: as `deltaIndex`.
   */
  deltaCommits(
    snapshot: number,
    range: { readonly after: number; readonly through: number },
  ): DeltaCommit[] | undefined {
    const commits = unwrapNative<string>(this.#native.deltaCommits(snapshot, range.after, range.through));
    return (JSON.parse(commits) as DeltaCommit[] | null) ?? undefined;
  }

  /**
   * Plans the query that a Substrait plan stands for, over the registered tables, and runs nothing. The bytes may come from anyone.
   *
   * Errors: `query-too-large`, `query-too-deep`, `invalid-plan`, `unknown-table`, `unknown-function`, `not-supported`, `type-mismatch`, `invalid-argument`,
   * `aborted`, `timeout`, `session-closed`.
   */
  async prepareSubstrait(bytes: Uint8Array, options: PrepareSubstraitOptions = {}): Promise<PreparedPlan> {
    if (!(bytes instanceof Uint8Array)) throw new NativeError("invalid-argument", "a Substrait plan is a Uint8Array");
    checkOptionNames(options, ["maxBytes", ...callOptionNames], "prepareSubstrait");
    checkOption("maxBytes", options.maxBytes, "an integer from 1 to 2^32 - 1", isByteCount);
    const plan = await cancellable(this.#addon, options, (cancellation) =>
      this.#native.prepareSubstrait(bytes, options.maxBytes, cancellation),
    );
    return PreparedPlan.over(plan, this.#native, this.#addon);
  }

  /**
   * Installs expression planners by name; what is there stays. `json`: `->` and `->>` on texts of JSON, with the `json_` functions;
   * `date-arithmetic`: `date + 7`, `date - 7`, and `date - date` in days.
   *
   * Errors: `unknown-planner`, whose `known` lists them, and then none is installed; `session-closed`.
   */
  installExprPlanners(names: readonly ExprPlannerName[]): void {
    if (!(Array.isArray(names) && names.every((name) => typeof name === "string"))) {
      throw invalidOption("names", "must be a list of names");
    }
    unwrapNative(this.#native.installExprPlanners([...names]));
  }

  /** The expression planners that the session has. */
  exprPlanners(): ExprPlannerName[] {
    return JSON.parse(unwrapNative(this.#native.listExprPlanners())) as ExprPlannerName[];
  }

  /**
   * Collects what the engine, delta-rs and the Delta kernel do for the runs that ask for it. Nothing is collected before a run begins a trace.
   *
   * Errors: `unknown-option`, `invalid-option`, `session-closed`.
   */
  installTracing(options: TracingOptions = {}): EngineTracing {
    checkTracingOptions(options);
    const { level = "info", metrics = true, maxSpans = 2_000 } = options;
    const json = JSON.stringify({ level, maxSpans });
    return EngineTracing.over(unwrapNative<NativeTracing>(this.#native.installTracing(json)), metrics);
  }

  /** A Delta table, or the place of one to be, to write and to describe. Reads nothing yet. */
  delta(uri: string | URL, options: DeltaOptions = {}): DeltaTable {
    const text = uri instanceof URL ? uri.href : uri;
    assertWellFormedText(text, "the location of a Delta table");
    checkOptionNames(options, ["storageOptions", "commits", "around"], "delta");
    checkOption("commits", options.commits, "a function", (value) => typeof value === "function");
    checkOption("around", options.around, "a function", (value) => typeof value === "function");
    checkStorageOptions(options.storageOptions);
    return DeltaTable.over(this.#native, this.#addon, text, options);
  }

  /** Stops what is under way, waits for it, and frees everything. Idempotent. Later calls reject with `session-closed`. */
  async close(): Promise<void> {
    unwrapNative(await this.#native.close());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

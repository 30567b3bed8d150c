import { type Schema, type Table, tableFromIPC } from "apache-arrow";
import type { NativeSession } from "../native/index.cjs";
import type { ArrowRows } from "./arrow/write-source.js";
import { type CallOptions, callOptionNames, cancellable } from "./cancellation.js";
import { type ChangeFeedOptions, encodeFeedQuery } from "./change-feed.js";
import { checkOptionNames } from "./check-options.js";
import {
  type ChangeOptions,
  encodeConstraint,
  encodeDelete,
  encodeHistory,
  encodeOptimize,
  encodeProperties,
  encodeRestore,
  encodeUpdate,
  encodeVacuum,
  type HistoryOptions,
  type OptimizeOptions,
  type RestoreOptions,
  type UpdateOptions,
  type VacuumOptions,
} from "./delta-change-options.js";
import {
  type ConvertOptions,
  type DeltaCreateOptions,
  encodeConvert,
  encodeCreate,
  encodeSchema,
} from "./delta-create-options.js";
import { encodeMerge, type MergeOptions } from "./delta-merge-options.js";
import { DeltaOperations, type DeltaPlaceOptions } from "./delta-operations.js";
import type {
  ChangeReport,
  CheckpointReport,
  CommitDescription,
  ConvertReport,
  DeleteReport,
  MergeReport,
  OptimizeReport,
  RestoreReport,
  UpdateReport,
  VacuumReport,
} from "./delta-reports.js";
import { type DeltaWriteOptions, encodeWriteOptions } from "./delta-write-options.js";
import { encodeTableSource } from "./encode-table-source.js";
import type { WriteReport } from "./execution-report.js";
import type { NativeAddon } from "./load-addon.js";
import { PreparedPlan } from "./prepared-plan.js";
import { encodeParameters } from "./query-parameters.js";
import type { RecordBatchStream } from "./record-batch-stream.js";
import type { DeltaDescription } from "./table-description.js";
import type { DeltaSource } from "./table-source.js";
import { assertWellFormedText } from "./well-formed-text.js";

/** What can be written: Arrow rows, the result of an execution, or a plan, whose rows then never leave the engine. */
export type DeltaWriteSource = ArrowRows | RecordBatchStream | PreparedPlan;

/** Which version of a Delta table to look at; neither given: the newest. */
export interface DescribeOptions extends CallOptions, Pick<DeltaSource, "version" | "timestamp"> {}

/**
 * A place that holds a Delta table, or will.
 *
 * @example
 * const flights = session.delta("./data/flights");
 * const report = await flights.write(batches, { mode: "create", partitionBy: ["month"] });
 * console.log(report.version, report.rows);
 */
export class DeltaTable {
  /** As it was given. */
  readonly uri: string;
  readonly #operations: DeltaOperations;

  private constructor(operations: DeltaOperations) {
    this.uri = operations.uri;
    this.#operations = operations;
  }

  /** @internal */
  static over(native: NativeSession, addon: NativeAddon, uri: string, options: DeltaPlaceOptions): DeltaTable {
    return new DeltaTable(new DeltaOperations(native, addon, uri, options));
  }

  /**
   * The table at a version, as of a time, or (neither given) as it is now.
   *
   * Errors: `not-a-delta-table`, `version-not-found`, `timestamp-out-of-range`, `unsupported-delta-feature`, `storage-error`, `invalid-option`,
   * `aborted`, `timeout`, `session-closed`.
   */
  async describe(options: DescribeOptions = {}): Promise<DeltaDescription> {
    const json = this.#versionJson(options, "describe");
    const description = await cancellable(this.#operations.addon, options, (cancellation) =>
      this.#operations.native.describeDelta(json, cancellation),
    );
    return JSON.parse(description) as DeltaDescription;
  }

  /**
   * The active data files of a version, one row each, in the flat shape of delta-rs's add actions: `path`, `size_bytes`, `modification_time`,
   * `num_records`, and `partition.x`, `null_count.x`, `min.x`, `max.x` for a column x where the log has them.
   * It is what `fileIndexFromArrow` of `@causeway/delta-pruning` takes, with the `metadata` of `describe`.
   *
   * Errors: those of `describe`.
   */
  async files(options: DescribeOptions = {}): Promise<Table> {
    const json = this.#versionJson(options, "files");
    return tableFromIPC(
      await cancellable(this.#operations.addon, options, (cancellation) =>
        this.#operations.native.deltaFiles(json, cancellation),
      ),
    );
  }

  /**
   * The change data feed: the rows that the commits of a range inserted, updated and deleted, with `_change_type` (`insert`, `delete`,
   * `update_preimage`, `update_postimage`), `_commit_version` (Int64) and `_commit_timestamp` (microseconds, UTC). In no order of the rows.
   * The columns are those at the end of the range. The feed must be on for each commit of the range (`delta.enableChangeDataFeed`).
   *
   * Errors: `change-data-feed-off`, `version-not-found`, `timestamp-out-of-range`, `schema-mismatch` (a column has gone or changed its type
   * within the range), `unknown-column`, `syntax-error`, `type-mismatch`, `file-unreadable`, and those of `describe`.
   */
  async changes(options: ChangeFeedOptions): Promise<RecordBatchStream> {
    const { signal, timeoutMs, trace } = options ?? {};
    const limits = {
      ...(signal && { signal }),
      ...(timeoutMs !== undefined && { timeoutMs }),
      ...(trace && { trace }),
    };
    const query = { uri: this.uri, storageOptions: this.#operations.storageOptions, ...encodeFeedQuery(options) };
    const plan = await cancellable(this.#operations.addon, limits, (stop) =>
      this.#operations.native.deltaChanges(JSON.stringify(query), stop),
    );
    return PreparedPlan.over(plan, this.#operations.native, this.#operations.addon).execute(limits);
  }

  /**
   * The newest transaction of an application that the table has; undefined for none.
   *
   * Errors: those of `describe`.
   */
  async transactionVersion(appId: string, options: CallOptions = {}): Promise<number | undefined> {
    assertWellFormedText(appId, "an application's id");
    const json = this.#versionJson(options, "transactionVersion");
    const version = await cancellable(this.#operations.addon, options, (cancellation) =>
      this.#operations.native.transactionVersion(json, appId, cancellation),
    );
    return version ?? undefined;
  }

  /**
   * Writes rows as one commit; nothing is committed if the write fails or is aborted. Rows stream through:
   * a source is asked for more only when the writer has room.
   *
   * Errors: `table-exists`, `commit-conflict`, `schema-mismatch`, `storage-error`, `invalid-arrow`, `aborted`, `timeout`, …; what the source itself throws comes as it is.
   */
  async write(source: DeltaWriteSource, options: DeltaWriteOptions): Promise<WriteReport> {
    return this.#operations.commit("write", options, async (given) => {
      const json = encodeWriteOptions(given, this.#operations.storageOptions);
      if (source instanceof PreparedPlan) {
        const parameters = encodeParameters(given.parameters);
        return this.#operations.run(given, (cancellation, progress) =>
          source.native.writeDelta(this.uri, json, parameters, cancellation, progress),
        );
      }
      return this.#operations.stream(source, given, (cancellation, progress) =>
        this.#operations.native.openDeltaWriter(this.uri, json, cancellation, progress),
      );
    });
  }

  /**
   * Merges rows into the table, as one commit. The source is read once, as a stream.
   *
   * Errors: those of `write`; `not-a-delta-table`; those of SQL, with `option`; `execution-error` if several rows of the source match one of the table.
   */
  async merge(source: DeltaWriteSource, options: MergeOptions): Promise<MergeReport> {
    return this.#operations.commit("merge", options, async (given) => {
      const json = JSON.stringify({ merge: encodeMerge(given), target: this.#operations.target(given) });
      if (source instanceof PreparedPlan) {
        const parameters = encodeParameters(given.parameters);
        return this.#operations.run(given, (cancellation, progress) =>
          source.native.mergeDelta(json, parameters, cancellation, progress),
        );
      }
      return this.#operations.stream(source, given, (cancellation, progress) =>
        this.#operations.native.openDeltaMerge(json, cancellation, progress),
      );
    });
  }

  /**
   * Makes an empty table with the columns of an Arrow schema, in the types that Delta stores.
   *
   * Errors: `table-exists`, `not-supported` (a type that Delta does not have), `unsupported-delta-feature`, `invalid-option`, `storage-error`; those of SQL, with `option`.
   */
  async create(schema: Schema, options: DeltaCreateOptions = {}): Promise<ChangeReport> {
    return this.#operations.operateCommit("create", encodeCreate(options), options, encodeSchema(schema));
  }

  /**
   * Makes a table of the Parquet files that lie in this folder: writes a log beside them.
   *
   * Errors: `table-exists`, `file-not-found` (there is no Parquet file), `file-unreadable`, `schema-mismatch`, `invalid-option`, `storage-error`.
   */
  async convertToDelta(options: ConvertOptions = {}): Promise<ConvertReport> {
    return this.#operations.operateCommit("convert", encodeConvert(options), options);
  }

  /**
   * Deletes the rows that meet a condition in SQL.
   *
   * Errors: `commit-conflict` if another writer has changed what was read; `not-a-delta-table`, `storage-error`; those of SQL, with `option`.
   */
  async delete(predicate: string, options: ChangeOptions = {}): Promise<DeleteReport> {
    return this.#operations.operateCommit("delete", encodeDelete(predicate, options), options);
  }

  /** Gives columns new values, expressions in SQL. Errors: as `delete`, and `constraint-violated`. */
  async update(set: Readonly<Record<string, string>>, options: UpdateOptions = {}): Promise<UpdateReport> {
    return this.#operations.operateCommit("update", encodeUpdate(set, options), options);
  }

  /** Rewrites files without changing rows. Errors: as `delete`; `unsupported-delta-feature` (column mapping). */
  async optimize(options: OptimizeOptions): Promise<OptimizeReport> {
    return this.#operations.operateCommit("optimize", encodeOptimize(options), options);
  }

  /** Removes, or in a dry run (the default) tells, the data files that no version within the retention time needs. Errors: `invalid-option`, `storage-error`, … */
  async vacuum(options: VacuumOptions = {}): Promise<VacuumReport> {
    return this.#operations.maintain("vacuum", encodeVacuum(options), options);
  }

  /** Makes an older version the newest. Errors: `version-not-found`, `timestamp-out-of-range`, `file-not-found` (a data file is gone), `commit-conflict`, … */
  async restore(options: RestoreOptions): Promise<RestoreReport> {
    return this.#operations.operateCommit("restore", encodeRestore(options), options);
  }

  /** Adds a condition that every row meets, those of today too. Errors: `constraint-violated`, `commit-conflict`; those of SQL, with `option`. */
  async addConstraint(name: string, expression: string, options: ChangeOptions = {}): Promise<ChangeReport> {
    return this.#operations.operateCommit("add-constraint", encodeConstraint(name, expression, options), options);
  }

  /** Sets table properties. Errors: `invalid-option`, with `property`; `unsupported-delta-feature`, `commit-conflict`. */
  async setProperties(
    properties: Readonly<Record<string, string>>,
    options: ChangeOptions = {},
  ): Promise<ChangeReport> {
    return this.#operations.operateCommit("set-properties", encodeProperties(properties, options), options);
  }

  /** Writes a checkpoint of the newest version: who opens the table need not replay the log before it. Errors: those of `describe`. */
  async checkpoint(options: CallOptions = {}): Promise<CheckpointReport> {
    checkOptionNames(options, callOptionNames, "checkpoint");
    return this.#operations.maintain("checkpoint", { kind: "checkpoint" }, options);
  }

  /** The commits that the log still has, newest first. Errors: those of `describe`. */
  async history(options: HistoryOptions = {}): Promise<CommitDescription[]> {
    return this.#operations.operate(encodeHistory(options), options);
  }

  /** The newest version that is not younger than a time. Errors: those of `describe`. */
  async versionAt(timestamp: Date | string, options: CallOptions = {}): Promise<number> {
    return (await this.describe({ ...options, timestamp })).version;
  }

  #versionJson(options: DescribeOptions, method: string): string {
    checkOptionNames(options, ["version", "timestamp", ...callOptionNames], method);
    const { signal: _signal, timeoutMs: _timeoutMs, trace: _trace, ...version } = options;
    const source = {
      delta: this.uri,
      ...version,
      ...(this.#operations.storageOptions && { storageOptions: this.#operations.storageOptions }),
    };
    return encodeTableSource(source).json;
  }
}

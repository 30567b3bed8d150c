import { type CallOptions, callOptionNames } from "./cancellation.js";
import {
  checkOption,
  checkOptionNames,
  invalidOption,
  isCount,
  isFlag,
  isPositiveInteger,
  isRecordOf,
  isText,
} from "./check-options.js";
import { type CommitOptions, checkCommitOptions, commitOptionNames } from "./commit-options.js";
import { encodeTimestamp } from "./encode-timestamp.js";
import type { ProgressOptions } from "./operation-progress.js";

/** What every change to a Delta table takes. */
export interface ChangeOptions extends CallOptions, CommitOptions, ProgressOptions {}

export interface UpdateOptions extends ChangeOptions {
  /** Condition in SQL: the rows that change. Default: all. */
  readonly predicate?: string;
}

export interface OptimizeOptions extends ChangeOptions {
  /** `compact` joins small files; `z-order` sorts the rows of each partition along a Z-order curve over `columns`. */
  readonly kind: "compact" | "z-order";
  readonly columns?: readonly string[];
  /** Default: the table's `delta.targetFileSize`, or 100 MB. */
  readonly targetFileBytes?: number;
  /** Condition in SQL: the partitions to rewrite. Comparisons of partition columns with literals, joined by AND. Default: all. */
  readonly where?: string;
}

export interface VacuumOptions extends ChangeOptions {
  /** Tells the files and removes none. Default: true. */
  readonly dryRun?: boolean;
  /** Files that were replaced within so many hours stay. Default: the table's `delta.deletedFileRetentionDuration`, or a week. */
  readonly retentionHours?: number;
  /** Permits `retentionHours` below the table's own: readers of older versions, and writers under way, lose their files. */
  readonly allowShortRetention?: boolean;
  /** Also files that no version knows, as aborted writes leave them. */
  readonly orphans?: boolean;
}

/** With either `version` or `timestamp`. */
export interface RestoreOptions extends ChangeOptions {
  readonly version?: number;
  /** The newest version that is not younger than this. */
  readonly timestamp?: Date | string;
  /** Restores what is left when data files of that version have been removed. Default: false. */
  readonly ignoreMissingFiles?: boolean;
}

export interface HistoryOptions extends CallOptions {
  /** Most commits. Default: all that the log still has. */
  readonly limit?: number;
}

const isTexts = (value: unknown) => Array.isArray(value) && value.every(isText);

/** Refuses other options than the method's own and those of every change. Errors: `unknown-option`, `invalid-option`. */
export function checkChangeOptions(options: ChangeOptions, own: readonly string[], method: string): void {
  checkOptionNames(options, [...own, ...callOptionNames, "onProgress", ...commitOptionNames], method);
  checkCommitOptions(options);
}

export function encodeDelete(predicate: string, options: ChangeOptions): object {
  checkChangeOptions(options, [], "delete");
  checkOption("predicate", predicate ?? null, "a condition in SQL", isText);
  return { kind: "delete", predicate };
}

export function encodeUpdate(set: Readonly<Record<string, string>>, options: UpdateOptions): object {
  checkChangeOptions(options, ["predicate"], "update");
  checkOption("set", set ?? null, "a record of SQL expressions", isRecordOf(isText));
  if (Object.keys(set).length === 0) throw invalidOption("set", "must name a column");
  checkOption("predicate", options.predicate, "a condition in SQL", isText);
  return { kind: "update", set, predicate: options.predicate };
}

export function encodeOptimize(options: OptimizeOptions): object {
  checkChangeOptions(options ?? {}, ["kind", "columns", "targetFileBytes", "where"], "optimize");
  const { kind, columns, targetFileBytes, where } = options ?? {};
  checkOption("kind", kind ?? null, "compact or z-order", (value) => value === "compact" || value === "z-order");
  checkOption("columns", columns, "a list of column names", isTexts);
  checkOption("targetFileBytes", targetFileBytes, "an integer of at least 1", isPositiveInteger);
  checkOption("where", where, "a condition in SQL", isText);
  return { kind: "optimize", options: { kind, columns, targetFileBytes, where } };
}

export function encodeVacuum(options: VacuumOptions): object {
  checkChangeOptions(options, ["dryRun", "retentionHours", "allowShortRetention", "orphans"], "vacuum");
  const { dryRun = true, retentionHours, allowShortRetention, orphans } = options;
  checkOption("dryRun", dryRun, "true or false", isFlag);
  checkOption("retentionHours", retentionHours, "an integer of at least 0", isCount);
  checkOption("allowShortRetention", allowShortRetention, "true or false", isFlag);
  checkOption("orphans", orphans, "true or false", isFlag);
  return { kind: "vacuum", dryRun, retentionHours, allowShortRetention, orphans };
}

export function encodeRestore(options: RestoreOptions): object {
  checkChangeOptions(options ?? {}, ["version", "timestamp", "ignoreMissingFiles"], "restore");
  const { version, timestamp, ignoreMissingFiles } = options ?? {};
  checkOption("version", version, "an integer of at least 0", isCount);
  checkOption("ignoreMissingFiles", ignoreMissingFiles, "true or false", isFlag);
  if ((version === undefined) === (timestamp === undefined)) {
    throw invalidOption("version", "or timestamp must be given, and not both");
  }
  return {
    kind: "restore",
    version,
    timestamp: timestamp === undefined ? undefined : encodeTimestamp(timestamp),
    ignoreMissingFiles,
  };
}

export function encodeConstraint(name: string, expression: string, options: ChangeOptions): object {
  checkChangeOptions(options, [], "addConstraint");
  checkOption("name", name ?? null, "a name", (value) => isText(value) && value !== "");
  checkOption("expression", expression ?? null, "a condition in SQL", isText);
  return { kind: "add-constraint", name, expression };
}

export function encodeProperties(properties: Readonly<Record<string, string>>, options: ChangeOptions): object {
  checkChangeOptions(options, [], "setProperties");
  checkOption("properties", properties ?? null, "a record of strings", isRecordOf(isText));
  return { kind: "set-properties", properties };
}

export function encodeHistory(options: HistoryOptions): object {
  checkOptionNames(options, ["limit", ...callOptionNames], "history");
  checkOption("limit", options.limit, "an integer of at least 1", isPositiveInteger);
  return { kind: "history", limit: options.limit };
}

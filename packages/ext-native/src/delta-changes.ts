import type { CancelOptions } from "./cancellation.js";
import { checkOption, checkOptionNames, invalidOption, isCount, isText } from "./check-options.js";

/** Which commits of a Delta table to read the changes of. Both ends are inclusive; without a `to…` the newest commit is the last. */
export interface ChangesRange {
  readonly fromVersion?: number;
  /** The first commit that is not older. A text is in ISO 8601 form. */
  readonly fromTimestamp?: Date | string;
  readonly toVersion?: number;
  /** The last commit that is not younger. */
  readonly toTimestamp?: Date | string;
}

/** Beside nothing else: the rows of one version, each as if that version had inserted it. Needs no change data feed. */
export interface ChangesSnapshot {
  readonly snapshotVersion: number;
}

/** Which changes of a Delta table to read, and what of them. */
export interface ChangesOptions extends ChangesRange, CancelOptions {
  /** Columns in this order. Default: the table's, then `_change_type`, `_commit_version` and `_commit_timestamp`. */
  readonly columns?: readonly string[];
  /** A condition in SQL over all columns: `_change_type <> 'update_preimage' AND amount > 10`. */
  readonly predicate?: string;
}

const rangeNames = ["fromVersion", "fromTimestamp", "toVersion", "toTimestamp"];

/** The bounds as the engine reads them. Errors: `unknown-option`, `invalid-option`. */
export function encodeChanges(changes: ChangesRange | ChangesSnapshot): object {
  checkOptionNames(changes, [...rangeNames, "snapshotVersion"], "changes");
  if (Object.hasOwn(changes, "snapshotVersion")) {
    const { snapshotVersion, ...beside } = changes as ChangesSnapshot;
    checkOption("snapshotVersion", snapshotVersion, "an integer of at least 0", isCount);
    const [option] = Object.keys(beside);
    if (option !== undefined) throw invalidOption(option, "cannot stand beside snapshotVersion");
    return { snapshotVersion };
  }
  const { fromVersion, fromTimestamp, toVersion, toTimestamp } = changes as ChangesRange;
  checkOption("fromVersion", fromVersion, "an integer of at least 0", isCount);
  checkOption("toVersion", toVersion, "an integer of at least 0", isCount);
  if ((fromVersion === undefined) === (fromTimestamp === undefined)) {
    throw invalidOption("fromVersion", "or fromTimestamp must say where the changes begin, and not both");
  }
  if (toVersion !== undefined && toTimestamp !== undefined) {
    throw invalidOption("toTimestamp", "cannot stand beside toVersion");
  }
  return {
    fromVersion,
    toVersion,
    fromTimestamp: encodeTimestamp("fromTimestamp", fromTimestamp),
    toTimestamp: encodeTimestamp("toTimestamp", toTimestamp),
  };
}

/** A time in RFC 3339 form. Errors: `invalid-option`. */
export function encodeTimestamp(option: string, timestamp: Date | string | undefined): string | undefined {
  if (timestamp === undefined) return undefined;
  const time = typeof timestamp === "string" ? Date.parse(timestamp) : Number(timestamp);
  if (Number.isNaN(time)) throw invalidOption(option, "must be a Date or a time in ISO 8601 form");
  return new Date(time).toISOString();
}

/** The query of `DeltaTable.changes` but for the table's place. Errors: `unknown-option`, `invalid-option`. */
export function encodeChangesQuery(options: ChangesOptions): object {
  checkOptionNames(options ?? {}, [...rangeNames, "columns", "predicate", "signal", "timeoutMs"], "changes");
  const { columns, predicate, signal: _signal, timeoutMs: _timeoutMs, ...range } = options ?? {};
  const isNames = (value: unknown) => Array.isArray(value) && value.every(isText);
  checkOption("columns", columns, "a list of column names", isNames);
  checkOption("predicate", predicate, "a condition in SQL", isText);
  return { ...encodeChanges(range), columns, predicate };
}

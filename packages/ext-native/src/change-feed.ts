import { type CallOptions, callOptionNames } from "./cancellation.js";
import { checkOption, checkOptionNames, invalidOption, isCount, isText } from "./check-options.js";
import { encodeTimestamp } from "./encode-timestamp.js";

/** Which commits of a Delta table to read the changes of. Both ends are inclusive; without a `to…` the newest commit is the last. */
export interface ChangeFeedRange {
  readonly fromVersion?: number;
  /** The first commit that is not older. A text is in ISO 8601 form. */
  readonly fromTimestamp?: Date | string;
  readonly toVersion?: number;
  /** The last commit that is not younger. */
  readonly toTimestamp?: Date | string;
}

/** Beside nothing else: the rows of one version, each as if that version had inserted it. Needs no change data feed. */
export interface ChangeFeedSnapshot {
  readonly snapshotVersion: number;
}

/** Which changes of a Delta table to read, and what of them. */
export interface ChangeFeedOptions extends ChangeFeedRange, CallOptions {
  /** Columns in this order. Default: the table's, then `_change_type`, `_commit_version` and `_commit_timestamp`. */
  readonly columns?: readonly string[];
  /** A condition in SQL over all columns: `_change_type <> 'update_preimage' AND amount > 10`. */
  readonly predicate?: string;
}

const rangeNames = ["fromVersion", "fromTimestamp", "toVersion", "toTimestamp"];

/** The bounds as the engine reads them. Errors: `unknown-option`, `invalid-option`. */
export function encodeFeed(changes: ChangeFeedRange | ChangeFeedSnapshot): object {
  checkOptionNames(changes, [...rangeNames, "snapshotVersion"], "changes");
  if (Object.hasOwn(changes, "snapshotVersion")) {
    const { snapshotVersion, ...beside } = changes as ChangeFeedSnapshot;
    checkOption("snapshotVersion", snapshotVersion, "an integer of at least 0", isCount);
    const [option] = Object.keys(beside);
    if (option !== undefined) throw invalidOption(option, "cannot stand beside snapshotVersion");
    return { snapshotVersion };
  }
  const { fromVersion, fromTimestamp, toVersion, toTimestamp } = changes as ChangeFeedRange;
  checkOption("fromVersion", fromVersion, "an integer of at least 0", isCount);
  checkOption("toVersion", toVersion, "an integer of at least 0", isCount);
  if ((fromVersion === undefined) === (fromTimestamp === undefined)) {
    throw invalidOption("fromVersion", "or fromTimestamp must say where the changes begin, and not both");
  }
  if (toVersion !== undefined && toTimestamp !== undefined) {
    throw invalidOption("toTimestamp", "cannot stand beside toVersion");
  }
  const time = (option: string, timestamp: Date | string | undefined) =>
    timestamp === undefined ? undefined : encodeTimestamp(timestamp, option);
  return {
    fromVersion,
    toVersion,
    fromTimestamp: time("fromTimestamp", fromTimestamp),
    toTimestamp: time("toTimestamp", toTimestamp),
  };
}

/** The query of `DeltaTable.changes` but for the table's place. Errors: `unknown-option`, `invalid-option`. */
export function encodeFeedQuery(options: ChangeFeedOptions): object {
  checkOptionNames(options ?? {}, [...rangeNames, "columns", "predicate", ...callOptionNames], "changes");
  const { columns, predicate, signal: _signal, timeoutMs: _timeoutMs, ...range } = options ?? {};
  const isNames = (value: unknown) => Array.isArray(value) && value.every(isText);
  checkOption("columns", columns, "a list of column names", isNames);
  checkOption("predicate", predicate, "a condition in SQL", isText);
  return { ...encodeFeed(range), columns, predicate };
}

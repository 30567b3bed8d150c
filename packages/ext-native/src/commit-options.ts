import { checkOption, checkOptionNames, invalidOption, isRecordOf, isText } from "./check-options.js";

/** A step of an application, kept in the table's log with what it did (PROTOCOL.md, "Transaction Identifiers"). */
export interface ApplicationTransaction {
  readonly appId: string;
  /** A safe integer that grows with each step of the application. */
  readonly version: number;
  /**
   * The step that the table must be at, `null` for none: else the commit fails with `commit-conflict`. It keeps two that began at one step
   * from being applied one after the other.
   */
  readonly previous?: number | null;
}

/** What a commit carries beside its operation. */
export interface CommitOptions {
  /** Written into the commit's `commitInfo`. */
  readonly commitMetadata?: Readonly<Record<string, string>>;
  /** Makes the commit one that is applied once: a table that has this transaction, or a later one of the application, stays as it is. */
  readonly transaction?: ApplicationTransaction;
}

export const commitOptionNames = ["commitMetadata", "transaction"];

/** Errors: `unknown-option`, `invalid-option`. */
export function checkCommitOptions({ commitMetadata, transaction }: CommitOptions): void {
  checkOption("commitMetadata", commitMetadata, "a record of strings", isRecordOf(isText));
  if (transaction === undefined) return;
  checkOptionNames(transaction, ["appId", "version", "previous"], "transaction");
  const { appId, version, previous = null } = transaction;
  if (!isText(appId) || appId === "" || !Number.isSafeInteger(version)) {
    throw invalidOption("transaction", "must have a text appId and an integer version");
  }
  if (previous !== null && !Number.isSafeInteger(previous)) {
    throw invalidOption("transaction", "must follow an integer version, or null");
  }
}

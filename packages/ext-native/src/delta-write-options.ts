import type { CancelOptions } from "./cancellation.js";
import { checkOption, checkOptionNames, isPositiveInteger, isText } from "./check-options.js";
import { type CommitOptions, checkCommitOptions, commitOptionNames } from "./commit-options.js";
import type { QueryParameters } from "./query-parameters.js";
import type { StorageOptions } from "./storage-options.js";

export interface DeltaWriteOptions extends CancelOptions, CommitOptions {
  /** `create` fails if there is a table; `append` adds to it or makes it; `overwrite` replaces its rows or makes it. */
  readonly mode: "create" | "append" | "overwrite";
  /** Columns that a new table is partitioned by. */
  readonly partitionBy?: readonly string[];
  /** A file is closed beyond this size in bytes. Default: delta-rs's, 100 MB. */
  readonly targetFileBytes?: number;
  /** Values for the parameters, if the source is a plan. */
  readonly parameters?: QueryParameters;
}

const names = ["mode", "partitionBy", "targetFileBytes", "parameters", "signal", "timeoutMs", ...commitOptionNames];
const modes: readonly unknown[] = ["create", "append", "overwrite"];

/** The options as the engine reads them. Errors: `unknown-option`, `invalid-option`. */
export function encodeWriteOptions(options: DeltaWriteOptions, storageOptions: StorageOptions | undefined): string {
  checkOptionNames(options ?? {}, names, "write");
  const { mode, partitionBy, targetFileBytes, commitMetadata, transaction } = options ?? {};
  checkOption("mode", mode ?? null, modes.join(", "), (value) => modes.includes(value));
  checkOption(
    "partitionBy",
    partitionBy,
    "a list of column names",
    (value) => Array.isArray(value) && value.every(isText),
  );
  checkOption("targetFileBytes", targetFileBytes, "an integer of at least 1", isPositiveInteger);
  checkCommitOptions(options);
  return JSON.stringify({ mode, partitionBy, targetFileBytes, commitMetadata, transaction, storageOptions });
}

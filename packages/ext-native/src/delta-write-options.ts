import { checkOption, isPositiveInteger, isText } from "./check-options.js";
import { type ChangeOptions, checkChangeOptions } from "./delta-change-options.js";
import type { QueryParameters } from "./query-parameters.js";
import type { StorageOptions } from "./storage-options.js";

export interface DeltaWriteOptions extends ChangeOptions {
  /** `create` fails if there is a table; `append` adds to it or makes it; `overwrite` replaces its rows or makes it. */
  readonly mode: "create" | "append" | "overwrite";
  /** Columns that a new table is partitioned by. */
  readonly partitionBy?: readonly string[];
  /** Condition in SQL, with mode `overwrite`: only the rows that meet it are replaced, by rows that meet it. */
  readonly replaceWhere?: string;
  /**
   * What becomes of the columns of a table that is there: `merge` adds those that only the rows have, `overwrite` (with mode `overwrite`)
   * gives it the columns of the rows. Default: rows must have the table's columns.
   */
  readonly schemaMode?: "merge" | "overwrite";
  /** Default: `snappy`. */
  readonly compression?: "snappy" | "zstd" | "uncompressed";
  /** A row group of a file is closed at so many rows. Default: 1,048,576, or 32 MB of memory before. */
  readonly rowGroupRows?: number;
  /** A file is closed beyond this size in bytes. Default: delta-rs's, 100 MB. */
  readonly targetFileBytes?: number;
  /** Values for the parameters, if the source is a plan. */
  readonly parameters?: QueryParameters;
}

const names = [
  "mode",
  "partitionBy",
  "replaceWhere",
  "schemaMode",
  "compression",
  "rowGroupRows",
  "targetFileBytes",
  "parameters",
];
const modes: readonly unknown[] = ["create", "append", "overwrite"];
const schemaModes: readonly unknown[] = ["merge", "overwrite"];
const compressions: readonly unknown[] = ["snappy", "zstd", "uncompressed"];

/** The options as the engine reads them. Errors: `unknown-option`, `invalid-option`. */
export function encodeWriteOptions(options: DeltaWriteOptions, storageOptions: StorageOptions | undefined): string {
  checkChangeOptions(options ?? {}, names, "write");
  const { mode, partitionBy, targetFileBytes, commitMetadata, transaction } = options ?? {};
  const { replaceWhere, schemaMode, compression, rowGroupRows } = options ?? {};
  checkOption("mode", mode ?? null, modes.join(", "), (value) => modes.includes(value));
  checkOption(
    "partitionBy",
    partitionBy,
    "a list of column names",
    (value) => Array.isArray(value) && value.every(isText),
  );
  checkOption("targetFileBytes", targetFileBytes, "an integer of at least 1", isPositiveInteger);
  checkOption("replaceWhere", replaceWhere, "a condition in SQL", isText);
  checkOption("schemaMode", schemaMode, schemaModes.join(" or "), (value) => schemaModes.includes(value));
  checkOption("compression", compression, compressions.join(", "), (value) => compressions.includes(value));
  checkOption("rowGroupRows", rowGroupRows, "an integer of at least 1", isPositiveInteger);
  return JSON.stringify({
    mode,
    partitionBy,
    replaceWhere,
    schemaMode,
    compression,
    rowGroupRows,
    targetFileBytes,
    commitMetadata,
    transaction,
    storageOptions,
  });
}

import type { ArrowInput } from "./arrow/arrow-input.js";
import type { StorageOptions } from "./storage-options.js";

/** A Delta table: at a version, as of a time, or (neither given) as it is when it is registered. */
export interface DeltaSource {
  /** Path or URL of the table's folder. */
  readonly delta: string | URL;
  readonly version?: number;
  /** The newest version that is not younger than this. */
  readonly timestamp?: Date | string;
  readonly storageOptions?: StorageOptions;
  /** Adds a last column of this name: the URL of the file that each row comes from. */
  readonly fileColumnName?: string;
  /** Filters rows while Parquet is decoded. Default: the engine's setting `datafusion.execution.parquet.pushdown_filters`, which is false. */
  readonly enableParquetPushdown?: boolean;
  /** Keeps texts and binaries as views inside the engine. Default: the engine's setting, which is true. */
  readonly schemaForceViewTypes?: boolean;
  /** Keeps partition values as dictionaries inside the engine. Default: true. */
  readonly wrapPartitionValues?: boolean;
  /** Reads the table as this schema: an Arrow IPC stream, with or without batches. */
  readonly schemaIpc?: Uint8Array;
  /** Reads these files only, by their paths in the log. */
  readonly files?: readonly string[];
}

/** What files of every format have in common. */
export interface FileSourceOptions {
  readonly storageOptions?: StorageOptions;
  /** Columns that stand in the folder names, hive style (`year=2024/`), outermost first. */
  readonly partitionColumns?: Readonly<Record<string, "utf8" | "int32" | "int64" | "date32">>;
  /** Ending of the files to read in folders. Default: the format's own. */
  readonly extension?: string;
}

/** Paths, URLs, folders or globs: one or several. */
export type FilePaths = string | URL | readonly (string | URL)[];

export interface ParquetSource extends FileSourceOptions {
  readonly parquet: FilePaths;
}

export interface CsvSource extends FileSourceOptions {
  readonly csv: FilePaths;
  /** Whether the first line names the columns. Default: true. */
  readonly header?: boolean;
  /** One ASCII character. Default: `,`. */
  readonly delimiter?: string;
  /** One ASCII character. Default: `"`. */
  readonly quote?: string;
  /** One ASCII character. Default: none, quotes are doubled. */
  readonly escape?: string;
  /** Rows that the column types are inferred from. Default: 1,000. */
  readonly schemaInferRows?: number;
}

export interface JsonSource extends FileSourceOptions {
  /** Newline-delimited JSON. */
  readonly json: FilePaths;
  /** Rows that the column types are inferred from. Default: 1,000. */
  readonly schemaInferRows?: number;
}

/** Rows in memory. They are copied into the engine. */
export interface ArrowSource {
  readonly arrow: ArrowInput;
}

/** Where the rows of a registered table are. */
export type TableSource = DeltaSource | ParquetSource | CsvSource | JsonSource | ArrowSource;

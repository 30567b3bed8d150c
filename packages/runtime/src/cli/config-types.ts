import type { CsvSource, DeltaSource, JsonSource, ParquetSource } from "@causeway/ext-native";
import type { SessionOptions } from "@causeway/runtime";

/** One path, URL, folder or glob, or several. Relative paths begin at the folder of the configuration. */
export type ConfigPaths = string | readonly string[];

export interface ConfigDelta extends Omit<DeltaSource, "delta" | "timestamp"> {
  /** Path or URL of the table's folder. */
  readonly delta: string;
  /** The newest version that is not younger than this, in ISO 8601 form. */
  readonly timestamp?: string;
}

export interface ConfigParquet extends Omit<ParquetSource, "parquet"> {
  readonly parquet: ConfigPaths;
}

export interface ConfigCsv extends Omit<CsvSource, "csv"> {
  readonly csv: ConfigPaths;
}

export interface ConfigJson extends Omit<JsonSource, "json"> {
  /** Newline-delimited JSON. */
  readonly json: ConfigPaths;
}

export interface ConfigArrow {
  /** Path of a file with an Arrow IPC stream or file. */
  readonly arrow: string;
}

/** Where the rows of a table are. */
export type ConfigTable = ConfigDelta | ConfigParquet | ConfigCsv | ConfigJson | ConfigArrow;

/** What `causeway --config` reads. What stands on the command line goes before it. */
export interface CausewayConfig extends Pick<SessionOptions, "policy" | "preflight" | "lane" | "planCache" | "engine"> {
  /** Where this schema is, for editors. */
  readonly $schema?: string;
  /** The tables that SQL can name. */
  readonly tables?: Readonly<Record<string, ConfigTable>>;
  /** Path of a JSONL file that takes the diagnostics of every run, with text, plans and operators: what `tail` and `inspect` read. */
  readonly diagnostics?: string;
}

/** A registered table. */
export interface TableDescription {
  readonly name: string;
  readonly kind: "delta" | "parquet" | "csv" | "json" | "arrow" | "other";
  /** Where its files are, redacted: no user information, no query string. */
  readonly uri?: string;
  /** Version of a Delta table. */
  readonly version?: number;
  /** Data files when the table was registered. */
  readonly files?: number;
  /** Bytes of these files. */
  readonly bytes?: number;
  readonly columns: readonly ColumnDescription[];
  /** What a Delta table asks of its readers and writers. */
  readonly protocol?: DeltaProtocol;
}

/** A column of a table. */
export interface ColumnDescription {
  readonly name: string;
  /** The Arrow type in Arrow's notation, for example `Timestamp(µs)`. */
  readonly type: string;
  readonly nullable: boolean;
}

/** A Delta table as one version of its log tells it. */
export interface DeltaDescription {
  /** Redacted. */
  readonly uri: string;
  readonly version: number;
  /** When this version was committed, in milliseconds since 1970. */
  readonly committedAtMs?: number;
  readonly partitionColumns: readonly string[];
  /** Data files of this version. */
  readonly files: number;
  /** Bytes of these files. */
  readonly bytes: number;
  readonly columns: readonly ColumnDescription[];
  readonly protocol: DeltaProtocol;
  readonly metadata: DeltaMetadata;
}

/** The `protocol` action of a log (PROTOCOL.md, "Protocol Evolution"). */
export interface DeltaProtocol {
  readonly minReaderVersion: number;
  readonly minWriterVersion: number;
  readonly readerFeatures?: readonly string[];
  readonly writerFeatures?: readonly string[];
}

/** The `metaData` action of a log (PROTOCOL.md, "Change Metadata"). */
export interface DeltaMetadata {
  readonly id: string;
  readonly name?: string | null;
  readonly description?: string | null;
  /** The schema in Delta's own JSON. */
  readonly schemaString: string;
  readonly partitionColumns: readonly string[];
  /** When the table was created, in milliseconds since 1970. */
  readonly createdTime?: number | null;
  /** The table's properties. */
  readonly configuration: Readonly<Record<string, string>>;
}

/** What a query reads, or has read, of one table. */
export interface ScanReport {
  readonly table: string;
  /** `other`: views and the engine's own tables. */
  readonly kind: "delta" | "parquet" | "csv" | "json" | "arrow" | "other";
  /** Version of a Delta table. */
  readonly version?: number;
  /** Files of the table. */
  readonly filesTotal?: number;
  /** Files that the plan reads, after partitions and statistics have excluded the others. */
  readonly filesRead?: number;
  /** Parts that the files are read in, each a file or a range of one, over all scans of the table. */
  readonly rangesTotal?: number;
  /** Those of them that have been read to their end, or left out while the query ran. */
  readonly rangesDone?: number;
  /** Bytes asked of the store. */
  readonly bytesScanned?: number;
  /** Rows that left the files' reader. */
  readonly rowsScanned?: number;
}

/** One operator of an executed plan with what it measured, and the operators that feed it. */
export interface OperatorMetrics {
  /** For example `HashJoinExec`. */
  readonly name: string;
  /** The operator's line in the plan. */
  readonly detail: string;
  /** Rows out. */
  readonly rows?: number;
  /** Time that the operator computed itself, summed over its partitions, in milliseconds. */
  readonly elapsedMs?: number;
  /** When its first partition began, in milliseconds since 1970-01-01 UTC; absent where it measures no times, or has not begun. */
  readonly startMs?: number;
  /** When its last partition ended, in milliseconds since 1970-01-01 UTC. */
  readonly endMs?: number;
  /** All its metrics by DataFusion's names, summed over its partitions; times in nanoseconds. */
  readonly metrics: Readonly<Record<string, number>>;
  readonly children: readonly OperatorMetrics[];
}

/** What an execution has done so far, or in full once its stream has ended. */
export interface ExecutionReport {
  /** Whether the stream has ended. */
  readonly finished: boolean;
  readonly rows: number;
  readonly batches: number;
  /** Bytes of the Arrow IPC stream. */
  readonly bytes: number;
  /** Parameters bound, plan optimised, physical plan made: milliseconds. */
  readonly planMs: number;
  /** From the start of the execution to the first rows, in milliseconds. */
  readonly firstRowMs?: number;
  /** From the start of the execution to its end, in milliseconds. */
  readonly executeMs: number;
  readonly scans: readonly ScanReport[];
  readonly spillFiles: number;
  readonly spillBytes: number;
  /** The most memory that the query's operators had reserved at one time: sorts, joins, aggregates; not the batches on their way. */
  readonly peakMemoryBytes: number;
  /** Absent where the execution was asked not to tell. */
  readonly operators?: OperatorMetrics;
  /** Of a statement that changed a Delta table. */
  readonly commit?: StatementCommit;
}

/** What a statement of SQL did to a Delta table. Counts that its kind does not have are absent. */
export interface StatementCommit {
  readonly operation: "insert" | "overwrite" | "delete" | "truncate" | "update" | "merge";
  /** The name that the table is registered by. */
  readonly table: string;
  /** Redacted. */
  readonly uri: string;
  /** The table's version after the statement. */
  readonly version: number;
  /** The table had the transaction already: nothing was done. */
  readonly alreadyApplied: boolean;
  readonly insertedRows?: number;
  readonly updatedRows?: number;
  /** Absent also where whole files went whose statistics have no row count. */
  readonly deletedRows?: number;
  readonly elapsedMs: number;
}

/** The plans of a statement as text, and with `analyze` what each operator measured. */
export interface Explanation {
  /** As the statement was written. */
  readonly logical: string;
  readonly optimized: string;
  readonly physical: string;
  readonly operators?: OperatorMetrics;
}

/** What a write did, counted from the commit itself. */
export interface WriteReport {
  /** Redacted. */
  readonly uri: string;
  /** The version that the write made; of the table, if the write was applied already. */
  readonly version: number;
  /** The table had the write's transaction already: nothing was written. */
  readonly alreadyApplied: boolean;
  readonly rows: number;
  readonly files: number;
  /** Bytes of these files. */
  readonly bytes: number;
  /** Partitions that were written to. */
  readonly partitions: number;
  readonly elapsedMs: number;
}

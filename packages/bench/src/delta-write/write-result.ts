/** What a fresh process printed after it had written one Delta table from the Parquet file of lineitem. */
export interface WriteResult {
  /** Name and version of the engine. */
  readonly version: string;
  /** Reading the Parquet file, writing the data files and committing, in milliseconds. */
  readonly elapsedMs: number;
  /** Resident memory before the write, in bytes. */
  readonly idleBytes: number;
  /** The most resident memory that the process ever had, in bytes. */
  readonly peakBytes: number;
}

/** What every change to a Delta table tells. A change that was applied already counts nothing. */
export interface ChangeReport {
  /** Redacted. */
  readonly uri: string;
  /** The table's version after the change. */
  readonly version: number;
  /** The table had the change's transaction already: nothing was done. */
  readonly alreadyApplied: boolean;
  readonly elapsedMs: number;
}

/** What became of the files that a change touched. */
export interface FileCounts {
  readonly filesAdded: number;
  readonly filesRemoved: number;
}

export interface DeleteReport extends ChangeReport, FileCounts {
  /** Absent where whole files went whose statistics have no row count. */
  readonly deletedRows?: number;
  /** Rows written anew because they lay beside deleted ones. */
  readonly copiedRows: number;
}

export interface UpdateReport extends ChangeReport, FileCounts {
  readonly updatedRows: number;
  /** Rows written anew because they lay beside updated ones. */
  readonly copiedRows: number;
}

export interface MergeReport extends ChangeReport, FileCounts {
  readonly sourceRows: number;
  readonly insertedRows: number;
  readonly updatedRows: number;
  readonly deletedRows: number;
  /** Rows written anew because they lay beside changed ones. */
  readonly copiedRows: number;
  /** Files of the table that were read. */
  readonly filesScanned: number;
  /** Files that cannot hold a match by their statistics. */
  readonly filesSkipped: number;
}

export interface OptimizeReport extends ChangeReport, FileCounts {
  readonly bytesAdded: number;
  readonly bytesRemoved: number;
  readonly partitionsOptimized: number;
  /** Files that were looked at. */
  readonly filesConsidered: number;
  /** Files of these that are good as they are. */
  readonly filesSkipped: number;
}

export interface VacuumReport extends ChangeReport {
  readonly dryRun: boolean;
  /** The files that were removed, or in a dry run would be, by their paths in the table. */
  readonly files: readonly string[];
}

export interface RestoreReport extends ChangeReport, FileCounts {
  /** The version whose rows the table has again. */
  readonly restoredVersion?: number;
}

export interface ConvertReport extends ChangeReport {
  /** Data files of the table. */
  readonly files: number;
  /** Bytes of these files. */
  readonly bytes: number;
}

export interface CheckpointReport {
  /** Redacted. */
  readonly uri: string;
  /** The version that the checkpoint is of. */
  readonly version: number;
}

/** One commit of a table. */
export interface CommitDescription {
  readonly version: number;
  /** As its writer tells, in milliseconds since 1970. */
  readonly committedAtMs?: number;
  /** For example `WRITE`, `MERGE`, `OPTIMIZE`. */
  readonly operation?: string;
  /** The `commitInfo` action of the log: whatever the writer says (PROTOCOL.md, "Commit Provenance Information"). */
  readonly commitInfo: Readonly<Record<string, unknown>>;
}

/** Why one file was skipped. */
export interface SkippedFile {
  readonly path: string;
  /** `no-rows`: the file is empty, whatever is asked. */
  readonly by: "partition" | "statistics" | "no-rows";
  /** The condition that no row of the file can meet. */
  readonly conjunct?: string;
  /** What proves it, in one line: the partition values or the statistics of the columns. Statistics stand as widened to what they prove. */
  readonly reason: string;
}

/** What one condition did. */
export interface ConjunctReport {
  readonly text: string;
  /** Files that it was the first to rule out, by partition values alone. */
  readonly skippedByPartition: number;
  /** Files that it was the first to rule out, with the help of statistics. */
  readonly skippedByStatistics: number;
}

/** What a predicate left over of a table. The counts are complete; only the list of skipped files is cut. */
export interface PruningReport {
  readonly pruner: "file-statistics";
  readonly table?: string;
  readonly version?: string;
  readonly filesTotal: number;
  readonly filesKept: number;
  readonly skippedByPartition: number;
  readonly skippedByStatistics: number;
  readonly skippedWithoutRows: number;
  /** Size of all files in bytes. */
  readonly bytesTotal: number;
  /** Size of the kept files in bytes. */
  readonly bytesKept: number;
  /** Size of the files skipped by partition in bytes. */
  readonly bytesSkippedByPartition: number;
  /** Size of the files skipped by statistics in bytes. */
  readonly bytesSkippedByStatistics: number;
  /** The conditions in their order. Partition values are tried before statistics. */
  readonly conjuncts: readonly ConjunctReport[];
  /** The first of the skipped files, at most `maxListed` of them. */
  readonly skipped: readonly SkippedFile[];
  /** Parts of the predicate that could not skip a file, with the reason. */
  readonly undecided: readonly string[];
  /** Duration in milliseconds. */
  readonly durationMs: number;
}

export interface PruningResult {
  /** Paths of the files to read, as the log has them, in the order of the index. They are put together when they are first asked for. */
  readonly files: readonly string[];
  /** What the source of the index calls these files by, in the same order. */
  readonly numbers: Uint32Array;
  readonly report: PruningReport;
}

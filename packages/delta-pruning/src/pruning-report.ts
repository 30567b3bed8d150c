/** Why one file was skipped. */
export interface SkippedFile {
  readonly path: string;
  /** `no-rows`: the file is empty, whatever is asked. */
  readonly by: "partition" | "statistics" | "no-rows";
  /** The condition that no row of the file can meet. */
  readonly conjunct?: string;
  /** What proves it, in one line. */
  readonly reason: string;
}

/** What one condition did. */
export interface ConjunctReport {
  readonly text: string;
  /** `partition`: it names partition columns alone. */
  readonly by: "partition" | "statistics";
  /** Files that it was the first to rule out. */
  readonly filesSkipped: number;
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
  /** The conditions in the order in which they were tried. */
  readonly conjuncts: readonly ConjunctReport[];
  /** The first of the skipped files, at most `maxListed` of them. */
  readonly skipped: readonly SkippedFile[];
  /** Parts of the predicate that could not skip a file, with the reason. */
  readonly undecided: readonly string[];
  /** Duration in milliseconds. */
  readonly durationMs: number;
}

export interface PruningResult {
  /** Paths of the files to read, in the order of the index. */
  readonly files: readonly string[];
  readonly report: PruningReport;
}

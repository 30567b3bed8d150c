import type { CacheLevel } from "./event-types.js";
import type { RunOutcome } from "./run-outcome.js";

/** All that was decided and spent on one query. */
export interface RunReportArtifact {
  /** UUID of version 7, the same as in every record of the run. */
  readonly runId: string;
  readonly label: string;
  /** SHA-256 of the SQL text in hexadecimal. */
  readonly sqlHash?: string;
  /** `query`, `explain`, `ddl`, `dml`, `copy` or `set`, where the text was planned. */
  readonly statementKind?: string;
  /** When it began: milliseconds since 1970-01-01 UTC. */
  readonly startedAtMs?: number;
  /** When it ended: milliseconds since 1970-01-01 UTC. */
  readonly endedAtMs?: number;
  readonly outcome: "running" | RunOutcome;
  /** True once the result was read to its end: then the counts are complete. */
  readonly complete: boolean;
  /** Code of the error that ended the run, where it has one. */
  readonly errorCode?: string;
  readonly preflight?: PreflightReportPart;
  readonly lane?: LaneReportPart;
  readonly cache?: CacheReportPart;
  /** One entry for each Delta table that the plan reads. */
  readonly pruning?: readonly TablePruningPart[];
  /** What was read of each table. */
  readonly scans: readonly TableScanPart[];
  /** Milliseconds spent in each stage that has ended, by its name. */
  readonly phasesMs: Readonly<Record<string, number>>;
  /** Milliseconds inside the engine: planning, until the first rows, and in all. */
  readonly engineMs: { readonly plan: number; readonly firstRow?: number; readonly execute: number };
  /**
   * Rows that have left the engine.
   * @asType integer
   */
  readonly rows: number;
  /** @asType integer */
  readonly batches: number;
  /**
   * Size of what has left the engine, in bytes.
   * @asType integer
   */
  readonly bytes: number;
  /** What did not fit the memory limit and went to disk. */
  readonly spill: SpillPart;
  /**
   * Most memory that the query held at one time, in bytes.
   * @asType integer
   */
  readonly peakMemoryBytes?: number;
  /** Of a statement that changed a Delta table. */
  readonly commit?: CommitPart;
  /** The executed plan with what each operator measured, on request. */
  readonly operators?: OperatorPart;
}

/** What the preflight made of the text. */
export interface PreflightReportPart {
  readonly mode: "enforce" | "warn" | "off";
  readonly verdict: "passed" | "refused" | "warned" | "skipped";
  /** Codes of what it found, in order. */
  readonly diagnosticCodes: readonly string[];
}

/** The lane that compiled the plan, and why it is not the one that was preferred. */
export interface LaneReportPart {
  readonly lane: "sql" | "substrait";
  readonly planHash: string;
  /** Hash of the plan's Substrait bytes, when it went by that lane. */
  readonly substraitHash?: string;
  readonly fallback?: { readonly code: string; readonly reason: string; readonly node?: string };
}

/** Where the plan came from. */
export interface CacheReportPart {
  readonly use: "hit" | "miss" | "joined" | "off";
  /** Where the entry was found. Present with `hit`, where the cache has levels. */
  readonly level?: CacheLevel;
  /** Why there was no entry to use. Present with `miss`. */
  readonly reason?: string;
}

/** Which files of one Delta table were left out, by whom and why. */
export interface TablePruningPart {
  readonly table: string;
  readonly version?: number | string;
  readonly chosenBy: "engine" | "pruner";
  /** @asType integer */
  readonly filesTotal?: number;
  /**
   * Files that were left over.
   * @asType integer
   */
  readonly filesKept?: number;
  /** @asType integer */
  readonly filesRead?: number;
  /** @asType integer */
  readonly bytesTotal?: number;
  /**
   * Size of the files that were left over, in bytes.
   * @asType integer
   */
  readonly bytesKept?: number;
  /** Files that were left out, by reason. */
  readonly skipped?: Readonly<Record<string, number>>;
  /** The first of them, each with its reason. */
  readonly skippedFiles?: readonly SkippedFilePart[];
  /** Parts of the predicate that could not skip a file. */
  readonly undecided?: readonly string[];
}

/** Why one file was left out. */
export interface SkippedFilePart {
  readonly path: string;
  readonly by: "partition" | "statistics" | "no-rows";
  readonly conjunct?: string;
  readonly reason: string;
}

/** What was read of one table. */
export interface TableScanPart {
  readonly table: string;
  readonly kind: string;
  /** @asType integer */
  readonly version?: number;
  /** @asType integer */
  readonly filesTotal?: number;
  /** @asType integer */
  readonly filesRead?: number;
  /**
   * Parts that the files are read in, each a file or a range of one.
   * @asType integer
   */
  readonly rangesTotal?: number;
  /**
   * Those of them that were read to their end, or left out while the query ran.
   * @asType integer
   */
  readonly rangesDone?: number;
  /**
   * Bytes asked of the store.
   * @asType integer
   */
  readonly bytesScanned?: number;
  /**
   * Rows that left the files' reader.
   * @asType integer
   */
  readonly rowsScanned?: number;
}

/** What a statement did to a Delta table. */
export interface CommitPart {
  /** `insert`, `overwrite`, `delete`, `truncate`, `update` or `merge`. */
  readonly operation: string;
  readonly table: string;
  /** Redacted. */
  readonly uri: string;
  /**
   * The table's version after the statement.
   * @asType integer
   */
  readonly version: number;
  /** The table had the statement's transaction already: nothing was done. */
  readonly alreadyApplied: boolean;
  /** @asType integer */
  readonly insertedRows?: number;
  /** @asType integer */
  readonly updatedRows?: number;
  /** @asType integer */
  readonly deletedRows?: number;
  readonly elapsedMs: number;
}

/** What went to disk for want of memory. */
export interface SpillPart {
  /** @asType integer */
  readonly files: number;
  /** @asType integer */
  readonly bytes: number;
}

/** One operator of the executed plan with what it measured, and the operators that feed it. */
export interface OperatorPart {
  /** For example `HashJoinExec`. */
  readonly name: string;
  /** The operator's line in the plan. */
  readonly detail: string;
  /**
   * Rows out.
   * @asType integer
   */
  readonly rows?: number;
  /** Time that the operator computed itself, summed over its partitions, in milliseconds. */
  readonly elapsedMs?: number;
  /** When its first partition began, in milliseconds since 1970-01-01 UTC. */
  readonly startMs?: number;
  /** When its last partition ended, in milliseconds since 1970-01-01 UTC. */
  readonly endMs?: number;
  /** All that it measured, by the engine's own names. */
  readonly metrics: Readonly<Record<string, number>>;
  readonly children: readonly OperatorPart[];
}

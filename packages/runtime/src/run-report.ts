import type { SkippedFile } from "@causeway/delta-pruning";
import type { OperatorMetrics, ScanReport, StatementCommit, StatementKind } from "@causeway/ext-native";
import type { CacheLevel, RunOutcome } from "@causeway/obs";
import type { MissReason } from "@causeway/plan-cache";
import type { PreflightMode } from "@causeway/sql-preflight";

/** The stages of a query, in the order in which it passes them. `explain`: its plans are written down, where the session records them. */
export type PhaseName = "preflight" | "lane" | "cache" | "prune" | "explain" | "execute";

/** What the preflight made of the text. */
export interface PreflightSummary {
  readonly mode: PreflightMode;
  /** `warned`: it found errors and the mode let them pass. `skipped`: it was off. */
  readonly verdict: "passed" | "refused" | "warned" | "skipped";
  /** Codes of what it found, in order. */
  readonly diagnosticCodes: readonly string[];
}

/** The lane that compiled the plan. */
export interface LaneSummary {
  readonly lane: "sql" | "substrait";
  /** SHA-256 in hexadecimal of the normalised SQL text, or of what a relation means: the query's name in events and caches. */
  readonly planHash: string;
  /** SHA-256 in hexadecimal of the plan's Substrait bytes, when it went by that lane. */
  readonly substraitHash?: string;
  /** Why it is not the lane that was preferred, and the node of the plan that is to blame. Absent when it is. */
  readonly fallback?: { readonly code: string; readonly reason: string; readonly node?: string };
}

/** Where the plan came from. */
export interface CacheSummary {
  /**
   * - `hit`: it was kept; preflight and lane are those of the query that it was made for, and nothing was checked again, nor planned again where it was in memory;
   * - `miss`: it was made for this run;
   * - `joined`: it was made for another query of the same text, which was on its way;
   * - `off`: the cache was not asked, since the session keeps no plans or the query was compiled beforehand.
   */
  readonly use: "hit" | "miss" | "joined" | "off";
  /** Where it was found: `persistent` is what outlives the process. Present with `hit`. */
  readonly level?: CacheLevel;
  /** Why it was not: `absent`, or what was wrong with the entry that there was. Present with a `miss` that led to an answer. */
  readonly reason?: MissReason;
}

/** Which files of one scan of a Delta table were chosen, by whom, and why the others were not. A table that is read twice has two. */
export interface TablePruning {
  readonly table: string;
  readonly version: number;
  /** The pruner, by the predicates that reached the scan; or the engine, where none did. */
  readonly chosenBy: "engine" | "pruner";
  readonly filesTotal?: number;
  /** Files that the pruner left over. */
  readonly filesKept?: number;
  /** Files that the engine read of the table, over all scans of it. Absent before the execution has begun. */
  readonly filesRead?: number;
  /** Size of all files in bytes. */
  readonly bytesTotal?: number;
  /** Size of the files left over in bytes. */
  readonly bytesKept?: number;
  /** Files that were skipped, by what proves that they hold no row. */
  readonly skipped?: Readonly<Record<"partition" | "statistics" | "no-rows", number>>;
  /** The first of them with the reason for each, at most 20. */
  readonly skippedFiles?: readonly SkippedFile[];
  /** Parts of the predicate that could not skip a file, with the reason. */
  readonly undecided?: readonly string[];
}

/** All that was decided and spent on one run. Plain data: `JSON.stringify` gives the whole of it. */
export interface RunReport {
  /** UUID of version 7, the same as in every event and error of the run. */
  readonly runId: string;
  readonly label: string;
  /** SHA-256 in hexadecimal of the SQL text, or of what stands for a query that has none. */
  readonly sqlHash: string;
  /** What the text is to do: `query`, `explain`, `ddl`, `dml`, `copy` or `set`. Absent when the run ended before it was planned. */
  readonly statementKind?: StatementKind;
  /** When it began: milliseconds since 1970-01-01 UTC. */
  readonly startedAtMs: number;
  /** When it ended: milliseconds since 1970-01-01 UTC. Absent while it runs. */
  readonly endedAtMs?: number;
  readonly outcome: "running" | RunOutcome;
  /** True once the stream was read to its end: then the counts are complete. A reader that leaves early ends well, but not complete. */
  readonly complete: boolean;
  /** Code of the error that ended the run, where it has one. */
  readonly errorCode?: string;
  /** Absent when the run ended before this stage. */
  readonly preflight?: PreflightSummary;
  /** Absent when the run ended before this stage. */
  readonly lane?: LaneSummary;
  /** Absent when the run ended before this stage. */
  readonly cache?: CacheSummary;
  /** One entry for each scan of a Delta table in a query. Absent when the run ended before this stage. */
  readonly pruning?: readonly TablePruning[];
  /** What was read of each table. */
  readonly scans: readonly ScanReport[];
  /** Milliseconds spent in each stage that has ended; `execute` ends with the stream. On a cache hit there is no `preflight` and no `lane`. */
  readonly phasesMs: Readonly<Partial<Record<PhaseName, number>>>;
  /** Milliseconds inside the engine: planning once the parameters are known, until the first rows, and in all. */
  readonly engineMs: { readonly plan: number; readonly firstRow?: number; readonly execute: number };
  /** Rows that have left the engine. */
  readonly rows: number;
  readonly batches: number;
  /** Size of the Arrow IPC stream that has left the engine, in bytes. */
  readonly bytes: number;
  /** What did not fit the memory limit and went to disk. */
  readonly spill: { readonly files: number; readonly bytes: number };
  /** The most memory that the query's operators had reserved at one time, in bytes. */
  readonly peakMemoryBytes: number;
  /** Of a statement that changed a Delta table. */
  readonly commit?: StatementCommit;
  /** The plan's operators from its root with what they measured, where the session records them. */
  readonly operators?: OperatorMetrics;
  /** A tree for the terminal, with times and shares. */
  toString(): string;
}

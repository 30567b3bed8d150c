import type { RunRecorder } from "@causeway/obs";
import type { Predicate } from "./predicate.js";
import type { ScanBudget } from "./pruning-options.js";
import type { PruningReport } from "./pruning-report.js";

/** One scan of a Delta table in a plan, as far as the engine tells of it. */
export interface DeltaScan {
  readonly table: string;
  readonly version?: number | bigint | undefined;
  /** What the engine pushed down to this scan: rows for which it is not true are not asked for. Absent: all rows are. */
  readonly predicate?: Predicate | undefined;
}

/** The pruner left a scan as it is: the engine goes by what it knows of partitions and statistics. */
export interface FilesLeftToEngine {
  readonly table: string;
  readonly version?: string;
  readonly chosenBy: "engine";
}

/** The pruner chose the files of a scan, and the engine reads no other. */
export interface FilesChosen {
  readonly table: string;
  readonly version?: string;
  readonly chosenBy: "pruner";
  /** Paths of the files to read. */
  readonly files: readonly string[];
  /** What the source of the index calls these files by, in the same order. */
  readonly numbers: Uint32Array;
  readonly report: PruningReport;
}

/** What became of one scan. */
export type ScanChoice = FilesLeftToEngine | FilesChosen;

export interface PrunerOptions {
  readonly signal?: AbortSignal | undefined;
  /** Refuses a scan that would read more, with `scan-budget-exceeded`. */
  readonly budget?: ScanBudget | undefined;
  /** Takes a `pruning` event for each scan whose files were chosen. */
  readonly run?: Pick<RunRecorder, "event"> | undefined;
}

/** The stage between a plan and its execution: one choice for each scan of a Delta table, in their order. */
export type Pruner = (
  scans: readonly DeltaScan[],
  options?: PrunerOptions,
) => readonly ScanChoice[] | Promise<readonly ScanChoice[]>;

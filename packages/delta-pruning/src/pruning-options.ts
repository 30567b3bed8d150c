import type { RunRecorder } from "@causeway/obs";

/** How much a scan may read at most. */
export interface ScanBudget {
  readonly maxFiles?: number | undefined;
  /** Most bytes of files. */
  readonly maxBytes?: number | undefined;
}

export interface PruningOptions {
  /** Refuses a scan that would read more, with `scan-budget-exceeded`. */
  readonly budget?: ScanBudget | undefined;
  /** Most skipped files that the report lists. Default 1,000. */
  readonly maxListed?: number | undefined;
  /**
   * Length in UTF-8 bytes from which a text's maximum may have been cut by its writer. Default 32, the shortest that Delta writers are
   * known to cut to; 0 takes every text for cut.
   */
  readonly truncatedStringBytes?: number | undefined;
  /** Takes a `pruning` event. */
  readonly run?: Pick<RunRecorder, "event"> | undefined;
}

/** What an incremental run did. */
export interface IncrementalReport {
  /** Id of the run, as in its events. */
  readonly runId: string;
  readonly appId: string;
  /**
   * - `applied`: the step below is in the target now;
   * - `already-applied`: another run, or an earlier try of this one, had committed it: nothing was written;
   * - `nothing-new`: the source has no version that the target does not have;
   * - `no-table`: a function gave no batch, and the target is not there, whose columns a commit without rows would have: the cursor stays.
   */
  readonly outcome: "applied" | "already-applied" | "nothing-new" | "no-table";
  /** The source's version that the target was at before; undefined for the first run. */
  readonly previousVersion: number | undefined;
  /** The versions whose changes were read; undefined if there was nothing new. */
  readonly fromVersion: number | undefined;
  /** The source's version that the target is at now. */
  readonly toVersion: number;
  /** The run began with all rows of `toVersion` instead of changes. */
  readonly snapshot: boolean;
  /** Rows that the commit wrote, or the sink took. Of a merge: rows inserted, updated and deleted. */
  readonly rowsWritten: number;
  /** The version of a Delta target that the run committed, or found. */
  readonly targetVersion: number | undefined;
  readonly elapsedMs: number;
}

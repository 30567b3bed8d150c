import type { QueryRun } from "./query-run.js";

const abandoned = new FinalizationRegistry<QueryRun>((run) => {
  void run.cancel("the result was thrown away before its end");
});

/**
 * Ties a run to those who can still read its result. The result and its iterators hold the lease, the session holds only the run:
 * when the last of them is garbage-collected, the engine's work stops and the run ends.
 */
export class RunLease {
  readonly run: QueryRun;

  constructor(run: QueryRun) {
    this.run = run;
    abandoned.register(this, run);
  }
}

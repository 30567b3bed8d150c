import { AsyncLocalStorage } from "node:async_hooks";
import type { Run } from "./run.js";

const runs = new AsyncLocalStorage<Run>();

/** The run that the calling code is part of, if any. */
export function currentRun(): Run | undefined {
  return runs.getStore();
}

/** Calls `fn` with `run` as the current run. */
export function withinRun<T>(run: Run, fn: () => T): T {
  return runs.run(run, fn);
}

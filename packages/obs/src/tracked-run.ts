import type { Run, RunOptions } from "./run.js";
import { startRun } from "./start-run.js";

/**
 * Runs `body` as one run: an id, a `run-start` and a `run-end` event, and whatever the body records in between.
 * Inside the body, and in all that it awaits, `currentRun()` is this run. What the body gives or throws goes on to the caller.
 * With a signal that has already fired the body is not called: the run is recorded as aborted and the signal's reason is thrown.
 */
export async function trackedRun<T>(
  label: string,
  options: RunOptions,
  body: (run: Run) => T | PromiseLike<T>,
): Promise<T> {
  const run = startRun(label, options);
  try {
    run.throwIfAborted();
    const value = await run.within(() => body(run));
    run.end();
    return value;
  } catch (error) {
    run.fail(error);
    throw error;
  }
}

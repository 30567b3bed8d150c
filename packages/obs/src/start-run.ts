import { RecordedRun } from "./recorded-run.js";
import type { OpenRun, Run, RunOptions } from "./run.js";
import { currentRun } from "./run-context.js";

/**
 * Begins a run that the caller ends by `end()` or `fail(error)`, exactly one of them on every way out.
 * Where a function can hold the whole run, `trackedRun` does that by itself.
 */
export function startRun(label: string, options: RunOptions = {}): OpenRun {
  const parent: Run | undefined = options.parent === undefined ? currentRun() : (options.parent ?? undefined);
  return new RecordedRun(label, options, parent);
}

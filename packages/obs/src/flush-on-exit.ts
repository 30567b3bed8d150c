import { setTimeout as delay } from "node:timers/promises";
import type { DiagnosticsSink } from "./diagnostics-sink.js";
import { integerOption } from "./integer-option.js";
import { ObsError } from "./obs-error.js";
import { abandonRuns, followRuns, unfollowRuns } from "./open-runs.js";

export interface FlushOnExitOptions {
  /** Longest that a signal waits for the sink, in milliseconds. Default 2,000. */
  readonly deadlineMs?: number | undefined;
  /** Signals that ask the process to end. Default: `SIGTERM` and `SIGINT`. */
  readonly signals?: readonly NodeJS.Signals[] | undefined;
}

/** Marks our listeners, whichever copy of the package put them up: none of them decides what becomes of the process. */
const marker = Symbol.for("causeway.obs.flush-on-exit");

type SignalListener = (signal: NodeJS.Signals) => void;

/**
 * Sees to it that a sink loses nothing when the process ends. It is to be given the sink that the runs were given, before they start.
 *
 * On a signal with no other listener: open runs end as `aborted`, the sink is flushed, at most for `deadlineMs`, and the process then
 * dies of that same signal, as it would have without this. A second signal kills at once. Where others listen to the signal, they say
 * when the process ends, and nothing happens here until it does. When it exits, by whatever way but a kill, what is still open ends
 * as `aborted` and the sink's `flushSync` is called. Exit codes stay as they are.
 *
 * Dispose of the answer to take the listeners down. Errors: `invalid-argument`.
 */
export function flushOnExit(sink: DiagnosticsSink, options: FlushOnExitOptions = {}): Disposable {
  const deadlineMs = integerOption("deadlineMs", options.deadlineMs, 2_000, 0);
  const signals = options.signals ?? ["SIGTERM", "SIGINT"];
  if (!followRuns(sink)) throw new ObsError("invalid-argument", "this sink is flushed on exit already");

  let isFlushing = false;
  const onSignal: SignalListener = (signal) => {
    if (!process.listeners(signal).every((listener) => marker in listener)) return;
    if (isFlushing) return passOn(signal);
    isFlushing = true;
    const reason = new ObsError("process-ended", `${signal} ended the process while the run was open`);
    abandonRuns(sink, reason);
    void flushWithin(sink, deadlineMs).then((isFlushed) => {
      // The process went on meanwhile, and may have begun other runs.
      if (isFlushed) endNow(sink, reason);
      passOn(signal);
    });
  };
  // Another sink may still be on its way; the last one lets the signal do what it does by default.
  const passOn = (signal: NodeJS.Signals): void => {
    process.off(signal, onSignal);
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
  };
  const onExit = (code: number): void => {
    endNow(sink, new ObsError("process-ended", `the process exited with code ${code} while the run was open`));
  };

  Object.assign(onSignal, { [marker]: true });
  // Before the others: a listener that is there for one time is gone once it has run, and would not be seen.
  for (const signal of signals) process.prependListener(signal, onSignal);
  process.on("exit", onExit);
  return {
    [Symbol.dispose]() {
      for (const signal of signals) process.off(signal, onSignal);
      process.off("exit", onExit);
      unfollowRuns(sink);
    },
  };
}

/** True when all has arrived. */
async function flushWithin(sink: DiagnosticsSink, deadlineMs: number): Promise<boolean> {
  const late = delay(deadlineMs, `the diagnostics sink was not flushed within ${deadlineMs} ms`);
  const flushed = flush(sink).then(
    () => undefined,
    (error: unknown) => `the diagnostics sink could not be flushed: ${String(error)}`,
  );
  const problem = await Promise.race([flushed, late]);
  if (problem !== undefined) await warn(problem);
  return problem === undefined;
}

async function flush(sink: DiagnosticsSink): Promise<void> {
  await sink.flush?.();
}

/** Ends what is open and hands it over, without waiting for anything. */
function endNow(sink: DiagnosticsSink, reason: ObsError): void {
  abandonRuns(sink, reason);
  try {
    sink.flushSync?.();
  } catch (error) {
    // Warnings are printed in a later turn, and there is none.
    process.stderr.write(`the diagnostics sink could not be flushed: ${String(error)}\n`);
  }
}

/** A process warning that has been printed before the answer resolves. */
async function warn(text: string): Promise<void> {
  process.emitWarning(text, { code: "CAUSEWAY_FLUSH_FAILED" });
  await new Promise(setImmediate);
}

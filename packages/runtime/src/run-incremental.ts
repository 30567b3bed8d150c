import { type Run, trackedRun } from "@causeway/obs";
import { placeOf, unlessMissing } from "./delta-places.js";
import {
  changesTable,
  checkIncrementalOptions,
  type IncrementalOptions,
  type IncrementalStep,
} from "./incremental-options.js";
import type { IncrementalReport } from "./incremental-report.js";
import { openSession } from "./open-session.js";
import type { Session } from "./session.js";
import { sessionTracing } from "./session-tracing.js";
import { writeStep } from "./write-step.js";

/**
 * Applies to a target what is new in a Delta table since the last run of the same `appId`: reads the change data feed, transforms it as a stream and
 * commits it. The commit carries the application transaction (`appId`, version of the source), so the cursor lives in the target's own log, and
 * moves with the rows or not at all: each change is applied exactly once, whatever dies when, and of runs at the same time one wins.
 * The first run takes all rows of the source, or the changes from a version on.
 *
 * Errors: `unknown-option`, `invalid-option`, `cursor-unreadable`; `change-data-feed-off` if the source records no changes; `commit-conflict` if
 * another run of this `appId` was faster with other versions; those of queries and of writing. Nothing is committed then, and the next run tries again.
 *
 * @example
 * const report = await runIncremental({
 *   appId: "late-flights",
 *   source: { delta: "./data/flights" },
 *   target: { delta: "./data/late-flights" },
 *   transform: "SELECT origin, delay FROM changes WHERE delay > 60 AND _change_type = 'insert'",
 * });
 * console.log(report.outcome, report.rowsWritten);
 */
export async function runIncremental(options: IncrementalOptions): Promise<IncrementalReport> {
  checkIncrementalOptions(options);
  const { label = "incremental", session: sessionOptions = {}, tables = {}, timeoutMs } = options;
  const timeout = timeoutMs === undefined ? undefined : AbortSignal.timeout(timeoutMs);
  const signals = [options.signal, timeout].filter((signal) => signal !== undefined);
  return trackedRun(
    label,
    {
      sink: sessionOptions.diagnostics,
      telemetry: sessionTracing(sessionOptions.tracing)?.telemetry,
      signal: AbortSignal.any(signals),
      operation: "incremental",
      attributes: { appId: options.appId },
    },
    async (run) => {
      const startedMs = performance.now();
      const session = await openSession({ ...sessionOptions, tables });
      try {
        const report = await applyNext(run, session, options);
        return { ...report, runId: run.id, appId: options.appId, elapsedMs: performance.now() - startedMs };
      } finally {
        await session.close();
      }
    },
  );
}

type Applied = Omit<IncrementalReport, "runId" | "appId" | "elapsedMs">;

async function applyNext(run: Run, session: Session, options: IncrementalOptions): Promise<Applied> {
  const { signal } = run;
  const previous = await cursorOf(session, options, signal);
  const { version: newest } = await placeOf(session, options.source).describe({ signal });
  const now = { previousVersion: previous, rowsWritten: 0, targetVersion: undefined };
  if (previous !== undefined && previous >= newest) {
    return { ...now, outcome: "nothing-new", fromVersion: undefined, toVersion: previous, snapshot: false };
  }
  const step = stepOf(options, previous, newest);
  const { fromVersion, toVersion, snapshot } = step;
  const changes = snapshot ? { snapshotVersion: toVersion } : { fromVersion, toVersion };
  await session.tables.register(changesTable, { ...options.source, changes });
  const written = await writeStep(run, session, options, step, previous);
  return { ...now, fromVersion, toVersion, snapshot, ...written };
}

/** What the target has of the source already. */
async function cursorOf(
  session: Session,
  { appId, target, cursors }: IncrementalOptions,
  signal: AbortSignal,
): Promise<number | undefined> {
  if (!("delta" in target)) return cursors?.read(appId);
  return unlessMissing(placeOf(session, target).transactionVersion(appId, { signal }));
}

function stepOf(options: IncrementalOptions, previous: number | undefined, toVersion: number): IncrementalStep {
  const { appId, start = "snapshot" } = options;
  if (previous !== undefined) return { appId, fromVersion: previous + 1, toVersion, snapshot: false };
  if (start === "snapshot") return { appId, fromVersion: toVersion, toVersion, snapshot: true };
  return { appId, fromVersion: start.version, toVersion, snapshot: false };
}

import type { DiagnosticsSink } from "./diagnostics-sink.js";

/** A run that somebody may have to end for its owner. */
export interface AbandonedRun {
  /** Ends the run as aborted, if it has not ended. */
  abandon(error: unknown): void;
}

/** The open runs of the sinks that are to be flushed when the process ends. No other run is kept track of. */
const openRuns = new Map<DiagnosticsSink, Set<AbandonedRun>>();

/** The open runs of a sink, where somebody follows them. */
export function followedRuns(sink: DiagnosticsSink): Set<AbandonedRun> | undefined {
  return openRuns.get(sink);
}

/** Follows the runs that start from now on with this sink. False when somebody does already. */
export function followRuns(sink: DiagnosticsSink): boolean {
  if (openRuns.has(sink)) return false;
  openRuns.set(sink, new Set());
  return true;
}

export function unfollowRuns(sink: DiagnosticsSink): void {
  openRuns.delete(sink);
}

/** Ends the open runs of a sink as aborted, the latest first: a nested run ends before the one around it. */
export function abandonRuns(sink: DiagnosticsSink, error: unknown): void {
  for (const run of [...(openRuns.get(sink) ?? [])].reverse()) run.abandon(error);
}

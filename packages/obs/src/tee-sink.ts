import type { DiagnosticsSink } from "./diagnostics-sink.js";
import { ObsError } from "./obs-error.js";

/**
 * Hands every record to each of the sinks, in their order. One that fails does not keep a record from the others;
 * the failure is told afterwards, as `sink-failed`.
 */
export function teeSink(...sinks: readonly DiagnosticsSink[]): DiagnosticsSink {
  return {
    recordEvents: (name, rows) => toAll(sinks, (sink) => sink.recordEvents(name, rows)),
    recordArtifact: (name, payload) => toAll(sinks, (sink) => sink.recordArtifact(name, payload)),
    flush: async () => toAll(sinks, (sink) => sink.flush?.()),
    flushSync: () => void toAll(sinks, (sink) => sink.flushSync?.()),
  };
}

function toAll(
  sinks: readonly DiagnosticsSink[],
  record: (sink: DiagnosticsSink) => void | Promise<void>,
): void | Promise<void> {
  const failures: unknown[] = [];
  const pending: Promise<void>[] = [];
  for (const sink of sinks) {
    try {
      const answer = record(sink);
      if (answer) pending.push(answer);
    } catch (error) {
      failures.push(error);
    }
  }
  if (pending.length === 0) return throwFailures(failures, sinks.length);
  return Promise.allSettled(pending).then((answers) => {
    for (const answer of answers) if (answer.status === "rejected") failures.push(answer.reason);
    throwFailures(failures, sinks.length);
  });
}

function throwFailures(failures: readonly unknown[], total: number): void {
  if (failures.length === 0) return;
  const cause = failures.length === 1 ? failures[0] : new AggregateError(failures);
  throw new ObsError("sink-failed", `${failures.length} of ${total} sinks failed`, { cause });
}

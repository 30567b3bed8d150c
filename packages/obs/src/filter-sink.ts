import type { DiagnosticsSink, RecordStamp } from "./diagnostics-sink.js";

/** One record, as a filter sees it. */
export interface FilteredRecord {
  readonly kind: "event" | "artifact";
  readonly name: string;
  readonly payload: object & RecordStamp;
}

/** Hands on only the records that `accept` says yes to. */
export function filterSink(sink: DiagnosticsSink, accept: (record: FilteredRecord) => boolean): DiagnosticsSink {
  return {
    recordEvents(name, rows) {
      const accepted = rows.filter((payload) => accept({ kind: "event", name, payload }));
      return accepted.length === 0 ? undefined : sink.recordEvents(name, accepted);
    },
    recordArtifact(name, payload) {
      return accept({ kind: "artifact", name, payload }) ? sink.recordArtifact(name, payload) : undefined;
    },
    flush: async () => sink.flush?.(),
    flushSync: () => sink.flushSync?.(),
  };
}

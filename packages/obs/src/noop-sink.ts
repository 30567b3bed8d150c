import type { DiagnosticsSink } from "./diagnostics-sink.js";

/** Keeps nothing. The sink of a run that was given none. */
export const noopSink: DiagnosticsSink = {
  recordEvents() {},
  recordArtifact() {},
  async flush() {},
};

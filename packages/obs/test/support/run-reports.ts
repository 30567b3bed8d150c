import type { ArtifactPayload } from "../../src/artifact-types.js";
import type { Run } from "../../src/run.js";

/** The report of a run with figures of all kinds. */
export function reportOf({ id, label }: Run): ArtifactPayload<"run-report"> {
  return {
    runId: id,
    label,
    statementKind: "query",
    outcome: "running",
    complete: true,
    scans: [{ table: "flights", kind: "delta", filesTotal: 10, filesRead: 4, bytesScanned: 2_000 }],
    phasesMs: {},
    engineMs: { plan: 1, execute: 2 },
    rows: 3,
    batches: 1,
    bytes: 900,
    spill: { files: 2, bytes: 8_000 },
    peakMemoryBytes: 64_000,
  };
}

import type { ChangeScope } from "@causeway/ext-native";
import { currentRun, type Run, startRun } from "@causeway/obs";
import { attachRunId } from "./attach-run-id.js";
import type { EngineTraces } from "./engine-traces.js";
import type { SessionOptions } from "./session-options.js";
import { sessionTracing } from "./session-tracing.js";

/** The key of a commit's `commitInfo` that holds the id of its run. */
export const commitInfoKey = "causewayRunId";

/**
 * Makes each change of a Delta table a run, by the name of the change and as the operation `commit`, as part of the run around it: with the spans of the engine, the event `commit`, and the run's id in the
 * commit's `commitInfo`. That is the id of the run around it, where there is one, as in the application transactions of its commits.
 */
export function changeRuns(
  { diagnostics, tracing }: Pick<SessionOptions, "diagnostics" | "tracing">,
  traces: EngineTraces,
): ChangeScope {
  const { telemetry } = sessionTracing(tracing) ?? {};
  return ({ operation }, change) => {
    const outer = currentRun();
    const options = { sink: diagnostics, telemetry, operation: "commit", attributes: { operation } };
    // Not `trackedRun`: what cleans up within a run that was called off may still change tables.
    const run = startRun(operation, options);
    return run.within(async () => {
      const trace = traces.begin(run);
      try {
        const report = await change({ trace, commitMetadata: { [commitInfoKey]: outer?.id ?? run.id } });
        recordCommit(run, report);
        traces.finish(run, trace);
        run.end();
        return report;
      } catch (error) {
        traces.finish(run, trace);
        run.fail(error);
        throw attachRunId(error, run.id);
      }
    });
  };
}

/** The counts that the reports of changes have, each some of them. */
interface Counts {
  readonly uri: string;
  readonly version: number;
  readonly alreadyApplied?: boolean;
  readonly rows?: number;
  readonly insertedRows?: number;
  readonly updatedRows?: number;
  readonly deletedRows?: number;
  readonly files?: number;
  readonly filesAdded?: number;
  readonly bytes?: number;
  readonly bytesAdded?: number;
  readonly dryRun?: boolean;
}

/** A change that was applied already, and one that only looks, have made no commit. */
function recordCommit(run: Run, report: unknown): void {
  const counts = report as Counts;
  if (counts.alreadyApplied !== false || counts.dryRun === true) return;
  const { uri, version, insertedRows = 0, updatedRows = 0, deletedRows = 0 } = counts;
  const bytes = counts.bytes ?? counts.bytesAdded;
  const files = typeof counts.files === "number" ? counts.files : counts.filesAdded;
  run.event("commit", {
    uri,
    version: String(version),
    rows: counts.rows ?? insertedRows + updatedRows + deletedRows,
    files: files ?? 0,
    ...(bytes === undefined ? {} : { bytes }),
  });
}

import { createHash } from "node:crypto";
import type { ExecutionReport } from "@causeway/ext-native";
import type { PhaseRecord } from "@causeway/obs";
import { formatReport } from "./format-report.js";
import { pruningSummary } from "./pruning-summary.js";
import type { Ending, QueryRun } from "./query-run.js";
import type { RunReport } from "./run-report.js";

/** The report of a run at this moment. `execution` is undefined before it began. */
export function buildReport(
  { run, sql, record, statementKind, preflight, lane, cache, pruning }: QueryRun,
  ending: Ending | undefined,
  execution: ExecutionReport | undefined,
): RunReport {
  const report = {
    runId: run.id,
    label: run.label,
    // Plain JavaScript may have given anything; the engine says so, and the report of that run tells it.
    sqlHash: createHash("sha256").update(String(sql)).digest("hex"),
    ...(statementKind === undefined ? {} : { statementKind }),
    startedAtMs: run.startedAt.getTime(),
    ...(ending === undefined ? {} : { endedAtMs: ending.endedAtMs }),
    outcome: ending?.outcome ?? "running",
    complete: ending?.complete ?? false,
    ...(ending?.errorCode === undefined ? {} : { errorCode: ending.errorCode }),
    ...(preflight === undefined ? {} : { preflight }),
    ...(lane === undefined ? {} : { lane }),
    ...(cache === undefined ? {} : { cache }),
    ...(pruning === undefined
      ? {}
      : { pruning: pruning.map((pruned) => pruningSummary(pruned, execution?.scans ?? [])) }),
    scans: execution?.scans ?? [],
    phasesMs: Object.fromEntries(run.phases.map((phase) => [phase.name, ownMs(phase, run.phases)])),
    engineMs: {
      plan: execution?.planMs ?? 0,
      ...(execution?.firstRowMs === undefined ? {} : { firstRow: execution.firstRowMs }),
      execute: execution?.executeMs ?? 0,
    },
    rows: execution?.rows ?? 0,
    batches: execution?.batches ?? 0,
    bytes: execution?.bytes ?? 0,
    peakMemoryBytes: execution?.peakMemoryBytes ?? 0,
    spill: { files: execution?.spillFiles ?? 0, bytes: execution?.spillBytes ?? 0 },
    ...(execution?.commit === undefined ? {} : { commit: execution.commit }),
    ...(record.includes("operators") && execution?.operators !== undefined ? { operators: execution.operators } : {}),
  } as const;
  // Not enumerable: the report stays plain data for JSON and for structuredClone.
  return Object.defineProperty(report, "toString", { value: () => formatReport(report) });
}

/** Duration of a phase without the phases inside of it: the cache's holds what it had compiled. */
export function ownMs(phase: PhaseRecord, phases: readonly PhaseRecord[]): number {
  const endMs = phase.offsetMs + phase.durationMs;
  return phases
    .filter(
      (inner) => inner !== phase && inner.offsetMs >= phase.offsetMs && inner.offsetMs + inner.durationMs <= endMs,
    )
    .reduce((ms, inner) => ms - inner.durationMs, phase.durationMs);
}

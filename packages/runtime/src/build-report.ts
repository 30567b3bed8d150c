import { createHash } from "node:crypto";
import type { ExecutionReport } from "@causeway/ext-native";
import type { OpenRun } from "@causeway/obs";
import { formatReport } from "./format-report.js";
import type { LaneSummary, PreflightSummary, RunReport } from "./run-report.js";

/** What is known of a run at the moment of its report. */
export interface ReportParts {
  readonly run: OpenRun;
  readonly sql: string;
  readonly outcome: RunReport["outcome"];
  readonly complete: boolean;
  readonly errorCode: string | undefined;
  readonly preflight: PreflightSummary | undefined;
  readonly lane: LaneSummary | undefined;
  /** What the engine says of the execution; undefined before it began. */
  readonly execution: ExecutionReport | undefined;
}

export function buildReport(parts: ReportParts): RunReport {
  const { run, sql, outcome, complete, errorCode, preflight, lane, execution } = parts;
  const report = {
    runId: run.id,
    label: run.label,
    sqlHash: createHash("sha256").update(sql).digest("hex"),
    outcome,
    complete,
    ...(errorCode === undefined ? {} : { errorCode }),
    ...(preflight === undefined ? {} : { preflight }),
    ...(lane === undefined ? {} : { lane }),
    cache: { level: "off" },
    pruning: { by: "engine" },
    scans: execution?.scans ?? [],
    phasesMs: Object.fromEntries(run.phases.map(({ name, durationMs }) => [name, durationMs])),
    engineMs: {
      plan: execution?.planMs ?? 0,
      ...(execution?.firstRowMs === undefined ? {} : { firstRow: execution.firstRowMs }),
      execute: execution?.executeMs ?? 0,
    },
    rows: execution?.rows ?? 0,
    batches: execution?.batches ?? 0,
    bytes: execution?.bytes ?? 0,
    spill: { files: execution?.spillFiles ?? 0, bytes: execution?.spillBytes ?? 0 },
  } as const;
  // Not enumerable: the report stays plain data for JSON and for structuredClone.
  return Object.defineProperty(report, "toString", { value: () => formatReport(report) });
}

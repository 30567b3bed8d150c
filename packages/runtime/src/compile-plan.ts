import type { CancelOptions, EngineSession } from "@causeway/ext-native";
import { noopSink } from "@causeway/obs";
import {
  noopPreflight,
  type Preflight,
  type PreflightMode,
  type PreflightReport,
  type StatementCheck,
  type TableSchema,
} from "@causeway/sql-preflight";
import { type CompiledLane, compileLane } from "@causeway/substrait-lane";
import type { CompiledPlan } from "./compiled-plan.js";
import { errorOfSignal, joinLimits } from "./joined-limits.js";
import { KeptDryRun } from "./native-adapters.js";
import type { QueryRun } from "./query-run.js";
import type { LaneSummary, PreflightSummary } from "./run-report.js";
import { RuntimeError } from "./runtime-error.js";
import type { LanePreference } from "./session-options.js";

/** What the compiling stages need of a session. */
export interface CompilingStages {
  readonly engine: EngineSession;
  readonly preflight: Preflight;
  /** The registered tables with their columns. */
  readonly schemas: () => readonly TableSchema[];
}

/** How the stages treat one query. */
export interface StageChoices {
  readonly preflight: PreflightMode;
  readonly lane: LanePreference;
}

/**
 * The stages that make a plan of a text: preflight, then lane. Each records on the run what it decided. The engine plans once,
 * for the preflight or (where that is off) for the lane.
 */
export async function compilePlan(
  stages: CompilingStages,
  query: QueryRun,
  choices: StageChoices,
  limits: CancelOptions,
): Promise<CompiledPlan> {
  const { run, sql } = query;
  const dryRun = new KeptDryRun(stages.engine, limits);
  const preflight = await run.phase("preflight", () =>
    preflightQuery(stages, query, choices.preflight, dryRun, limits),
  );
  return run.phase("lane", async () => {
    const plan = await dryRun.plan(sql);
    const compiled = await compileLane(sql, { lane: choices.lane, run });
    const lane = summaryOf(compiled);
    query.lane = lane;
    if (compiled.lane === "sql") return { plan, preflight, lane };
    return { plan, preflight, lane, substrait: { bytes: compiled.planBytes, hash: compiled.substraitHash } };
  });
}

async function preflightQuery(
  stages: CompilingStages,
  query: QueryRun,
  mode: PreflightMode,
  dryRun: KeptDryRun,
  limits: CancelOptions,
): Promise<PreflightSummary> {
  const preflight = mode === "off" ? noopPreflight : stages.preflight;
  const report = await check(preflight, stages.schemas(), query, dryRun, limits);
  const summary: PreflightSummary = {
    mode,
    verdict: verdict(report, mode),
    diagnosticCodes: report.diagnostics.map(({ code }) => code),
  };
  query.preflight = summary;
  // What the engine itself refuses cannot run in any mode, and its own error says most about it.
  if (dryRun.error !== undefined) throw dryRun.error;
  if (summary.verdict === "refused") throw refused(report);
  return summary;
}

async function check(
  preflight: StatementCheck,
  schemas: readonly TableSchema[],
  { sql, run }: QueryRun,
  dryRun: KeptDryRun,
  limits: CancelOptions,
): Promise<PreflightReport> {
  const { signal, release } = joinLimits(limits);
  // Only a sink has a use for the tree.
  const include = { ast: run.sink !== noopSink, lineage: false };
  try {
    return await preflight.check(sql, { schemas, planDryRun: dryRun.run, include, run, signal });
  } catch (error) {
    if (dryRun.error !== undefined) throw dryRun.error;
    throw signal?.aborted ? errorOfSignal(signal) : error;
  } finally {
    release();
  }
}

function verdict(report: PreflightReport, mode: PreflightMode): PreflightSummary["verdict"] {
  if (report.checkedBy === "nothing") return "skipped";
  if (report.ok) return "passed";
  return mode === "enforce" ? "refused" : "warned";
}

function refused({ diagnostics }: PreflightReport): RuntimeError {
  const [first] = diagnostics.filter(({ severity }) => severity === "error");
  return new RuntimeError("preflight-refused", first?.message ?? "the preflight refuses the statement", {
    diagnostics,
  });
}

function summaryOf(compiled: CompiledLane): LaneSummary {
  const { lane, planHash } = compiled;
  if (compiled.lane === "substrait" || compiled.fallback === undefined) return { lane, planHash };
  const { code, reason } = compiled.fallback;
  return { lane, planHash, fallback: { code, reason } };
}

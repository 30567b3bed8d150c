import type { EngineSession, PreparedPlan } from "@causeway/ext-native";
import { noopPreflight, type Preflight, type PreflightMode, type PreflightReport } from "@causeway/sql-preflight";
import { type CompiledLane, compileLane } from "@causeway/substrait-lane";
import { KeptDryRun } from "./native-adapters.js";
import type { QueryRun } from "./query-run.js";
import type { LaneSummary } from "./run-report.js";
import { RuntimeError } from "./runtime-error.js";
import type { LanePreference } from "./session-options.js";

/** What a session lends to each of its queries. */
export interface QueryStages {
  readonly engine: EngineSession;
  readonly preflight: Preflight;
  /** Names of the registered tables. */
  readonly tableNames: () => readonly string[];
}

/** How the stages treat one query. */
export interface StageChoices {
  readonly preflight: PreflightMode;
  readonly lane: LanePreference;
}

/**
 * The way of one query from its text to a plan that can be executed: preflight, then lane. Each records on the run what it decided.
 * Which files are read is the engine's choice, and each run plans anew.
 */
export async function compileQuery(stages: QueryStages, query: QueryRun, choices: StageChoices): Promise<PreparedPlan> {
  const dryRun = new KeptDryRun(stages.engine, query.limits());
  await query.run.phase("preflight", () => preflightQuery(stages, query, choices.preflight, dryRun));
  return query.run.phase("lane", () => laneQuery(query, choices.lane, dryRun));
}

async function preflightQuery(
  stages: QueryStages,
  query: QueryRun,
  mode: PreflightMode,
  dryRun: KeptDryRun,
): Promise<void> {
  const preflight = mode === "off" ? noopPreflight : stages.preflight;
  const report = await check(preflight, stages.tableNames(), query, dryRun);
  query.preflight = {
    mode,
    verdict: verdict(report, mode),
    diagnosticCodes: report.diagnostics.map(({ code }) => code),
  };
  // What the engine itself refuses cannot run in any mode, and its own error says most about it.
  if (dryRun.error !== undefined) throw dryRun.error;
  if (query.preflight.verdict === "refused") throw refused(report);
}

async function check(
  preflight: Preflight,
  tables: readonly string[],
  { sql, run }: QueryRun,
  dryRun: KeptDryRun,
): Promise<PreflightReport> {
  try {
    // The signal stops the engine's planning, which is all that the check waits for.
    return await preflight.check(sql, { tables, planDryRun: dryRun.run, run });
  } catch (error) {
    throw dryRun.error ?? error;
  }
}

async function laneQuery(query: QueryRun, lane: LanePreference, dryRun: KeptDryRun): Promise<PreparedPlan> {
  const { sql, run } = query;
  const plan = await dryRun.plan(sql);
  const compiled = await compileLane(sql, { lane, run });
  query.lane = { lane: compiled.lane, planHash: compiled.planHash, ...fallbackOf(compiled) };
  return plan;
}

function verdict(report: PreflightReport, mode: PreflightMode): "passed" | "refused" | "warned" | "skipped" {
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

function fallbackOf(compiled: CompiledLane): Pick<LaneSummary, "fallback"> {
  if (compiled.lane === "substrait" || compiled.fallback === undefined) return {};
  const { code, reason } = compiled.fallback;
  return { fallback: { code, reason } };
}

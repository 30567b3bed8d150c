import type { CallOptions, EngineSession } from "@causeway/ext-native";
import { noopSink } from "@causeway/obs";
import {
  judgePlan,
  noopPreflight,
  type PlanFindings,
  type Policy,
  type Preflight,
  type PreflightMode,
  type PreflightReport,
  type StatementCheck,
} from "@causeway/sql-preflight";
import { inspectPlan, LaneError } from "@causeway/substrait-lane";
import { attachDiagnostics } from "./attach-diagnostics.js";
import type { CompiledPlan } from "./compiled-plan.js";
import { errorOfSignal, joinLimits } from "./joined-limits.js";
import { type LanePlan, type LaneWork, planByLane, planOfBytes } from "./lane-plans.js";
import { findingsOf, KeptDryRun, policyDiagnostics } from "./native-adapters.js";
import type { QueryRun } from "./query-run.js";
import type { PreflightSummary } from "./run-report.js";
import { RuntimeError } from "./runtime-error.js";
import type { LanePreference } from "./session-options.js";
import type { StatementCatalogue } from "./statement-catalogue.js";

/** What the compiling stages need of a session. */
export interface CompilingStages {
  readonly engine: EngineSession;
  readonly preflight: Preflight;
  readonly policy: Policy | undefined;
  readonly catalogue: StatementCatalogue;
}

/** How the stages treat one query. */
export interface StageChoices {
  readonly preflight: PreflightMode;
  readonly lane: LanePreference;
}

/**
 * The stages that make a plan of a query. A text passes the preflight, then takes its lane, and the engine plans it once for both. A relation and bytes
 * take the lane first: of a relation the preflight reads the SQL that it means, of bytes what stands in them. Each stage records on the run what it decided.
 */
export async function compilePlan(
  stages: CompilingStages,
  query: QueryRun,
  choices: StageChoices,
  limits: CallOptions,
): Promise<CompiledPlan> {
  const { run, given } = query;
  const { engine } = stages;
  const dryRun = new KeptDryRun(engine, limits);
  const work: LaneWork = { engine, mode: choices.lane, dryRun, limits, run };
  const { input } = given;
  const preflight = () =>
    run.phase("preflight", () => preflightQuery(stages, query, choices.preflight, dryRun, limits));
  if (typeof input === "string") {
    const passed = await preflight();
    const planned = await run.phase("lane", () => planByLane(input, work));
    return recorded(query, planned, passed);
  }
  if (input instanceof Uint8Array) {
    const planned = await laneOf(query, choices.preflight, () => planOfBytes(input, work));
    const passed = await run.phase("preflight", () => preflightBytes(stages, query, choices.preflight, planned, input));
    return recorded(query, planned, passed);
  }
  const planned = await laneOf(query, choices.preflight, () => planByLane(input, work));
  dryRun.keep(planned.plan);
  return recorded(query, planned, await preflight());
}

/** The lane of what has no text: the engine holds the policy here, and what it refuses is told as a verdict, as that on a text is. */
function laneOf(query: QueryRun, mode: PreflightMode, plan: () => Promise<LanePlan>): Promise<LanePlan> {
  return query.run.phase("lane", plan).catch((error: unknown) => {
    const diagnostics = policyDiagnostics(error);
    if (mode !== "enforce" || diagnostics.length === 0) throw error;
    query.preflight = { mode, verdict: "refused", diagnosticCodes: diagnostics.map(({ code }) => code) };
    query.findings = diagnostics;
    throw refused({ diagnostics }, error);
  });
}

function recorded(query: QueryRun, planned: LanePlan, preflight: PreflightSummary): CompiledPlan {
  const { plan, lane, substrait } = planned;
  query.lane = lane;
  return { plan, preflight, lane, substrait, findings: query.findings };
}

async function preflightQuery(
  stages: CompilingStages,
  query: QueryRun,
  mode: PreflightMode,
  dryRun: KeptDryRun,
  limits: CallOptions,
): Promise<PreflightSummary> {
  const preflight = mode === "off" ? noopPreflight : stages.preflight;
  const report = await check(preflight, stages.catalogue, query, dryRun, limits);
  const summary = summaryOf(query, report, mode);
  // What the policy forbids is told as a verdict; of what else the engine refuses, in any mode, its own error says most.
  if (summary.verdict === "refused" && !dryRun.hasFailed) throw refused(report, dryRun.error);
  if (dryRun.error !== undefined) throw attachDiagnostics(dryRun.error, report.diagnostics);
  return summary;
}

/** The engine has held its part of the policy when it planned the bytes; here is what is left, such as kinds of statements. */
async function preflightBytes(
  { policy, catalogue }: CompilingStages,
  query: QueryRun,
  mode: PreflightMode,
  { plan }: LanePlan,
  bytes: Uint8Array,
): Promise<PreflightSummary> {
  if (mode === "off") return { mode, verdict: "skipped", diagnosticCodes: [] };
  const tables = (await catalogue.schemas()).map(({ name }) => (typeof name === "string" ? name : name.join(".")));
  const report = judgePlan({ ...findingsOf(plan), ...sizeOf(bytes, policy) }, { policy, tables });
  const summary = summaryOf(query, report, mode);
  if (summary.verdict === "refused") throw refused(report, undefined);
  return summary;
}

/** The size of a plan, where the policy asks for it. What cannot be inspected has none, and the policy then refuses it. */
function sizeOf(bytes: Uint8Array, policy: Policy | undefined): Pick<PlanFindings, "queryDepth" | "literals"> {
  if (policy?.maxDepth === undefined && policy?.maxLiterals === undefined) return {};
  try {
    const { queryDepth, literals } = inspectPlan(bytes);
    return { queryDepth, literals };
  } catch (error) {
    if (LaneError.isInstance(error)) return {};
    throw error;
  }
}

function summaryOf(query: QueryRun, report: PreflightReport, mode: PreflightMode): PreflightSummary {
  const diagnosticCodes = report.diagnostics.map(({ code }) => code);
  const summary: PreflightSummary = { mode, verdict: verdict(report, mode), diagnosticCodes };
  query.preflight = summary;
  query.findings = report.diagnostics;
  return summary;
}

async function check(
  preflight: StatementCheck,
  catalogue: StatementCatalogue,
  { sql, run }: QueryRun,
  dryRun: KeptDryRun,
  limits: CallOptions,
): Promise<PreflightReport> {
  const { signal, release } = joinLimits(limits);
  // Only a sink has a use for the tree.
  const include = { ast: run.sink !== noopSink, lineage: false };
  try {
    const schemas = await catalogue.schemas();
    const functions = catalogue.functions();
    return await preflight.check(sql, { schemas, functions, planDryRun: dryRun.run, include, run, signal });
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

function refused({ diagnostics }: Pick<PreflightReport, "diagnostics">, cause: unknown): RuntimeError {
  const [first] = diagnostics.filter(({ severity }) => severity === "error");
  return new RuntimeError("preflight-refused", first?.message ?? "the preflight refuses the statement", {
    diagnostics,
    ...(cause === undefined ? {} : { cause }),
  });
}

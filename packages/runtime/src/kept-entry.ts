import { type CachedFallback, canonicalHash, type PlanCacheEntry } from "@causeway/plan-cache";
import type { Diagnostic } from "@causeway/sql-preflight";
import { hashPlanBytes } from "@causeway/substrait-lane";
import type { CompiledPlan } from "./compiled-plan.js";
import type { QueryRun } from "./query-run.js";
import type { CacheSummary, LaneSummary, PreflightSummary } from "./run-report.js";
import { RuntimeError } from "./runtime-error.js";

/** What is kept of a plan outside of this process. */
export interface KeptPlan {
  readonly preflight: PreflightSummary;
  /** All that the preflight found. */
  readonly findings: readonly Diagnostic[];
  readonly lane: LaneSummary;
  /** The plan as Substrait. Absent: it is planned from the text. */
  readonly planBytes?: Uint8Array;
}

/** The preflight's part of an entry. */
interface KeptVerdict {
  readonly summary: PreflightSummary;
  /** All that it found. */
  readonly findings: readonly Diagnostic[];
}

/** The entry of a plan. One that is no plain query is not kept. */
export function entryOfPlan(sql: string, profileHash: string, compiled: CompiledPlan): PlanCacheEntry<CompiledPlan> {
  const { plan, lane, preflight, findings, substrait } = compiled;
  const verdict: KeptVerdict = { summary: preflight, findings };
  return {
    planHash: lane.planHash,
    profileHash,
    compilationLane: lane.lane,
    substraitHash: lane.substraitHash,
    planBytes: substrait,
    fallback: lane.fallback,
    preflight: verdict,
    createdAtMs: Date.now(),
    sizeBytes: preparedBytes(sql, plan.schema.fields.length) + (substrait?.byteLength ?? 0),
    prepared: compiled,
    transient: plan.statementKind !== "query",
  };
}

/** The plan of an entry from another process. Errors: an entry that lacks a part of it, or holds other bytes than it says. */
export function keptPlanOf(entry: PlanCacheEntry): KeptPlan {
  const { preflight, planHash, compilationLane: lane, substraitHash, fallback, planBytes } = entry;
  const { summary, findings } = (preflight ?? {}) as Partial<KeptVerdict>;
  if (summary === undefined || findings === undefined)
    throw new TypeError("the entry holds no verdict of the preflight");
  if (planBytes !== undefined && hashPlanBytes(planBytes) !== substraitHash) {
    throw new TypeError("the plan is not the one that was kept");
  }
  return {
    preflight: summary,
    findings,
    lane: {
      lane,
      planHash,
      ...(substraitHash === undefined ? {} : { substraitHash }),
      ...(fallback === undefined ? {} : { fallback: laneFallback(fallback) }),
    },
    ...(planBytes === undefined ? {} : { planBytes }),
  };
}

function laneFallback({ code, reason, node }: CachedFallback): NonNullable<LaneSummary["fallback"]> {
  return node === undefined ? { code, reason } : { code, reason, node };
}

/** An error by which the preflight refused a query: it holds for everyone who asks the same. */
export function isRefusal(error: unknown): error is RuntimeError {
  return RuntimeError.isInstance(error) && error.code === "preflight-refused";
}

/** The entry of a query that is refused. */
export function entryOfRefusal(
  { sql, preflight }: QueryRun,
  profileHash: string,
  { code, message, diagnostics }: RuntimeError,
): PlanCacheEntry<CompiledPlan> {
  const verdict = { summary: preflight, findings: diagnostics };
  return {
    planHash: canonicalHash(sql),
    profileHash,
    compilationLane: "sql",
    refusal: { code, reason: message.slice(code.length + 2) },
    preflight: verdict,
    createdAtMs: Date.now(),
    sizeBytes: 2 * JSON.stringify(verdict).length,
  };
}

/** Records on a run what an entry says of its refusal, and gives the error to throw: a new one, since an error belongs to one run. */
export function refuseBy(query: QueryRun, { refusal, preflight }: PlanCacheEntry): RuntimeError {
  const { summary, findings: diagnostics } = preflight as KeptVerdict;
  query.preflight = summary;
  query.findings = diagnostics;
  return new RuntimeError("preflight-refused", refusal?.reason ?? "", { diagnostics });
}

/** How a look-up was answered, for the report. */
export function cacheSummary({ use, level, reason }: CacheSummary): CacheSummary {
  return { use, ...(level === undefined ? {} : { level }), ...(reason === undefined ? {} : { reason }) };
}

/** The engine does not tell what a plan takes up. Measured: 7 kB for `SELECT 1`, 12 kB for an aggregate, 42 kB for a list of 2,000 values. */
function preparedBytes(sql: string, columns: number): number {
  return 8_192 + 8 * sql.length + 512 * columns;
}

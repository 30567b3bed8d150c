import type { Diagnostic } from "./diagnostic.js";
import type { PlanDryRun, PlanFindings } from "./plan-dry-run.js";
import type { CheckContext, Preflight, PreflightOptions } from "./preflight.js";
import { PreflightError } from "./preflight-error.js";
import { type CompletePolicy, completePolicy, judgeByPolicy } from "./preflight-policy.js";
import type { PreflightReport } from "./preflight-report.js";
import { type VerdictStore, verdictKey } from "./verdict-store.js";

/**
 * Makes a preflight that judges a statement by a planner's dry run and by a policy over what the dry run found.
 * Throws `dry-run-missing` without a planner, and `invalid-policy` for a policy that it could not enforce.
 */
export function createPreflight(options: PreflightOptions): Preflight {
  if (typeof options?.planDryRun !== "function") {
    throw new PreflightError("dry-run-missing", "there is nothing to judge by: give the planner's planDryRun");
  }
  return new PolicyPreflight(options.planDryRun, completePolicy(options.policy), options.verdicts);
}

class PolicyPreflight implements Preflight {
  readonly #planDryRun: PlanDryRun;
  readonly #policy: CompletePolicy;
  readonly #verdicts: VerdictStore | undefined;
  readonly #checks = new Set<Promise<unknown>>();
  #closed = false;

  constructor(planDryRun: PlanDryRun, policy: CompletePolicy, verdicts: VerdictStore | undefined) {
    this.#planDryRun = planDryRun;
    this.#policy = policy;
    this.#verdicts = verdicts;
  }

  async check(sql: string, context: CheckContext): Promise<PreflightReport> {
    if (this.#closed) throw new PreflightError("preflight-closed", "the preflight is closed");
    checkArguments(sql, context);
    if (context.signal?.aborted) throw abortedError(context.signal.reason);
    const check = this.#judge(sql, context);
    this.#checks.add(check);
    try {
      const report = await check;
      recordReport(report, context);
      return report;
    } finally {
      this.#checks.delete(check);
    }
  }

  async #judge(sql: string, context: CheckContext): Promise<PreflightReport> {
    const startMs = performance.now();
    const { tables, fingerprint } = context;
    const verdicts = fingerprint === undefined ? undefined : this.#verdicts;
    const key = fingerprint === undefined ? "" : verdictKey({ sql, policy: this.#policy, tables, fingerprint });
    const kept = await tryStore("read", () => verdicts?.get(key));
    if (kept.value !== undefined) {
      return { ...kept.value, checkedBy: "kept-verdict", timings: { totalMs: performance.now() - startMs } };
    }
    const dryRunStartMs = performance.now();
    const findings = await dryRun(context.planDryRun ?? this.#planDryRun, sql, context.signal);
    const dryRunMs = performance.now() - dryRunStartMs;
    const diagnostics = [...findings.diagnostics, ...judgeByPolicy(findings, this.#policy, tables)];
    const timings = { dryRunMs, totalMs: performance.now() - startMs };
    const report = makeReport(findings, diagnostics, timings);
    const stored = await tryStore("written", () => verdicts?.set(key, report));
    const failures = [...kept.failures, ...stored.failures];
    return failures.length === 0 ? report : { ...report, diagnostics: [...diagnostics, ...failures] };
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.allSettled(this.#checks);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

function makeReport(
  findings: PlanFindings,
  diagnostics: readonly Diagnostic[],
  timings: PreflightReport["timings"],
): PreflightReport {
  const { statementKind, tables, columns, parameters, outputColumns, normalizedSql } = findings;
  return {
    ok: diagnostics.every(({ severity }) => severity !== "error"),
    checkedBy: "plan-dry-run",
    diagnostics,
    ...(statementKind === undefined ? {} : { statementKind }),
    tables: [...new Set(tables)],
    ...(columns === undefined ? {} : { columns }),
    parameters,
    outputColumns,
    ...(normalizedSql === undefined ? {} : { normalizedSql }),
    timings,
  };
}

async function dryRun(planDryRun: PlanDryRun, sql: string, signal: AbortSignal | undefined): Promise<PlanFindings> {
  let findings: PlanFindings;
  try {
    findings = await planDryRun(sql, { signal });
  } catch (cause) {
    if (signal?.aborted) throw abortedError(signal.reason);
    throw new PreflightError("dry-run-failed", "the planner could not judge the statement", { cause });
  }
  if (signal?.aborted) throw abortedError(signal.reason);
  const { diagnostics, tables, parameters, outputColumns } = findings ?? {};
  if (![diagnostics, tables, parameters, outputColumns].every(Array.isArray)) {
    throw new PreflightError("dry-run-invalid", "the planner gave something that is no finding");
  }
  return findings;
}

async function tryStore<T>(
  verb: "read" | "written",
  act: () => T | Promise<T>,
): Promise<{ value?: T; failures: Diagnostic[] }> {
  try {
    return { value: await act(), failures: [] };
  } catch (error) {
    const message = `The kept verdict could not be ${verb}: ${String(error)}.`;
    return { failures: [{ code: "verdict-store-failed", severity: "information", message }] };
  }
}

function recordReport(report: PreflightReport, { run }: CheckContext): void {
  const { ok, checkedBy, statementKind, tables, diagnostics, timings } = report;
  run?.event("preflight", {
    ok,
    checkedBy,
    ...(statementKind === undefined ? {} : { statementKind }),
    tables,
    diagnosticCodes: diagnostics.map(({ code }) => code),
    durationMs: timings.totalMs,
  });
}

function checkArguments(sql: string, context: CheckContext): void {
  if (typeof sql !== "string")
    throw new PreflightError("invalid-argument", `a statement is a text, this is ${typeof sql}`);
  if (!Array.isArray(context?.tables)) {
    throw new PreflightError("invalid-argument", "the context must name the registered tables");
  }
}

function abortedError(reason: unknown): PreflightError {
  return new PreflightError("aborted", "the check was called off", { cause: reason });
}

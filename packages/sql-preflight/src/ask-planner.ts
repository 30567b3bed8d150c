import type { PlanDryRun, PlanFindings } from "./plan-dry-run.js";
import { abortedError, PreflightError } from "./preflight-error.js";

/** What a planner finds in a text. Errors: `dry-run-failed`, `dry-run-invalid`, `aborted`. */
export async function askPlanner(
  planDryRun: PlanDryRun,
  sql: string,
  signal: AbortSignal | undefined,
): Promise<PlanFindings> {
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

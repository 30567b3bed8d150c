import { completePolicy } from "./complete-policy.js";
import type { Diagnostic } from "./diagnostic.js";
import { judgeByPolicy, rulesBeyond } from "./judge-by-policy.js";
import { makeReport } from "./make-report.js";
import type { PlanFindings } from "./plan-dry-run.js";
import type { Policy } from "./policy.js";
import type { PreflightReport } from "./preflight-report.js";

/**
 * A report on a query that came without a text, such as a plan of Substrait: what the policy has against what is known of the plan. A rule that the
 * findings cannot answer, such as one over columns, refuses the query, as it refuses a text that nobody can read.
 *
 * @throws {PreflightError} `invalid-policy`
 */
export function judgePlan(
  findings: PlanFindings,
  options: { readonly policy?: Policy | undefined; readonly tables: readonly string[] },
): PreflightReport {
  const startMs = performance.now();
  const policy = completePolicy(options.policy);
  const diagnostics = [
    ...findings.diagnostics,
    ...judgeByPolicy(findings, policy, options.tables),
    ...beyond(rulesBeyond(findings, policy)),
  ];
  return makeReport({ planned: findings }, diagnostics, { totalMs: performance.now() - startMs });
}

function beyond(rules: readonly string[]): Diagnostic[] {
  if (rules.length === 0) return [];
  const message = `The policy asks what cannot be told of a plan: ${rules.join(", ")}.`;
  return [{ code: "unparsed", severity: "error", message, suggestions: [] }];
}

import type { PlanDryRun, PlanFindings } from "../../src/plan-dry-run.js";

/** What a planner finds in a plain query over `flights`. */
export const plainFindings: PlanFindings = {
  diagnostics: [],
  statementKind: "query",
  tables: ["flights"],
  outputColumns: [{ name: "n", type: "Int64", nullable: false }],
  parameters: [{ name: "$1", type: "Int64" }],
};

/** A planner that finds the same in every statement. */
export function planDryRunOf(findings: Partial<PlanFindings> = {}): PlanDryRun {
  return async () => ({ ...plainFindings, ...findings });
}

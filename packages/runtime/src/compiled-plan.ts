import type { PreparedPlan } from "@causeway/ext-native";
import type { Diagnostic } from "@causeway/sql-preflight";
import type { LaneSummary, PreflightSummary } from "./run-report.js";

/** What the compiling stages make of a text: a plan that can be executed any number of times, and what they decided on the way. */
export interface CompiledPlan {
  readonly plan: PreparedPlan;
  readonly preflight: PreflightSummary;
  readonly lane: LaneSummary;
  /** The plan as Substrait, when it went by that lane. */
  readonly substrait?: Uint8Array | undefined;
  /** All that the preflight found. */
  readonly findings: readonly Diagnostic[];
}

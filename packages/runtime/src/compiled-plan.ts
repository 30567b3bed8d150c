import type { PreparedPlan } from "@causeway/ext-native";
import type { LaneSummary, PreflightSummary } from "./run-report.js";

/** What the compiling stages make of a text: a plan that can be executed any number of times, and what they decided on the way. */
export interface CompiledPlan {
  readonly plan: PreparedPlan;
  readonly preflight: PreflightSummary;
  readonly lane: LaneSummary;
  /** The plan as it travels, where it goes by Substrait: another process makes the same plan of it. */
  readonly substrait?: PlanBytes;
}

/** A plan of Substrait. */
export interface PlanBytes {
  readonly bytes: Uint8Array;
  /** SHA-256 in hexadecimal. */
  readonly hash: string;
}

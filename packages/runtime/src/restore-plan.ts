import type { CancelOptions, EngineSession } from "@causeway/ext-native";
import type { CompiledPlan } from "./compiled-plan.js";
import type { KeptPlan } from "./kept-entry.js";

/** The plan of a query that another process has checked: the engine plans its text, and nothing is checked again. Errors: those of the engine. */
export async function restorePlan(
  engine: EngineSession,
  sql: string,
  { preflight, lane }: KeptPlan,
  limits: CancelOptions,
): Promise<CompiledPlan> {
  return { plan: await engine.prepare(sql, limits), preflight, lane };
}

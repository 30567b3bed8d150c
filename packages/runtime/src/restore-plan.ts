import type { CallOptions, EngineSession } from "@causeway/ext-native";
import type { CompiledPlan } from "./compiled-plan.js";
import type { KeptPlan } from "./kept-entry.js";

/**
 * The plan of a query that another process has checked, which is not checked again: the engine makes it of the plan's bytes and parses no SQL, or
 * where the query goes by SQL, of its text. Errors: those of the engine, for bytes `invalid-plan` and others.
 */
export async function restorePlan(
  engine: EngineSession,
  sql: string,
  { planBytes, ...kept }: KeptPlan,
  limits: CallOptions,
): Promise<CompiledPlan> {
  if (planBytes === undefined) return { ...kept, plan: await engine.prepare(sql, limits) };
  return { ...kept, plan: await engine.prepareSubstrait(planBytes, limits), substrait: planBytes };
}

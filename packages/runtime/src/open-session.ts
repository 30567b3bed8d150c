import { EngineSession } from "@causeway/ext-native";
import { createPreflight, type Preflight } from "@causeway/sql-preflight";
import { EngineBackedSession } from "./engine-backed-session.js";
import { enginePolicyOf } from "./engine-policy.js";
import { KeptPlans } from "./kept-plans.js";
import { KeptDryRun } from "./native-adapters.js";
import { registerPlanCacheTable } from "./plan-cache-table.js";
import { PlanKeys } from "./plan-keys.js";
import { noPlanCache, type PlanStage } from "./plan-stage.js";
import { registerRunsTable } from "./runs-table.js";
import type { Session } from "./session.js";
import { checkSessionOptions, type SessionOptions } from "./session-options.js";
import { EngineTables } from "./session-tables.js";
import { StatementCatalogue } from "./statement-catalogue.js";

/**
 * Opens a session: an engine in this process, with the tables registered. `await using` or `close()` ends it.
 *
 * Errors: `unknown-option`, `invalid-option`, `invalid-policy`, and those of registering a table; then nothing stays open.
 *
 * @example
 * await using session = await openSession({ tables: { flights: { delta: "./data/flights", version: 3 } } });
 * const result = await session.query("SELECT count(*) AS n FROM flights WHERE delay > $1", { parameters: [60] });
 * console.log(await result.first());
 */
export async function openSession(options: SessionOptions = {}): Promise<Session> {
  checkSessionOptions(options);
  const { engine: engineOptions = {}, policy } = options;
  const engine = EngineSession.open(
    policy === undefined ? engineOptions : { ...engineOptions, policy: enginePolicyOf(policy) },
  );
  let preflight: Preflight | undefined;
  try {
    const { allow = [] } = engineOptions;
    const catalogue = new StatementCatalogue(engine, allow.includes("ddl") || allow.includes("external-table"));
    preflight = createPreflight({
      policy,
      planDryRun: (sql, { signal }) => new KeptDryRun(engine, signal === undefined ? {} : { signal }).run(sql),
    });
    const tables: EngineTables = new EngineTables(engine, () => plans);
    const plans = planStage(tables, options);
    registerPlanCacheTable(engine, plans);
    if (options.preflight !== "off") warmUp(preflight, plans);
    await Promise.all(Object.entries(options.tables ?? {}).map(([name, source]) => tables.register(name, source)));
    engine.verifyPolicy();
    const session = new EngineBackedSession({ engine, tables, catalogue, preflight, plans, options });
    registerRunsTable(engine, () => session.runs());
    return session;
  } catch (error) {
    await Promise.all([engine.close(), preflight?.close()]);
    throw error;
  }
}

function planStage(tables: EngineTables, options: SessionOptions): PlanStage {
  const { planCache = {} } = options;
  return planCache === false ? noPlanCache : new KeptPlans(new PlanKeys(() => tables.identities(), options), planCache);
}

/**
 * Starts SQLGlot in the background, so that the first query does not wait for all of it. Where that may be a known one, which needs no SQLGlot,
 * it starts with the first query that is not.
 */
async function warmUp(preflight: Preflight, plans: PlanStage): Promise<void> {
  if (await plans.isCold()) preflight.warmUp();
}

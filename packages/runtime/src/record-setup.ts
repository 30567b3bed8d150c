import type { EngineSession } from "@causeway/ext-native";
import { type CacheConfigArtifact, noopSink, type OpenRun } from "@causeway/obs";
import { capabilitiesArtifact } from "./capability-report.js";
import type { PlanStage } from "./plan-stage.js";
import type { StatementCatalogue } from "./statement-catalogue.js";

/** Records with a run what the session can do, and how its caches are set up and filled. */
export function recordSetup(
  run: OpenRun,
  engine: EngineSession,
  catalogue: StatementCatalogue,
  plans: PlanStage,
): void {
  // Only a sink has a use for them.
  if (run.sink === noopSink) return;
  run.artifact("capabilities", {
    ...capabilitiesArtifact(),
    exprPlanners: engine.exprPlanners(),
    functions: catalogue.ownFunctions(),
  });
  for (const cache of cachesOf(engine, plans)) run.artifact("cache-config", cache);
}

function cachesOf(engine: EngineSession, plans: PlanStage): CacheConfigArtifact[] {
  const { listFiles, metadata, statistics, predicate } = engine.caches.snapshot();
  const plan = plans.snapshot();
  const engines = Object.entries({ "list-files": listFiles, metadata, statistics }).map(([cache, totals]) => {
    const { maxBytes, ttlMs, entries, bytes, hits, misses } = totals;
    const level = { store: "memory", maxBytes, ...(ttlMs === undefined ? {} : { maxAgeMs: ttlMs }) };
    return { cache, enabled: maxBytes > 0, levels: [level], totals: { entries, bytes, hits, misses } };
  });
  const { rowsDecoded, rowsServed } = predicate;
  const all = [...engines, { cache: "predicate", enabled: true, levels: [], rowsDecoded, rowsServed }];
  if (plan === undefined) return [...all, plans.config];
  const { entries, bytes, hits, misses } = plan;
  return [...all, { ...plans.config, totals: { entries, bytes, hits, misses } }];
}

import type { PlanCacheEntry } from "../src/plan-cache-entry.js";

/** An entry for tests. */
export function makeEntry<Prepared = unknown>(
  planHash: string,
  options: Partial<PlanCacheEntry<Prepared>> = {},
): PlanCacheEntry<Prepared> {
  return { planHash, profileHash: "p", compilationLane: "sql", createdAtMs: 0, sizeBytes: 100, ...options };
}

import { createPlanCache, planFingerprint } from "@causeway/plan-cache";

const cache = createPlanCache<{ rows: number }>({ maxBytes: 1_000_000 });
const profile = { policy: "read-only" };
const key = planFingerprint({ input: "select 1", schemas: {}, versions: { engine: "55.2" }, profile });
const compile = async () => ({
  planHash: key,
  profileHash: "p1",
  compilationLane: "sql" as const,
  createdAtMs: Date.now(),
  sizeBytes: 500,
  prepared: { rows: 1 },
});
const [first, second] = await Promise.all([cache.get(key, compile), cache.get(key, compile)]);
console.log(first.use, second.use, (await cache.get(key, compile)).use); // miss joined hit
await cache.close();

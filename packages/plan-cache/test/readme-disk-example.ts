import { tmpdir } from "node:os";
import { join } from "node:path";
import { createPlanCache, diskStore } from "@causeway/plan-cache";

const directory = join(tmpdir(), `plans-${process.pid}`);
const entry = { planHash: "h", profileHash: "p", compilationLane: "substrait" as const, sizeBytes: 500 };
const compile = async () => ({ ...entry, planBytes: new Uint8Array([1, 2, 3]), createdAtMs: Date.now() });
for (let start = 1; start <= 2; start += 1) {
  const persistent = diskStore({ directory, maxBytes: 100_000_000, maxAgeMs: 86_400_000 });
  const cache = createPlanCache({ persistent });
  const { use, level, reason } = await cache.get("key", compile, { restore: async (kept) => kept });
  console.log(use, level ?? reason); // miss absent, then hit persistent
  await cache.close();
}

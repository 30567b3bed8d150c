// What look-ups cost: node scripts/measure-look-ups.mjs [entries] [bytes of each plan]. Needs `npm run build`.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createPlanCache, diskStore } from "../dist/index.js";

const [count = 500, planSize = 10_000] = process.argv.slice(2).map(Number);
const directory = mkdtempSync(join(tmpdir(), "plans-measured-"));
const keys = Array.from({ length: count }, (_, index) => `key-${index}`);
const entryOf = (key) => ({
  planHash: key,
  profileHash: "p",
  compilationLane: "substrait",
  planBytes: new Uint8Array(planSize).fill(7),
  preflight: { ok: true, tables: ["flights"], diagnostics: [] },
  createdAtMs: Date.now(),
  sizeBytes: planSize,
});

async function measure(name, body) {
  const times = [];
  for (const key of keys) {
    const startMs = performance.now();
    await body(key);
    times.push(performance.now() - startMs);
  }
  times.sort((a, b) => a - b);
  const at = (share) => times[Math.ceil(times.length * share) - 1].toFixed(3);
  console.log(`${name}: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, max ${at(1)} ms`);
}

try {
  const store = diskStore({ directory });
  await store.get("load the library");
  await measure("disk set", (key) => store.set(key, entryOf(key)));
  await measure("disk get, hit", (key) => store.get(key));
  await measure("disk get, absent", (key) => store.get(`${key} absent`));
  const cache = createPlanCache({ persistent: store });
  const never = () => Promise.reject(new Error("not asked"));
  await measure("cache get, hit on disk", (key) => cache.get(key, never));
  await measure("cache get, hit in memory", (key) => cache.get(key, never));
  await cache.close();
  const sweeping = diskStore({ directory });
  const startMs = performance.now();
  await sweeping.set("first of a process", entryOf("first"));
  console.log(
    `first set of a process, with its sweep over ${count} entries: ${(performance.now() - startMs).toFixed(1)} ms`,
  );
  await sweeping.close();
  console.log(`fresh process, until its first hit on disk: ${freshProcess(keys[0]).join(", ")} ms`);
} finally {
  rmSync(directory, { recursive: true });
}

/** Milliseconds from the import of this package to the first entry, in processes of their own. */
function freshProcess(key) {
  const module = fileURLToPath(new URL("../dist/index.js", import.meta.url));
  const program = `const startMs = performance.now();
    const { diskStore } = await import(${JSON.stringify(module)});
    const importedMs = performance.now();
    const entry = await diskStore({ directory: ${JSON.stringify(directory)} }).get(${JSON.stringify(key)});
    if (entry?.planHash !== ${JSON.stringify(key)}) throw new Error("not found");
    console.log((performance.now() - startMs).toFixed(1), (importedMs - startMs).toFixed(1));`;
  const run = () => execFileSync(process.execPath, ["--input-type=module", "--eval", program], { encoding: "utf8" });
  return Array.from({ length: 5 }, () => run().trim().replace(/ (.*)/, " (of which import $1)"));
}

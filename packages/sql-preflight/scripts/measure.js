/**
 * Measures the built package: `node scripts/measure.js [statements.json]`. The file holds `{ schemas, statements: { name: text } }`;
 * without one, a few statements of our own are checked. Times in milliseconds, memory in megabytes of the process over idle.
 */
import { cpSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createPreflight } from "../dist/index.js";

const column = (/** @type {string} */ name, /** @type {string} */ type) => ({ name, type });
const ours = {
  schemas: [
    { name: "flights", columns: [column("origin", "Utf8"), column("delay", "Int64"), column("day", "Date32")] },
    { name: "airports", columns: [column("code", "Utf8"), column("city", "Utf8")] },
  ],
  statements: {
    grouped: "SELECT origin, count(*) AS n FROM flights WHERE delay > 60 GROUP BY 1 ORDER BY n DESC LIMIT 10",
    joined: "SELECT a.city, avg(f.delay) FROM flights f JOIN airports a ON a.code = f.origin GROUP BY a.city",
  },
};
const { schemas, statements } = process.argv[2] ? JSON.parse(readFileSync(process.argv[2], "utf8")) : ours;
const texts = Object.entries(statements);
const rounds = 15;
const megabytes = () => process.memoryUsage.rss() / 1e6;
const percentile = (/** @type {number[]} */ values, /** @type {number} */ part) =>
  values.sort((a, b) => a - b)[Math.floor((values.length - 1) * part)]?.toFixed(3);

const idle = megabytes();
const startMs = performance.now();
const preflight = createPreflight({ verdicts: false });
const first = await preflight.check(texts[0][1], { schemas });
console.log(`first verdict after ${(performance.now() - startMs).toFixed(0)} ms, started by ${first.startedBy}`);

console.log(`memory over idle: ${(megabytes() - idle).toFixed(0)} MB`);

for (const include of [{ ast: false, lineage: false }, {}]) {
  const all = [];
  const own = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, sql] of texts) {
      const report = await preflight.check(sql, { schemas, include });
      if (round === 0 && !report.ok) console.log(name, report.diagnostics.slice(0, 2));
      if (round < 3) continue;
      all.push(report.timings.totalMs);
      own.push(report.timings.sqlglot?.totalMs ?? 0);
    }
  }
  const ends = [0.5, 0.95].map((part) => `p${part * 100} ${percentile(all, part)} (Python ${percentile(own, part)})`);
  console.log(`warm check with ${JSON.stringify(include)}: ${ends.join(", ")}`);
}
console.log(`memory over idle after ${texts.length * rounds * 2} checks: ${(megabytes() - idle).toFixed(0)} MB`);

const keeping = createPreflight();
const kept = [];
for (let round = 0; round < 1_000; round += 1) {
  const askedMs = performance.now();
  const report = await keeping.check(texts[0][1], { schemas, fingerprint: "1" });
  if (report.checkedBy === "kept-verdict") kept.push(performance.now() - askedMs);
}
console.log(`kept verdict: p50 ${percentile(kept, 0.5)}, p95 ${percentile(kept, 0.95)}`);
await Promise.all([preflight.close(), keeping.close()]);

// Another copy of the build has a worker of its own; without the snapshot it starts from the beginning.
const copy = fileURLToPath(new URL("../node_modules/.cache/cold/dist/", import.meta.url));
mkdirSync(copy, { recursive: true });
cpSync(fileURLToPath(new URL("../dist", import.meta.url)), copy, { recursive: true });
rmSync(`${copy}assets/snapshot.bin`);
const { createPreflight: createCold } = await import(`${copy}index.js`);
const coldMs = performance.now();
const cold = createCold();
const late = await cold.check(texts[0][1], { schemas });
console.log(`without the snapshot after ${(performance.now() - coldMs).toFixed(0)} ms, started by ${late.startedBy}`);
await cold.close();
rmSync(copy, { recursive: true });

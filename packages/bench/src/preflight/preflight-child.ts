import { readFileSync } from "node:fs";
import type { CheckTime, PreflightTask, PreflightTimes } from "./preflight-times.js";

/** Checks statements as the task in the file of the first argument says, in a process that does nothing else. */
const { entry, sets, rounds } = JSON.parse(readFileSync(process.argv[2] ?? "", "utf8")) as PreflightTask;
const bytes = () => process.memoryUsage.rss();
const [set] = sets;
const [firstText] = Object.values(set?.statements ?? {});
if (set === undefined || firstText === undefined) throw new Error("the task has no statements");

const idleBytes = bytes();
const startMs = performance.now();
const { createPreflight } = (await import(entry)) as typeof import("@causeway/sql-preflight");
await using preflight = createPreflight({ verdicts: false });
const { startedBy } = await preflight.check(firstText, { schemas: set.schemas });
const firstVerdictMs = performance.now() - startMs;
const firstBytes = bytes();

// The tree is for a sink, and lineage for whoever asks.
const include = { ast: false, lineage: false };
const checks: CheckTime[][] = sets.map(() => []);
let checkCount = 1;
for (let round = 0; round < rounds; round += 1) {
  for (const [at, { schemas, statements }] of sets.entries()) {
    for (const [name, sql] of Object.entries(statements)) {
      const { ok, diagnostics, timings } = await preflight.check(sql, { schemas, include });
      if (!ok) throw new Error(`${name}: ${JSON.stringify(diagnostics[0])}`);
      checkCount += 1;
      if (round >= 3) checks[at]?.push({ name, totalMs: timings.totalMs, sqlglotMs: timings.sqlglot?.totalMs ?? 0 });
    }
  }
}
const checkedBytes = bytes();

await using keeping = createPreflight();
const keptMs: number[] = [];
for (let round = 0; round < 50 * rounds; round += 1) {
  const askedMs = performance.now();
  const { checkedBy } = await keeping.check(firstText, { schemas: set.schemas, fingerprint: "1" });
  if (checkedBy === "kept-verdict") keptMs.push(performance.now() - askedMs);
}

const times: PreflightTimes = {
  firstVerdictMs,
  startedBy,
  idleBytes,
  firstBytes,
  checks,
  checkCount,
  checkedBytes,
  keptMs,
};
process.stdout.write(JSON.stringify(times));

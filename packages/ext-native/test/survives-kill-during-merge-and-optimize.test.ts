import { join } from "node:path";
import { expect, it } from "vitest";
import { killAt, seededNumbers } from "./support/kill-program.js";
import { runProgram } from "./support/run-program.js";
import { openSession, rowsOf } from "./support/sessions.js";
import { temporaryFolder } from "./support/temporary-folder.js";

/**
 * Takes one step after the other: a merge that counts up each row and inserts a hundred, an append of a hundred, a compaction. It begins with the
 * newest step again, which the table must know.
 */
const worker = (uri: string, last: number) => `
  const uri = ${JSON.stringify(uri)};
  const merged = "SELECT n FROM range(0, 100000) AS r(n)";
  async function take(session, step) {
    const transaction = { appId: "worker", version: step };
    const target = { uri, transaction, commitMetadata: {} };
    if (step % 3 === 0) {
      return session.operateDelta(JSON.stringify({ target, operation: { kind: "optimize", options: { kind: "compact" } } }));
    }
    const first = Math.floor(step / 3) * 200 + (step % 3 === 1 ? 100 : 200);
    if (step % 3 === 2) {
      const plan = await session.prepare(\`SELECT value AS n, CAST(0 AS BIGINT) AS v FROM range(\${first}, \${first + 100})\`);
      return plan.writeDelta(uri, JSON.stringify({ mode: "append", transaction }));
    }
    const plan = await session.prepare(\`SELECT value AS n FROM range(0, \${first + 100})\`);
    const merge = {
      on: "target.n = source.n",
      sourceAlias: "source",
      targetAlias: "target",
      whenMatched: [{ kind: "update", values: { v: "target.v + 1" } }],
      whenNotMatched: [{ kind: "insert", values: { n: "source.n", v: "0" } }],
      whenNotMatchedBySource: [],
    };
    return plan.mergeDelta(JSON.stringify({ target, merge }));
  }
  (async () => {
    const session = native.NativeSession.open('{"threads":2}');
    const done = await session.transactionVersion(JSON.stringify({ uri }), "worker");
    for (let step = done; step <= ${last}; step += 1) {
      const report = await take(session, step);
      if (typeof report !== "string" || JSON.parse(report).alreadyApplied !== (step === done)) {
        throw new Error(JSON.stringify([step, done, report]));
      }
    }
  })();
`;

/** What the table holds after so many steps. */
function expected(steps: number): object {
  let values: number[] = Array.from({ length: 100 }, () => 0);
  for (let step = 1; step <= steps; step += 1) {
    if (step % 3 === 0) continue;
    const counted = step % 3 === 1 ? values.map((value) => value + 1) : values;
    values = [...counted, ...Array.from({ length: 100 }, () => 0)];
  }
  return { rows: values.length, numbers: values.length, sum: values.reduce((sum, value) => sum + value, 0) };
}

it("a table whose merges, appends and compactions were killed 50 times holds whole steps", {
  timeout: 120_000,
}, async () => {
  const uri = join(temporaryFolder(), "t");
  const session = openSession();
  const first = await session.prepare("SELECT value AS n, CAST(0 AS BIGINT) AS v FROM range(0, 100)");
  await session.delta(uri).write(first, { mode: "create", transaction: { appId: "worker", version: 0 } });
  const now = async () => {
    await session.deregisterTable("t");
    await session.registerTable("t", { delta: uri });
    const sql = "SELECT count(*) AS rows, count(DISTINCT n) AS numbers, sum(v) AS sum FROM t";
    return (await rowsOf(session, sql, { mode: "js" }))[0];
  };
  const stepsDone = async () => (await session.delta(uri).transactionVersion("worker")) ?? 0;
  const random = seededNumbers(50);
  let killed = 0;
  for (let round = 0; round < 55; round += 1) {
    const before = await stepsDone();
    const end = await killAt(worker(uri, before + 4), [uri, join(uri, "_delta_log")], 1 + random(16));
    expect(end.stderr).toBe("");
    if (end.killed) killed += 1;
    const steps = await stepsDone();
    expect(steps).toBeGreaterThanOrEqual(before);
    expect(await now(), `after round ${round}, step ${steps}`).toEqual(expected(steps));
  }
  expect(killed).toBeGreaterThanOrEqual(50);
  const steps = await stepsDone();
  expect((await runProgram(worker(uri, steps + 3))).stderr).toBe("");
  expect(await now()).toEqual(expected(steps + 3));
});

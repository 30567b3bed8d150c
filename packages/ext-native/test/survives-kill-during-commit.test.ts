import { join } from "node:path";
import { expect, it } from "vitest";
import { killAt, seededNumbers } from "./support/kill-program.js";
import { python } from "./support/python.js";
import { runProgram } from "./support/run-program.js";
import { openSession, rowsOf } from "./support/sessions.js";
import { temporaryFolder } from "./support/temporary-folder.js";

const rowsOfStep = 4_000;
const parts = 4;
const stepSql = (step: number | string) =>
  `SELECT CAST(${step} AS INT) AS step, value AS n, concat('p', value % ${parts}) AS part FROM range(0, ${rowsOfStep})`;

/** Appends one step after the other, beginning with the newest one again: the table must know it. */
const writer = (uri: string, last: number) => `
  const uri = ${JSON.stringify(uri)};
  (async () => {
    const session = native.NativeSession.open("{}");
    const done = await session.transactionVersion(JSON.stringify({ uri }), "writer");
    for (let step = done; step <= ${last}; step += 1) {
      const plan = await session.prepare(\`${stepSql("$" + "{step}")}\`);
      const transaction = { appId: "writer", version: step };
      const report = await plan.writeDelta(uri, JSON.stringify({ mode: "append", transaction }));
      if (typeof report !== "string" || JSON.parse(report).alreadyApplied !== (step === done)) {
        throw new Error(JSON.stringify([step, done, report]));
      }
    }
  })();
`;

it("whole commits only are in a table whose writers were killed 60 times, and each step once", {
  timeout: 120_000,
}, async () => {
  const uri = join(temporaryFolder(), "t");
  const session = openSession();
  const first = await session.prepare(stepSql(0));
  await session
    .delta(uri)
    .write(first, { mode: "create", partitionBy: ["part"], transaction: { appId: "writer", version: 0 } });
  const folders = [
    uri,
    join(uri, "_delta_log"),
    ...Array.from({ length: parts }, (_, part) => join(uri, `part=p${part}`)),
  ];
  const stepsNow = async () => {
    await session.deregisterTable("t");
    await session.registerTable("t", { delta: uri });
    return rowsOf(
      session,
      "SELECT step, count(*) AS rows, count(DISTINCT n) AS numbers, count(DISTINCT part) AS parts FROM t GROUP BY step ORDER BY step",
      { mode: "js" },
    );
  };
  const wholeSteps = (count: number) =>
    Array.from({ length: count }, (_, step) => ({ step, rows: rowsOfStep, numbers: rowsOfStep, parts }));
  const random = seededNumbers(20240229);
  let killed = 0;
  let steps = 1;
  for (let round = 0; round < 60; round += 1) {
    const end = await killAt(writer(uri, steps + 3), folders, 1 + random(60));
    expect(end.stderr).toBe("");
    if (end.killed) killed += 1;
    const now = await stepsNow();
    expect(now.length, `after round ${round}`).toBeGreaterThanOrEqual(steps);
    expect(now, `after round ${round}`).toEqual(wholeSteps(now.length));
    steps = now.length;
  }
  expect(killed).toBeGreaterThanOrEqual(50);
  expect((await runProgram(writer(uri, steps + 1))).stderr).toBe("");
  expect(await stepsNow()).toEqual(wholeSteps(steps + 2));
  const others = await python(
    `
import json
rows = "SELECT step, count(*) FROM t GROUP BY step ORDER BY step"
print(json.dumps([by_deltalake(sys.argv[1], rows), by_duckdb(sys.argv[1], rows)]))`,
    uri,
  );
  const expected = wholeSteps(steps + 2).map(({ step, rows }) => [step, rows]);
  expect(others).toEqual([expected, expected]);
});

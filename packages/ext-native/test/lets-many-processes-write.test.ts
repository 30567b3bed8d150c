import { join } from "node:path";
import { tableFromArrays } from "apache-arrow";
import { expect, it } from "vitest";
import { python } from "./support/python.js";
import { runProgram } from "./support/run-program.js";
import { openSession, rowsOf } from "./support/sessions.js";
import { temporaryFolder } from "./support/temporary-folder.js";

const writers = 8;
const appends = 25;

/** Appends one row at a time, and prints what became of each as JSON: a version, or the code of its failure. */
const writer = (uri: string, number: number) => `
  const uri = ${JSON.stringify(uri)};
  (async () => {
    const session = native.NativeSession.open('{"threads":1}');
    const ends = [];
    for (let step = 0; step < ${appends}; step += 1) {
      const plan = await session.prepare(\`SELECT CAST(${number} AS INT) AS writer, CAST(\${step} AS INT) AS step\`);
      const report = await plan.writeDelta(uri, JSON.stringify({ mode: "append" }));
      ends.push(typeof report === "string" ? JSON.parse(report).version : report.failureCode);
    }
    console.log(JSON.stringify(ends));
  })();
`;

it(`${writers} processes that append at the same time lose nothing and double nothing`, {
  timeout: 120_000,
}, async () => {
  const uri = join(temporaryFolder(), "t");
  const session = openSession();
  const none = tableFromArrays({ writer: Int32Array.of(-1), step: Int32Array.of(-1) });
  await session.delta(uri).write(none, { mode: "create" });
  const ends = await Promise.all(Array.from({ length: writers }, (_, number) => runProgram(writer(uri, number))));
  const expected: string[] = ["-1 -1"];
  const versions: number[] = [];
  for (const [number, end] of ends.entries()) {
    expect(end).toMatchObject({ code: 0, stderr: "" });
    const outcomes = JSON.parse(end.stdout) as (number | string)[];
    expect(outcomes).toHaveLength(appends);
    for (const [step, outcome] of outcomes.entries()) {
      if (typeof outcome === "number") {
        versions.push(outcome);
        expected.push(`${number} ${step}`);
      } else {
        expect(outcome).toBe("commit-conflict");
      }
    }
  }
  // Each commit has a version of its own, and there is none that nobody knows of.
  expect(versions.sort((a, b) => a - b)).toEqual(Array.from({ length: versions.length }, (_, index) => index + 1));
  expect(versions.length).toBeGreaterThan((writers * appends) / 2);
  await session.registerTable("t", { delta: uri });
  const rows = await rowsOf(session, "SELECT writer, step FROM t", { mode: "js" });
  expect(rows.map((row) => `${row["writer"]} ${row["step"]}`).sort()).toEqual(expected.sort());
  const sql = "SELECT count(*), count(DISTINCT writer * 1000 + step) FROM t";
  const others = await python(
    `
import json
print(json.dumps([by_deltalake(sys.argv[1], sys.argv[2]), by_duckdb(sys.argv[1], sys.argv[2])]))`,
    uri,
    sql,
  );
  expect(others).toEqual([[[expected.length, expected.length]], [[expected.length, expected.length]]]);
});

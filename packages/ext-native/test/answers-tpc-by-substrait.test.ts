import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type EngineSession, type PreparedPlan, readRows, type UnknownRow } from "../src/index.js";
import { byBothLanes } from "./support/both-lanes.js";
import { differenceOfAnswers } from "./support/same-answer.js";
import { openSession } from "./support/sessions.js";
import { registerTpc, tpcQueries } from "./support/tpc-data.js";

const timeout = 300_000;

async function answerOf(plan: PreparedPlan): Promise<UnknownRow[]> {
  const rows: UnknownRow[] = [];
  for await (const batch of await plan.execute()) rows.push(...readRows(batch, "json"));
  return rows;
}

test.each(["tpch", "tpcds"] as const)(
  "%s: every query goes by Substrait, and has the rows of its SQL and of DuckDB",
  { timeout },
  async (benchmark) => {
    const session = openSession({ targetPartitions: 2 });
    await registerTpc(session, benchmark);
    const [refused, different]: [string[], string[]] = [[], []];
    for (const { name, sql, rows } of await tpcQueries(benchmark)) {
      const outcome = await byBothLanes(session, sql);
      if (outcome.lane === "sql") {
        refused.push(name);
        continue;
      }
      expect(outcome.substrait, name).toBe(outcome.sql);
      const difference = differenceOfAnswers(await answerOf(await session.prepareSubstrait(outcome.bytes)), rows);
      if (difference !== undefined) different.push(`${name}: ${difference}`);
    }
    expect(refused).toEqual([]);
    expect(different).toEqual([]);
  },
);

const golden = join(import.meta.dirname, "../../substrait-lane/test/tpch/golden");

test("the 22 relations of TPC-H that the builder makes have the rows of their SQL and of DuckDB", {
  timeout,
}, async () => {
  const session = openSession({ targetPartitions: 2 });
  await registerTpc(session, "tpch");
  for (const [index, { rows }] of (await tpcQueries("tpch")).entries()) {
    const name = `q${String(index + 1).padStart(2, "0")}`;
    const { byPlan, bySql } = await goldenPlans(session, name);
    expect(await bySql.difference(byPlan), name).toBeUndefined();
    expect(differenceOfAnswers(await answerOf(byPlan), rows), name).toBeUndefined();
    expect(differenceOfAnswers(await answerOf(bySql), rows), name).toBeUndefined();
  }
});

async function goldenPlans(session: EngineSession, name: string) {
  const bytes = Buffer.from(readFileSync(join(golden, `${name}.plan.txt`), "utf8"), "base64");
  const sql = readFileSync(join(golden, `${name}.sql`), "utf8");
  return { byPlan: await session.prepareSubstrait(bytes), bySql: await session.prepare(sql) };
}

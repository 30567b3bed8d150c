import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { byBothLanes, rowsText } from "./support/both-lanes.js";
import { openSession } from "./support/sessions.js";
import { registerTpc, tpcQueries } from "./support/tpc-data.js";

/** By Substrait go all of TPC-H, and of TPC-DS all but the query whose nested unions DataFusion's optimiser joins in one plan and not in the other. */
test.each([
  ["tpch", []],
  ["tpcds", ["q36"]],
] as const)("%s: the rows are the same by both lanes", { timeout: 180_000 }, async (benchmark, bySql) => {
  const session = openSession({ targetPartitions: 2 });
  await registerTpc(session, benchmark);
  const refused: string[] = [];
  for (const { name, sql } of await tpcQueries(benchmark)) {
    const outcome = await byBothLanes(session, sql);
    if (outcome.lane === "sql") refused.push(name);
    else expect(outcome.substrait, name).toBe(outcome.sql);
  }
  expect(refused).toEqual(bySql);
});

const golden = join(import.meta.dirname, "../../substrait-lane/test/tpch/golden");

test("the 22 relations of TPC-H that the builder makes have the rows of their SQL", { timeout: 120_000 }, async () => {
  const session = openSession({ targetPartitions: 2 });
  await registerTpc(session, "tpch");
  for (let number = 1; number <= 22; number += 1) {
    const name = `q${String(number).padStart(2, "0")}`;
    const bytes = Buffer.from(readFileSync(join(golden, `${name}.plan.txt`), "utf8"), "base64");
    const sql = readFileSync(join(golden, `${name}.sql`), "utf8");
    const [byPlan, bySql] = [await session.prepareSubstrait(bytes), await session.prepare(sql)];
    expect(await rowsText(byPlan), name).toBe(await rowsText(bySql));
  }
});

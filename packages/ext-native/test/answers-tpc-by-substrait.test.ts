import { expect, test } from "vitest";
import { byBothLanes } from "./support/both-lanes.js";
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

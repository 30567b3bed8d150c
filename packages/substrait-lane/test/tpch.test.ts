import { encodePlan, renderSql } from "@causeway/substrait-lane";
import { expect, test } from "vitest";
import { tpchQueries } from "./tpch/queries.js";

// The files under tpch/golden are what cross-check/check_goldens.py has run through DataFusion, DuckDB and substrait-validator: see the README.
for (const [index, relation] of tpchQueries.entries()) {
  const name = `q${String(index + 1).padStart(2, "0")}`;
  test(`TPC-H ${name} gives the plan and the SQL that were checked`, async () => {
    await expect(`${renderSql(relation)}\n`).toMatchFileSnapshot(`./tpch/golden/${name}.sql`);
    const base64 = Buffer.from(encodePlan(relation)).toString("base64");
    await expect(`${base64.replace(/.{120}/g, "$&\n")}\n`).toMatchFileSnapshot(`./tpch/golden/${name}.plan.txt`);
  });
}

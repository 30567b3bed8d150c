import { encodePlan, type Relation, renderSql } from "@causeway/substrait-lane";
import { expect, test } from "vitest";
import { functionCases } from "./cases/function-cases.js";
import { relationCases } from "./cases/relation-cases.js";

// The file holds what cross-check/check_cases.py has run through DataFusion, by both lanes, and through DuckDB.
test("every case gives the plan and the SQL that were checked", async () => {
  const goldens = Object.entries<Relation>({ ...relationCases, ...functionCases }).map(([name, relation]) => ({
    name,
    sql: renderSql(relation),
    plan: Buffer.from(encodePlan(relation)).toString("base64"),
  }));
  await expect(goldens.map((golden) => `${JSON.stringify(golden)}\n`).join("")).toMatchFileSnapshot(
    "./cases/golden.jsonl",
  );
});

import { expect, test } from "vitest";
import { numberTable } from "./support/number-table.js";
import { openTestSession } from "./support/open-test-session.js";

test("rules for columns hold for tables that SQL made, by their names", async () => {
  const session = await openTestSession({
    engine: { allow: ["ddl"] },
    policy: { columns: { deny: { people: ["ssn"] } } },
  });
  await (await session.query("CREATE TABLE people AS SELECT 1 AS age, 2 AS ssn", { preflight: "off" })).rows();
  for (const sql of ["SELECT * FROM people", "SELECT ssn FROM people", "SELECT age FROM people ORDER BY ssn"]) {
    await expect(session.query(sql), sql).rejects.toMatchObject({ code: "preflight-refused" });
  }
  expect(await (await session.query("SELECT age FROM people")).rows()).toEqual([{ age: 1n }]);
});

test("the check knows what SQL has made, and forgets what it has dropped", async () => {
  const session = await openTestSession({ tables: { numbers: { arrow: numberTable(3) } }, engine: { allow: ["ddl"] } });
  const run = async (sql: string) => (await session.query(sql, { preflight: "off" })).rows();
  await run("CREATE VIEW small AS SELECT n AS size FROM numbers WHERE n < 2");
  await run("CREATE TABLE made AS SELECT name FROM numbers");
  for (const sql of ["SELECT size FROM small", "SELECT name FROM made", "SELECT * FROM small, made"]) {
    expect(await session.preflight(sql), sql).toMatchObject({ ok: true, checkedBy: "both", diagnostics: [] });
  }
  expect(await session.preflight("SELECT sise FROM small")).toMatchObject({
    ok: false,
    diagnostics: [{ code: "unknown-column", culprit: "sise", line: 1, column: 8 }],
  });
  await run("DROP VIEW small");
  expect(await session.preflight("SELECT size FROM small")).toMatchObject({
    ok: false,
    diagnostics: [{ code: "unknown-table", culprit: "small" }],
  });
});

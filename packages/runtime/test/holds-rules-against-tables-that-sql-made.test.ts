import { expect, test } from "vitest";
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

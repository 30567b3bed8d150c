import { expect, test } from "vitest";
import { openTestSession } from "./support/open-test-session.js";

test("under rules for columns, a table that SQL made and nobody registered is not read", async () => {
  const session = await openTestSession({
    engine: { allow: ["ddl"] },
    policy: { columns: { deny: { people: ["ssn"] } } },
  });
  await (await session.query("CREATE TABLE people AS SELECT 1 AS age, 2 AS ssn", { preflight: "off" })).rows();
  for (const sql of ["SELECT * FROM people", "SELECT ssn FROM people", "SELECT age FROM people"]) {
    await expect(session.query(sql), sql).rejects.toMatchObject({ code: "preflight-refused" });
  }
  expect(await (await session.query("SELECT 1 AS one")).rows()).toEqual([{ one: 1n }]);
});

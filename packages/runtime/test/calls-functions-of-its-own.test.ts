import { Utf8 } from "apache-arrow";
import { expect, test } from "vitest";
import { numberTable } from "./support/number-table.js";
import { openTestSession } from "./support/open-test-session.js";

const tables = { numbers: { arrow: numberTable(100) } };

test("SQL calls the rule primitives, by position and by name", async () => {
  const session = await openTestSession({ tables });
  const sql =
    "SELECT stable_id('n', n::varchar) = stable_id(parts => n::varchar, prefix => 'n') AS same FROM numbers LIMIT 1";
  expect(await (await session.query(sql)).first()).toEqual({ same: true });
});

test("macros are defined, used and defined anew, and no plan of before is used again", async () => {
  const session = await openTestSession({ tables });
  await session.functions.define(["CREATE FUNCTION plus(a BIGINT, b BIGINT DEFAULT 1) RETURN a + b"]);
  const ask = async () => (await session.query<{ n: bigint }>("SELECT plus(1) AS n")).first();
  expect(await ask()).toEqual({ n: 2n });
  await session.functions.define("CREATE OR REPLACE FUNCTION plus(a BIGINT) RETURN a + 10");
  expect(await ask()).toEqual({ n: 11n });
  await expect(session.functions.define("CREATE FUNCTION plus(a BIGINT) RETURN a")).rejects.toMatchObject({
    code: "function-exists",
  });
});

test("CREATE FUNCTION in a query needs what DDL needs", async () => {
  const closed = await openTestSession({ tables });
  await expect(closed.query("CREATE FUNCTION one() RETURN 1")).rejects.toMatchObject({ code: "statement-refused" });
  const session = await openTestSession({ tables, engine: { allow: ["ddl"] }, preflight: "warn" });
  await (await session.query("CREATE FUNCTION one() RETURN 1")).rows();
  expect(await (await session.query("SELECT one() AS one")).first()).toEqual({ one: 1n });
  await (await session.query("DROP FUNCTION one")).rows();
  await expect(session.query("SELECT one()")).rejects.toMatchObject({ code: "unknown-function" });
});

test("a JavaScript function is called from the query, and its error has the run's id", async () => {
  const session = await openTestSession({ tables });
  await session.functions.register(
    "shout",
    { arguments: [{ name: "text", type: new Utf8() }], returns: new Utf8() },
    (texts) =>
      [...texts].map((text: string) => {
        if (text === "13") throw new Error("not that one");
        return `${text}!`;
      }),
  );
  const rows = await (await session.query("SELECT shout(n::varchar) AS s FROM numbers WHERE n < 2 ORDER BY n")).rows();
  expect(rows).toEqual([{ s: "0!" }, { s: "1!" }]);
  const failing = session.query("SELECT shout(n::varchar) FROM numbers WHERE n = 13").then((result) => result.rows());
  await expect(failing).rejects.toMatchObject({
    code: "function-failed",
    runId: expect.any(String),
    details: { function: "shout" },
  });
  expect(session.functions.list().find(({ name }) => name === "shout")).toMatchObject({ origin: "javascript" });
});

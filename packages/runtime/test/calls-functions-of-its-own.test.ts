import { Field, Int64, Utf8, type Vector } from "apache-arrow";
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

test("a function that is dropped is unknown, and a compiled query fails by its name", async () => {
  const session = await openTestSession({ engine: { allow: ["ddl"] }, policy: { statements: ["query", "ddl"] } });
  const one = { arguments: [new Field("n", new Int64())], returns: new Int64() };
  const plusOne = (n: Vector) => [...n].map((value: bigint) => value + 1n);
  await session.functions.register("plus_one", one, plusOne);
  const query = await session.compile("SELECT plus_one(1) AS n");
  expect(await (await query.execute()).rows()).toEqual([{ n: 2n }]);
  await session.functions.drop("plus_one");
  await expect(query.execute()).rejects.toMatchObject({ code: "unknown-function", details: { function: "plus_one" } });
  await expect(session.query("SELECT plus_one(1) AS n")).rejects.toThrow(/plus_one/);
  await session.functions.register("plus_one", one, plusOne);
  expect(await (await session.query("SELECT plus_one(1) AS n")).rows()).toEqual([{ n: 2n }]);
  await (await session.query("DROP FUNCTION plus_one")).rows();
  await expect(session.query("SELECT plus_one(1) AS n")).rejects.toThrow(/plus_one/);
  await expect(session.functions.drop("plus_one")).rejects.toMatchObject({ code: "unknown-function" });
  for (const name of ["runs", "plan_cache"]) {
    await expect(session.functions.drop(name)).rejects.toMatchObject({ code: "statement-refused" });
    await expect(session.query(`DROP FUNCTION ${name}`).then((result) => result.rows())).rejects.toThrow(/belongs/);
  }
});

test("a query that is known takes the macros of the moment", async () => {
  const session = await openTestSession();
  await session.functions.define([
    "CREATE FUNCTION rate(a DOUBLE, least DOUBLE DEFAULT 0, factor DOUBLE DEFAULT 2) RETURN greatest(a * factor, least)",
    "CREATE FUNCTION fee(a DOUBLE) RETURN rate(a, factor => 3)",
  ]);
  const sql = "SELECT fee(2) AS fee, rate(1, factor => 5) AS rate, cpg_score(1, 1, 1, type_weight => 0) AS score";
  const ask = async () => (await session.query(sql)).first();
  expect(await ask()).toEqual({ fee: 6, rate: 5, score: 0.8 });
  await session.functions.define(
    "CREATE OR REPLACE FUNCTION rate(a DOUBLE, least DOUBLE DEFAULT 10, factor DOUBLE DEFAULT 2) RETURN greatest(a * factor, least)",
  );
  expect(await ask()).toEqual({ fee: 10, rate: 10, score: 0.8 });
});

test("the operator ? of JSON passes the preflight", async () => {
  const session = await openTestSession({ engine: { exprPlanners: ["json"] } });
  const sql = `SELECT '{"a": 1}' ? 'a' AS has, count(*) AS n FROM (SELECT '{"b": 1}' AS value) WHERE value ? $1`;
  expect(await (await session.query(sql, { parameters: ["b"] })).first()).toEqual({ has: true, n: 1n });
});

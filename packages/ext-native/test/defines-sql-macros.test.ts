import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { Int64, Table, vectorFromArray } from "apache-arrow";
import { expect, test } from "vitest";
import { caught, errorOf, openSession, rowsOf } from "./support/sessions.js";
import { temporaryFolder } from "./support/temporary-folder.js";

test("a macro has typed parameters, defaults and names", async () => {
  const session = openSession();
  await session.functions.define("CREATE FUNCTION price(a DOUBLE, b DOUBLE DEFAULT 1 + 1) RETURNS DOUBLE RETURN a * b");
  expect(
    await rowsOf(
      session,
      "SELECT price(3) AS by_default, price(3, 5) AS given, price(b => 4, a => 2) AS named, PRICE(1) AS any_case",
    ),
  ).toEqual([{ by_default: 6, given: 15, named: 8, any_case: 2 }]);
});

test("what a macro returns is cast to what it declares, or is of the type of its body", async () => {
  const session = openSession();
  await session.functions.define([
    "CREATE FUNCTION as_text(a BIGINT) RETURNS VARCHAR RETURN a + 1",
    "CREATE FUNCTION as_it_is(a INT) RETURN a + 1",
  ]);
  expect(await rowsOf(session, "SELECT as_text(1) AS t, arrow_typeof(as_it_is(1)) AS i")).toEqual([
    { t: "2", i: "Int64" },
  ]);
});

test("SQL text defines and drops macros where the session allows it", async () => {
  const closed = openSession();
  expect(await errorOf(closed, "CREATE FUNCTION one() RETURN 1")).toMatchObject({
    code: "statement-refused",
    details: { allow: "ddl" },
  });
  const session = openSession({ allow: ["ddl"] });
  await rowsOf(session, "CREATE FUNCTION One() RETURN 1");
  expect(await rowsOf(session, "SELECT one() AS one")).toEqual([{ one: 1n }]);
  expect(await errorOf(session, "CREATE FUNCTION one() RETURN 2")).toMatchObject({
    code: "function-exists",
    details: { function: "one" },
  });
  await rowsOf(session, "CREATE OR REPLACE FUNCTION one() RETURN 2");
  expect(await rowsOf(session, "SELECT one() AS one")).toEqual([{ one: 2n }]);
  await rowsOf(session, "DROP FUNCTION ONE");
  expect(await errorOf(session, "SELECT one()")).toMatchObject({ code: "unknown-function" });
  expect(await errorOf(session, "DROP FUNCTION one")).toMatchObject({
    code: "unknown-function",
    details: { function: "one" },
  });
  await rowsOf(session, "DROP FUNCTION IF EXISTS one");
});

test("the engine's own functions are neither replaced nor dropped", async () => {
  const session = openSession({ allow: ["ddl"] });
  expect(await errorOf(session, "CREATE OR REPLACE FUNCTION abs(a DOUBLE) RETURN a")).toMatchObject({
    code: "function-exists",
  });
  expect(await errorOf(session, "DROP FUNCTION stable_id")).toMatchObject({ code: "statement-refused" });
  expect(await caught(session.functions.drop("metadata_cache"))).toMatchObject({
    code: "statement-refused",
    details: { function: "metadata_cache" },
  });
  expect(await errorOf(session, "CREATE FUNCTION sum(a DOUBLE) RETURN a")).toMatchObject({ code: "function-exists" });
  expect(await rowsOf(session, "SELECT abs(-1) AS n")).toEqual([{ n: 1n }]);
});

test("macros call the macros of the moment, and never themselves", async () => {
  const session = openSession({ allow: ["ddl"] });
  await session.functions.define([
    "CREATE FUNCTION twice(a BIGINT) RETURN a * 2",
    "CREATE FUNCTION fourfold(a BIGINT) RETURN twice(twice(a))",
    "CREATE FUNCTION eightfold(a BIGINT) RETURN twice(fourfold(a))",
  ]);
  expect(await rowsOf(session, "SELECT eightfold(3) AS n")).toEqual([{ n: 24n }]);
  const before = await session.prepare("SELECT eightfold(3) AS n");
  await session.functions.define("CREATE OR REPLACE FUNCTION twice(a BIGINT) RETURN a + a + 1");
  const after = [{ old: 31n, new: 7n }];
  expect(await rowsOf(session, "SELECT eightfold(3) AS old, twice(3) AS new")).toEqual(after);
  for await (const batch of await before.execute()) expect(batch.toArray()).toMatchObject([{ n: 24n }]);
  const recursions = [
    "CREATE FUNCTION endless(a BIGINT) RETURN endless(a - 1)",
    "CREATE OR REPLACE FUNCTION twice(a BIGINT) RETURN TWICE(a) + 1",
    "CREATE OR REPLACE FUNCTION twice(a BIGINT) RETURN eightfold(a)",
  ];
  for (const sql of recursions) {
    expect(await caught(session.functions.define(sql))).toMatchObject({ code: "invalid-function" });
    expect(await errorOf(session, sql)).toMatchObject({ code: "invalid-function" });
  }
  expect(await rowsOf(session, "SELECT eightfold(3) AS old, twice(3) AS new")).toEqual(after);
  await rowsOf(session, "CREATE OR REPLACE FUNCTION twice(a BIGINT) RETURN a * 2");
  expect(await rowsOf(session, "SELECT eightfold(3) AS n")).toEqual([{ n: 24n }]);
});

test("a macro that what it calls does not fit any more says so, until it fits again", async () => {
  const session = openSession({ allow: ["ddl"] });
  await session.functions.define([
    "CREATE FUNCTION half(a DOUBLE) RETURN a / 2",
    "CREATE FUNCTION quarter(a DOUBLE) RETURN half(half(a))",
  ]);
  await rowsOf(session, "CREATE OR REPLACE FUNCTION half(a DOUBLE, b DOUBLE) RETURN a / b");
  const error = await errorOf(session, "SELECT quarter(8)");
  expect(error).toMatchObject({ code: "argument-missing", details: { argument: "b", function: "half" } });
  expect(error.message).toContain("the macro quarter does not hold any more");
  expect(error.details).not.toHaveProperty("position");
  await rowsOf(session, "DROP FUNCTION half");
  expect(await errorOf(session, "SELECT quarter(8)")).toMatchObject({
    code: "unknown-function",
    details: { function: "half" },
  });
  // What would close a circle is refused, also while a part of it is missing.
  expect(await errorOf(session, "CREATE FUNCTION half(a DOUBLE) RETURN quarter(a)")).toMatchObject({
    code: "invalid-function",
  });
  await session.functions.define("CREATE FUNCTION half(a DOUBLE) RETURN a * 0.5");
  expect(await rowsOf(session, "SELECT quarter(8) AS n")).toEqual([{ n: 2 }]);
});

test("types follow the macros that are called", async () => {
  const session = openSession();
  await session.functions.define([
    "CREATE FUNCTION shown(a BIGINT) RETURN a",
    "CREATE FUNCTION shown_twice(a BIGINT) RETURN shown(a)",
  ]);
  const type = async () => (await rowsOf(session, "SELECT arrow_typeof(shown_twice(1)) AS t"))[0]?.["t"];
  expect(await type()).toBe("Int64");
  await session.functions.define("CREATE OR REPLACE FUNCTION shown(a BIGINT) RETURN a::varchar");
  expect(await type()).toBe("Utf8View");
});

test("arguments with a default may be left out by name, wherever they stand", async () => {
  const session = openSession();
  await session.functions.define([
    "CREATE FUNCTION mixed(a BIGINT, b BIGINT DEFAULT 2 + 3, c DOUBLE DEFAULT '1.5', d DATE DEFAULT DATE '2024-02-29') RETURN concat(a, '|', b, '|', c, '|', d)",
    "CREATE FUNCTION calls_it(x BIGINT) RETURN mixed(x, c => 4)",
  ]);
  const sql = `SELECT mixed(1, c => 7) AS later, mixed(d => DATE '2024-03-01', a => 1) AS any_order, mixed(1, 2, d => DATE '2024-03-01') AS mixed,
    calls_it(9) AS inner_call, (SELECT mixed(a => n, "d" => DATE '2024-03-01') FROM (SELECT 3 AS n)) AS subquery`;
  expect(await rowsOf(session, sql)).toEqual([
    {
      later: "1|5|7.0|2024-02-29",
      any_order: "1|5|1.5|2024-03-01",
      mixed: "1|2|1.5|2024-03-01",
      inner_call: "9|5|4.0|2024-02-29",
      subquery: "3|5|1.5|2024-03-01",
    },
  ]);
  expect(await rowsOf(session, "EXPLAIN SELECT mixed(1, c => 7)")).not.toEqual([]);
  expect(await errorOf(session, "SELECT mixed(c => 7)")).toMatchObject({
    code: "argument-missing",
    details: { argument: "a" },
  });
  expect(await errorOf(session, "SELECT mixed(1, e => 7)")).toMatchObject({
    code: "unknown-argument",
    details: { argument: "e" },
  });
  expect(await errorOf(session, "SELECT mixed(1, c => 7, c => 8)")).toMatchObject({ code: "argument-repeated" });
  expect(await errorOf(session, "SELECT mixed(1, a => 7, d => NULL)")).toMatchObject({ code: "argument-repeated" });
});

test("a pack of definitions is taken whole or not at all", async () => {
  const session = openSession();
  const pack = ["CREATE FUNCTION a1(x INT) RETURN x", "CREATE FUNCTION a2(x INT) RETURN a1(x) + nothing(x)"];
  expect(await caught(session.functions.define(pack))).toMatchObject({
    code: "unknown-function",
    details: { index: 1 },
  });
  expect(await errorOf(session, "SELECT a1(1)")).toMatchObject({ code: "unknown-function" });
  expect(await caught(session.functions.define(["CREATE FUNCTION a1(x INT) RETURN x", "SELECT 1"]))).toMatchObject({
    code: "statement-refused",
    details: { index: 1 },
  });
  expect(session.functions.list().filter(({ origin }) => origin === "macro")).toEqual([]);
});

const refused = [
  ["CREATE FUNCTION f(a INT) RETURNS TABLE (x INT) RETURN a", "not-supported"],
  ["CREATE FUNCTION f(a INT) RETURNS SETOF INT RETURN a", "not-supported"],
  ["CREATE FUNCTION f(a INT) RETURNS INT LANGUAGE python RETURN a", "not-supported"],
  ["CREATE FUNCTION f(a INT) RETURNS INT AS 'a + 1'", "not-supported"],
  ["CREATE FUNCTION f(a INT) RETURNS INT STRICT RETURN a", "not-supported"],
  ["CREATE FUNCTION f(a INT, a INT) RETURN a", "invalid-function"],
  ["CREATE FUNCTION f(a INT) RETURN sum(a)", "invalid-function"],
  ["CREATE FUNCTION f(a INT) RETURN (SELECT 1)", "invalid-function"],
  ["CREATE FUNCTION f(a INT) RETURN b", "unknown-column"],
  ["CREATE FUNCTION f(a INT) RETURN $2", "invalid-plan"],
  ["CREATE FUNCTION f(a INT DEFAULT random()) RETURN a", "invalid-function"],
  ["CREATE FUNCTION f(a INT DEFAULT 1, b INT) RETURN a", "invalid-plan"],
  ["CREATE FUNCTION f(a INT) RETURNS INT IMMUTABLE RETURN a + random()", "invalid-function"],
  ["CREATE FUNCTION f(a INT) RETURNS INT RETURN make_array(a)", "type-mismatch"],
] as const;

for (const [sql, code] of refused) {
  test(`${sql} is ${code}`, async () => {
    const session = openSession();
    const error = await caught(session.functions.define(sql));
    expect(error.code, error.message).toBe(code);
    expect(await errorOf(session, "SELECT f(1)")).toMatchObject({ code: "unknown-function" });
  });
}

test("a call of a macro that does not fit is a typed error", async () => {
  const session = openSession();
  await session.functions.define("CREATE FUNCTION price(a DOUBLE, b DOUBLE DEFAULT 1) RETURN a * b");
  expect(await errorOf(session, "SELECT price()")).toMatchObject({
    code: "argument-missing",
    details: { argument: "a", function: "price" },
  });
  expect(await errorOf(session, "SELECT price(1, 2, 3)")).toMatchObject({ code: "argument-extra" });
  expect(await errorOf(session, "SELECT price('x')")).toMatchObject({
    code: "type-mismatch",
    details: { argument: "a" },
  });
  expect(await errorOf(session, "SELECT price(1, c => 2)")).toMatchObject({
    code: "unknown-argument",
    details: { argument: "c" },
  });
});

test("a volatile argument is computed once", async () => {
  const session = openSession();
  await session.functions.define("CREATE FUNCTION difference(a DOUBLE) RETURN a - a");
  const sql = "SELECT count(*) AS n FROM range(1000) WHERE difference(random()) <> 0";
  expect(await rowsOf(session, sql)).toEqual([{ n: 0n }]);
});

test("information_schema lists macros", async () => {
  const session = openSession();
  await session.functions.define("CREATE FUNCTION price(a DOUBLE, b DOUBLE DEFAULT 1) RETURNS DOUBLE RETURN a * b");
  const sql =
    "SELECT routine_name, data_type, description, syntax_example FROM information_schema.routines WHERE routine_name = 'price'";
  expect(await rowsOf(session, sql)).toEqual([
    { routine_name: "price", data_type: "Float64", description: "SQL macro: a * b", syntax_example: "price(a[, b])" },
  ]);
});

test("a macro in WHERE prunes the files of a Delta table", async () => {
  const session = openSession();
  const folder = temporaryFolder();
  mkdirSync(folder, { recursive: true });
  const uri = join(folder, "numbers");
  for (const start of [0n, 1_000n, 2_000n]) {
    const n = vectorFromArray(
      Array.from({ length: 100 }, (_, index) => start + BigInt(index)),
      new Int64(),
    );
    await session.delta(uri).write(new Table({ n }), { mode: start === 0n ? "create" : "append" });
  }
  await session.registerTable("numbers", { delta: uri });
  await session.functions.define(
    "CREATE FUNCTION late(n BIGINT, least BIGINT DEFAULT 2000) RETURNS BOOLEAN RETURN n >= least",
  );
  const plan = await session.prepare("SELECT count(*) AS n FROM numbers WHERE late(n)");
  const stream = await plan.execute();
  for await (const batch of stream) expect(Number(batch.toArray()[0]?.["n"])).toBe(100);
  expect(stream.report.scans).toMatchObject([{ table: "numbers", filesTotal: 3, filesRead: 1 }]);
});

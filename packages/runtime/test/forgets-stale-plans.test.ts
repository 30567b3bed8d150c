import { join } from "node:path";
import { tableFromArrays } from "apache-arrow";
import { expect, test } from "vitest";
import type { Session, SessionOptions } from "../src/index.js";
import { numberTable } from "./support/number-table.js";
import { openTestSession } from "./support/open-test-session.js";
import { temporaryFolder } from "./support/temporary-folder.js";

const tables = { numbers: { arrow: numberTable(3) } };
const writing: SessionOptions = {
  tables,
  policy: { statements: ["query", "explain", "ddl", "dml", "set"] },
  engine: { allow: ["ddl", "dml", "set"] },
};

async function ask(session: Session, sql = "SELECT count(*) AS n FROM numbers") {
  const result = await session.query(sql);
  return { rows: await result.rows(), use: result.report.cache?.use };
}

async function run(session: Session, sql: string): Promise<void> {
  await (await session.query(sql)).rows();
}

test("a table of the same name and columns is another table", async () => {
  const session = await openTestSession({ tables });
  await ask(session);
  await session.tables.deregister("numbers");
  await expect(ask(session)).rejects.toMatchObject({ code: "unknown-table" });
  await session.tables.register("numbers", { arrow: numberTable(5) });
  expect(await ask(session)).toEqual({ rows: [{ n: 5n }], use: "miss" });
  expect((await ask(session)).use).toBe("hit");
});

test("another version of a Delta table is another table", async () => {
  const folder = join(await temporaryFolder(), "cities");
  const session = await openTestSession();
  await session.delta(folder).write(tableFromArrays({ n: [1, 2] }), { mode: "create" });
  await session.delta(folder).write(tableFromArrays({ n: [3] }), { mode: "append" });
  for (const [version, n] of [
    [0, 2n],
    [1, 3n],
    [0, 2n],
  ] as const) {
    await session.tables.register("numbers", { delta: folder, version });
    expect(await ask(session)).toEqual({ rows: [{ n }], use: "miss" });
    expect(await ask(session)).toEqual({ rows: [{ n }], use: "hit" });
    await session.tables.deregister("numbers");
  }
});

test("plans do not hold on to a table that has gone", async () => {
  const session = await openTestSession({ tables });
  await ask(session);
  expect(session.caches.snapshot().plan?.entries).toBe(1);
  await session.tables.deregister("numbers");
  expect(session.caches.snapshot().plan?.entries).toBe(0);
});

test.each([
  "CREATE VIEW few AS SELECT n FROM numbers WHERE n < 2",
  "SET datafusion.execution.batch_size = 100",
  "INSERT INTO kept VALUES (1)",
])("after %s every text is planned anew", async (statement) => {
  const session = await openTestSession(writing);
  await run(session, "CREATE TABLE kept (n BIGINT)");
  await ask(session);
  expect((await ask(session)).use).toBe("hit");
  await run(session, statement);
  expect((await ask(session)).use).toBe("miss");
  const compiled = await session.compile("EXPLAIN ANALYZE INSERT INTO kept VALUES (2)");
  await ask(session);
  await (await compiled.execute()).rows();
  expect((await ask(session)).use).toBe("miss");
});

test("a statement that writes is planned each time, and takes effect each time", async () => {
  const session = await openTestSession(writing);
  await run(session, "CREATE TABLE kept (n BIGINT)");
  for (const n of [1n, 2n, 3n]) {
    const before = session.caches.snapshot().plan?.entries;
    await session.compile("INSERT INTO kept VALUES (7)");
    expect(session.caches.snapshot().plan?.entries).toBe(before);
    await run(session, "INSERT INTO kept VALUES (7)");
    expect((await ask(session, "SELECT count(*) AS n FROM kept")).rows).toEqual([{ n }]);
  }
});

test("a name that means something else now is planned anew", async () => {
  const session = await openTestSession(writing);
  for (const n of [1n, 2n]) {
    await run(session, `CREATE OR REPLACE VIEW chosen AS SELECT n FROM numbers WHERE n = ${n}`);
    for (const use of ["miss", "hit"]) {
      expect(await ask(session, "SELECT n FROM chosen")).toEqual({ rows: [{ n }], use });
    }
  }
  await run(session, "DROP VIEW chosen");
  await expect(ask(session, "SELECT n FROM chosen")).rejects.toMatchObject({ code: "unknown-table" });
});

test("a setting that decides how a text is read holds for a text that was read before", async () => {
  const session = await openTestSession(writing);
  const wide = "SELECT 1 AS Wide";
  expect((await ask(session, wide)).rows).toEqual([{ wide: 1n }]);
  await run(session, "SET datafusion.sql_parser.enable_ident_normalization = false");
  expect((await ask(session, wide)).rows).toEqual([{ Wide: 1n }]);
});

test("a plan that is being made while a table goes is not kept", async () => {
  const session = await openTestSession({ tables });
  const under = ask(session);
  await Promise.all([under, session.tables.deregister("numbers")]).catch(() => {});
  await expect(ask(session)).rejects.toMatchObject({ code: "unknown-table" });
});

test("a statement counts when it has begun, whether or not its result is read", async () => {
  const session = await openTestSession(writing);
  await ask(session);
  await session.query("CREATE VIEW few AS SELECT n FROM numbers WHERE n < 2");
  expect((await ask(session)).use).toBe("miss");
});

test("after a change that was called off nothing is kept: it may still come to pass", async () => {
  const session = await openTestSession(writing);
  const change = "CREATE TABLE later AS SELECT sum(value) AS n FROM generate_series(1, 20000000)";
  const compiled = await session.compile(change);
  await expect(compiled.execute([], { timeoutMs: 5 })).rejects.toMatchObject({ code: "timeout" });
  await ask(session);
  expect(await ask(session)).toEqual({ rows: [{ n: 3n }], use: "off" });
});

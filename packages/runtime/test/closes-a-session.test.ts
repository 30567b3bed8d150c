import { memorySink } from "@causeway/obs";
import { expect, test } from "vitest";
import { openSession, type Session } from "../src/index.js";
import { endlessQuery, numberTable } from "./support/number-table.js";
import { openTestSession } from "./support/open-test-session.js";

test("closing twice is fine", async () => {
  const session = await openSession();
  await Promise.all([session.close(), session.close()]);
  await session.close();
});

const uses: Record<string, (session: Session) => unknown> = {
  query: (session) => session.query("SELECT 1"),
  compile: (session) => session.compile("SELECT 1"),
  explain: (session) => session.explain("SELECT 1"),
  preflight: (session) => session.preflight("SELECT 1"),
  delta: (session) => session.delta("./nowhere"),
  register: (session) => session.tables.register("numbers", { arrow: numberTable(1) }),
  deregister: (session) => session.tables.deregister("numbers"),
  list: (session) => session.tables.list(),
  schema: (session) => session.tables.schema("numbers"),
  "a snapshot of its caches": (session) => session.caches.snapshot(),
  "clearing its caches": (session) => session.caches.clear(),
};

test.each(Object.keys(uses))("a closed session refuses %s", async (name) => {
  const session = await openSession();
  await session.close();
  await expect((async () => uses[name]?.(session))()).rejects.toMatchObject({ code: "session-closed" });
});

test("a compiled query ends with its session", async () => {
  const session = await openSession();
  const compiled = await session.compile("SELECT 1 AS one");
  await session.close();
  await expect(compiled.execute()).rejects.toMatchObject({ code: "session-closed" });
  await expect(compiled.explain()).rejects.toMatchObject({ code: "session-closed" });
});

test("closing stops a query under way, and its reader hears why", async () => {
  const session = await openSession({ tables: { numbers: { arrow: numberTable(10_000) } } });
  const result = await session.query(endlessQuery);
  const reading = expect(result.rows()).rejects.toMatchObject({ code: "session-closed", runId: result.runId });
  await session.close();
  await reading;
  expect(result.report).toMatchObject({ outcome: "error", errorCode: "session-closed" });
});

test("closing ends the run of a result that nobody reads", async () => {
  const diagnostics = memorySink();
  const session = await openSession({ tables: { numbers: { arrow: numberTable(10_000) } }, diagnostics });
  const result = await session.query(endlessQuery);
  await session.close();
  expect(result.report).toMatchObject({ outcome: "error", errorCode: "session-closed" });
  await expect(result.rows()).rejects.toMatchObject({ code: "session-closed" });
});

test("await using closes it at the end of the block", async () => {
  let outer: Session;
  {
    await using session = await openSession();
    expect(await (await session.query("SELECT 1 AS one")).first()).toEqual({ one: 1n });
    outer = session;
  }
  await expect(outer.query("SELECT 1")).rejects.toMatchObject({ code: "session-closed" });
});

test("a session that cannot open leaves nothing behind, and says which table is to blame", async () => {
  await expect(openSession({ tables: { missing: { parquet: "./no-such-file.parquet" } } })).rejects.toMatchObject({
    code: "file-not-found",
  });
  await expect((await openTestSession()).query("SELECT 1")).resolves.toBeDefined();
});

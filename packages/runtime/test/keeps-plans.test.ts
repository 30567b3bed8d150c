import { memorySink } from "@causeway/obs";
import { expect, test } from "vitest";
import type { QueryOptions, Session } from "../src/index.js";
import { numberTable } from "./support/number-table.js";
import { openTestSession } from "./support/open-test-session.js";

const tables = { numbers: { arrow: numberTable(100) } };
const sql = "SELECT count(*) AS n FROM numbers WHERE n < $1";

/** How the plan of a query was come by, and what it gave. */
async function ask(session: Session, options?: QueryOptions) {
  const result = await session.query<{ n: bigint }>(sql, { parameters: [10], ...options });
  const row = await result.first();
  return { use: result.report.cache?.use, n: row?.n, report: result.report };
}

test("a text that comes again is neither checked nor planned again, with other parameters too", async () => {
  const session = await openTestSession({ tables });
  const first = await ask(session);
  const second = await ask(session, { parameters: [20] });
  expect([first.use, first.n, second.use, second.n]).toEqual(["miss", 10n, "hit", 20n]);
  expect(Object.keys(first.report.phasesMs)).toEqual(["preflight", "lane", "cache", "prune", "execute"]);
  expect(Object.keys(second.report.phasesMs)).toEqual(["cache", "prune", "execute"]);
  expect(second.report.preflight).toEqual(first.report.preflight);
  expect(second.report.lane).toEqual(first.report.lane);
  expect(second.report.toString()).toMatch(/^├─ cache {6}hit: preflight passed, substrait lane /m);
});

test("what differs in text, or in what is asked of the stages, has a plan of its own", async () => {
  const session = await openTestSession({ tables });
  await ask(session);
  expect((await ask(session, { preflight: "warn" })).use).toBe("miss");
  expect((await ask(session, { lane: "sql" })).use).toBe("miss");
  const result = await session.query(` ${sql}`, { parameters: [10] });
  expect(result.report.cache).toEqual({ use: "miss", reason: "absent" });
  expect((await ask(session)).use).toBe("hit");
});

test("queries of one text at the same time are planned once, and each has its own run", async () => {
  const diagnostics = memorySink();
  const session = await openTestSession({ tables, diagnostics });
  const answers = await Promise.all(Array.from({ length: 10 }, (_, limit) => ask(session, { parameters: [limit] })));
  expect(answers.map(({ n }) => n)).toEqual(answers.map((_, limit) => BigInt(limit)));
  expect(answers.map(({ use }) => use).sort()).toEqual([...Array.from({ length: 9 }, () => "joined"), "miss"]);
  expect(diagnostics.events("preflight")).toHaveLength(1);
  expect(diagnostics.events("cache-use")).toHaveLength(10);
  expect(new Set(answers.map(({ report }) => report.runId)).size).toBe(10);
});

test("an error is not kept, and belongs to one run also where queries are planned together", async () => {
  const session = await openTestSession();
  const failures = await Promise.all([ask(session).catch(identity), ask(session).catch(identity)]);
  for (const failure of failures) expect(failure).toMatchObject({ code: "unknown-table", runId: expect.any(String) });
  expect(new Set(failures.map((failure) => Reflect.get(Object(failure), "runId"))).size).toBe(2);
  await session.tables.register("numbers", tables.numbers);
  expect(await ask(session)).toMatchObject({ use: "miss", n: 10n });
});

test("one who leaves does not call off another who waits for the same plan", async () => {
  const session = await openTestSession({ tables });
  const leaving = new AbortController();
  const left = ask(session, { signal: leaving.signal });
  const staying = ask(session);
  leaving.abort();
  await expect(left).rejects.toMatchObject({ code: "aborted", runId: expect.any(String) });
  expect(await staying).toMatchObject({ n: 10n, use: "joined" });
});

test("a timeout holds while another's planning is waited for", async () => {
  const session = await openTestSession();
  // Reading the list takes the planner far longer than any of the two waits.
  const slow = `SELECT 1 IN (${Array.from({ length: 100_000 }, (_, n) => n).join(",")}) AS found`;
  const order: string[] = [];
  const ask = (name: string, options: QueryOptions) => session.query(slow, options).finally(() => order.push(name));
  const [long, short, patient] = [ask("long", { timeoutMs: 60 }), ask("short", { timeoutMs: 30 }), ask("patient", {})];
  await expect(short).rejects.toMatchObject({ code: "timeout", runId: expect.any(String) });
  await expect(long).rejects.toMatchObject({ code: "timeout", runId: expect.any(String) });
  expect(await (await patient).first()).toEqual({ found: true });
  expect(order.at(-1)).toBe("patient");
});

test("compile and explain use what is kept", async () => {
  const session = await openTestSession({ tables });
  await ask(session);
  const compiled = await session.compile<{ n: bigint }>(sql);
  await session.explain(sql, { parameters: [1] });
  expect(session.caches.snapshot().plan).toMatchObject({ entries: 1, hits: 2, misses: 1 });
  const result = await compiled.execute([7]);
  expect(await result.first()).toEqual({ n: 7n });
  expect(result.report).toMatchObject({
    cache: { use: "off" },
    preflight: { verdict: "passed" },
    lane: { lane: "substrait" },
  });
});

test("what a plan reads anew each time is new each time", async () => {
  const session = await openTestSession();
  const now = async () => {
    const result = await session.query<{ at: unknown }>("SELECT now() AS at, random() AS dice");
    return { row: JSON.stringify(await result.first({ mode: "json" })), use: result.report.cache?.use };
  };
  const [first, second] = [await now(), await now()];
  expect(second.use).toBe("hit");
  expect(second.row).not.toBe(first.row);
});

test("plans are kept within a bound, and the snapshot tells", async () => {
  const session = await openTestSession({ planCache: { maxBytes: 30_000 } });
  for (let n = 0; n < 10; n += 1) await (await session.query(`SELECT ${n} AS n`)).count();
  const { entries = 0, bytes, evictions } = session.caches.snapshot().plan ?? {};
  expect(entries).toBeGreaterThan(0);
  expect(bytes).toBeLessThanOrEqual(30_000);
  expect(evictions).toBe(10 - entries);
});

test("clearing forgets the plans", async () => {
  const session = await openTestSession({ tables });
  for (const name of ["plan", undefined] as const) {
    await ask(session);
    await session.caches.clear(name);
    expect(session.caches.snapshot().plan?.entries).toBe(0);
    expect((await ask(session)).use).toBe("miss");
  }
  // @ts-expect-error: there is no cache of that name
  await expect(session.caches.clear("verdict")).rejects.toMatchObject({ code: "invalid-option", option: "name" });
});

test("a session may keep none", async () => {
  const session = await openTestSession({ tables, planCache: false });
  await ask(session);
  expect(await ask(session)).toMatchObject({ use: "off", n: 10n });
  expect(session.caches.snapshot()).not.toHaveProperty("plan");
  await session.caches.clear();
});

test.each([{ maxBytes: 0 }, { maxBytes: 1.5 }])("planCache %j is refused", async (planCache) => {
  await expect(openTestSession({ planCache })).rejects.toMatchObject({ code: "invalid-option", option: "maxBytes" });
});

function identity(error: unknown): unknown {
  return error;
}

import { setTimeout as delay } from "node:timers/promises";
import { expect, test } from "vitest";
import { endlessQuery, endlessStream, numberTable } from "./support/number-table.js";
import { openTestSession } from "./support/open-test-session.js";

const openWithNumbers = () => openTestSession({ tables: { numbers: { arrow: numberTable(10_000) } } });

/** Settles soon after the abort, or the test fails: far below what the queries take. */
async function soon<Value>(abort: () => void, pending: Promise<Value>): Promise<Value> {
  const startMs = performance.now();
  abort();
  try {
    return await pending;
  } finally {
    expect(performance.now() - startMs).toBeLessThan(2_000);
  }
}

test("a signal stops a query that computes", async () => {
  const session = await openWithNumbers();
  const controller = new AbortController();
  const result = await session.query(endlessQuery, { signal: controller.signal });
  const rows = result.rows();
  rows.catch(() => {});
  await delay(50);
  await expect(soon(() => controller.abort(), rows)).rejects.toMatchObject({ code: "aborted", runId: result.runId });
  expect(result.report).toMatchObject({ outcome: "aborted", errorCode: "aborted", complete: false });
});

test("a signal stops a join that gives nothing for long, and with it the engine's work", async () => {
  const session = await openWithNumbers();
  const controller = new AbortController();
  const join = "SELECT sum(a.n + b.n * c.n) AS total FROM numbers a, numbers b, numbers c";
  const result = await session.query(join, { signal: controller.signal });
  const rows = result.rows();
  rows.catch(() => {});
  await delay(50);
  await expect(soon(() => controller.abort(), rows)).rejects.toMatchObject({ code: "aborted" });
  const closing = performance.now();
  await session.close();
  expect(performance.now() - closing).toBeLessThan(3_000);
});

test("a signal stops a query between two batches", async () => {
  const session = await openWithNumbers();
  const controller = new AbortController();
  const result = await session.query(endlessStream, { signal: controller.signal });
  const read = async () => {
    for await (const batch of result) if (batch.numRows > 0) controller.abort();
  };
  await expect(read()).rejects.toMatchObject({ code: "aborted" });
});

test("a signal that has fired already starts nothing", async () => {
  const session = await openWithNumbers();
  await expect(session.query("SELECT 1", { signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: "aborted",
    runId: expect.any(String),
  });
});

test.each(["timeoutMs", "AbortSignal.timeout"])("%s stops a query that takes too long", async (way) => {
  const session = await openWithNumbers();
  const limit = way === "timeoutMs" ? { timeoutMs: 50 } : { signal: AbortSignal.timeout(50) };
  // Planning counts as well, so either step may be the one that runs out of time.
  const read = async () => (await session.query(endlessQuery, limit)).rows();
  await expect(read()).rejects.toMatchObject({ code: "timeout", runId: expect.any(String) });
});

test("cancel stops it, and whoever is reading hears of it", async () => {
  const session = await openWithNumbers();
  const result = await session.query(endlessQuery);
  const rows = result.rows();
  rows.catch(() => {});
  await delay(20);
  await expect(soon(() => result.cancel(), rows)).rejects.toMatchObject({ code: "aborted" });
  await result.cancel();
  expect(result.report.outcome).toBe("aborted");
});

test("the session goes on after an abort", async () => {
  const session = await openWithNumbers();
  const query = session.query(endlessQuery, { timeoutMs: 20 }).then((result) => result.rows());
  await expect(query).rejects.toMatchObject({ code: "timeout" });
  expect(await (await session.query("SELECT count(*) AS n FROM numbers")).first()).toEqual({ n: 10_000n });
});

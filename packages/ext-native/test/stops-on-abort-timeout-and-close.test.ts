import { getEventListeners } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { EngineSession } from "../src/index.js";
import { caught, openSession, rowsOf } from "./support/sessions.js";

/** Would run for hours. */
const endless = "SELECT sum(value % 7) AS sum FROM range(0, 1000000000000)";
/** Gives rows for as long as one reads. */
const rows = "SELECT value, value * 2 AS twice FROM range(0, 10000000000)";
/** Planning folds this constant, which takes seconds. */
const slowPlanning = `SELECT levenshtein('${"ab".repeat(30_000)}', '${"ba".repeat(30_000)}')`;

async function drain(
  session: EngineSession,
  sql: string,
  options: { signal?: AbortSignal; timeoutMs?: number } = {},
): Promise<number> {
  let count = 0;
  for await (const batch of await (await session.prepare(sql, options)).execute(options)) count += batch.numRows;
  return count;
}

/** Far above what it takes, on a machine that is busy as well, and far below what the queries take. */
const soonMs = 2_000;

async function timed(work: Promise<unknown>): Promise<{ error: Awaited<ReturnType<typeof caught>>; ms: number }> {
  const started = performance.now();
  const error = await caught(work);
  return { error, ms: performance.now() - started };
}

describe("a query under way", () => {
  it("stops with its signal, and the session lives on", async () => {
    const session = openSession();
    const controller = new AbortController();
    const pending = timed(drain(session, endless, { signal: controller.signal }));
    await sleep(200);
    controller.abort(new Error("enough"));
    const { error, ms } = await pending;
    expect(error).toMatchObject({ code: "aborted", cause: { message: "enough" } });
    expect(ms).toBeLessThan(soonMs);
    expect(getEventListeners(controller.signal, "abort")).toHaveLength(0);
    expect(await rowsOf(session, "SELECT 1 AS n")).toEqual([{ n: 1n }]);
  });

  it("stops after timeoutMs and with AbortSignal.timeout", async () => {
    const session = openSession();
    for (const options of [{ timeoutMs: 100 }, { signal: AbortSignal.timeout(100) }]) {
      const { error, ms } = await timed(drain(session, endless, options));
      expect(error.code).toBe("timeout");
      expect(ms).toBeLessThan(soonMs);
    }
  });

  it("stops while it is planned, which never blocks this thread", async () => {
    const session = openSession();
    let ticks = 0;
    const ticking = setInterval(() => (ticks += 1), 10);
    const { error, ms } = await timed(drain(session, slowPlanning, { timeoutMs: 200 }));
    clearInterval(ticking);
    expect(error.code).toBe("timeout");
    expect(ms).toBeLessThan(soonMs);
    expect(ticks).toBeGreaterThan(1);
  });

  it("does not start with a signal that is aborted already", async () => {
    const session = openSession();
    const plan = await session.prepare("SELECT 1");
    const options = { signal: AbortSignal.abort("no") };
    for (const call of [
      () => session.prepare("SELECT 1", options),
      () => plan.execute(options),
      () => plan.explain(options),
    ]) {
      expect(await caught(call())).toMatchObject({ code: "aborted", cause: "no" });
    }
  });

  it("stops when its loop is left", async () => {
    const session = openSession();
    const stream = await (await session.prepare(rows)).execute();
    for await (const batch of stream) {
      expect(batch.numRows).toBeGreaterThan(0);
      break;
    }
    await sleep(100);
    const { rows: produced } = stream.report;
    await sleep(100);
    expect(stream.report).toMatchObject({ finished: true, rows: produced });
  });

  it("stops when its result is cancelled", async () => {
    const stream = await (await openSession().prepare(endless)).execute();
    const pending = timed(stream[Symbol.asyncIterator]().next());
    await sleep(50);
    stream.cancel();
    expect(await pending).toMatchObject({ error: { code: "aborted" } });
  });

  it("waits for its reader: it produces no more than a few chunks ahead", async () => {
    const stream = await (await openSession().prepare(rows)).execute();
    const reader = stream.ipc();
    await reader.next();
    await sleep(200);
    const { bytes } = stream.report;
    await sleep(200);
    expect(stream.report.bytes).toBe(bytes);
    expect(bytes).toBeLessThan(20_000_000);
    await reader.return?.();
  });
});

describe("closing", () => {
  it("ends queries under way with session-closed or aborted", async () => {
    const session = EngineSession.open();
    const pending = caught(drain(session, endless));
    await sleep(100);
    const started = performance.now();
    await session.close();
    expect(performance.now() - started).toBeLessThan(soonMs);
    expect((await pending).code).toMatch(/^(session-closed|aborted)$/);
  });

  it("may happen twice, also at once, and later calls are refused", async () => {
    const session = EngineSession.open();
    const plan = await session.prepare("SELECT 1");
    await Promise.all([session.close(), session.close()]);
    await session.close();
    for (const call of [
      () => session.prepare("SELECT 1"),
      () => plan.execute(),
      () => plan.explain(),
      () => session.registerTable("t", { csv: "x.csv" }),
      () => session.deregisterTable("t"),
      () => session.delta("x").describe(),
    ]) {
      expect(await caught(call())).toMatchObject({ code: "session-closed" });
    }
  });

  it("comes with await using", async () => {
    let session: EngineSession;
    {
      await using scoped = EngineSession.open();
      session = scoped;
      await rowsOf(scoped, "SELECT 1");
    }
    expect(await caught(session.prepare("SELECT 1"))).toMatchObject({ code: "session-closed" });
  });
});

it("many queries of many sessions run side by side", async () => {
  const sessions = Array.from({ length: 4 }, () => openSession({ threads: 2 }));
  const counts = await Promise.all(
    sessions.flatMap((session) =>
      Array.from({ length: 10 }, (_, index) => drain(session, `SELECT value FROM range(0, ${1000 * (index + 1)})`)),
    ),
  );
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(4 * 55_000);
});

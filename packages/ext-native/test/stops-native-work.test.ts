import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { EngineSession, type RecordBatchStream } from "../src/index.js";
import { openSession } from "./support/sessions.js";

/** Queries that would run for minutes at least, by the operator that has the work. */
const endless = {
  "an aggregate": "SELECT sum(value % 7) AS sum FROM range(0, 1000000000000)",
  "a grouping": "SELECT count(*) FROM (SELECT value % 1000 AS k, sum(value) FROM range(0, 1000000000000) GROUP BY 1)",
  "a sort": "SELECT value FROM range(0, 1000000000000) ORDER BY value % 1000003, value LIMIT 10",
  "a filter without hits": "SELECT value FROM range(0, 1000000000000) WHERE value % 2 = 3",
  "a cross join": "SELECT count(*) FROM range(0, 10000000) a CROSS JOIN range(0, 10000000) b",
  "a join by a condition":
    "SELECT count(*) FROM range(0, 10000000) a JOIN range(0, 100000) b ON a.value * 2 + 1 = b.value * b.value",
  "a join that finds no match":
    "SELECT count(*) FROM range(0, 5000000) a JOIN range(0, 5000000) b ON a.value < -b.value - 1",
  "a join that multiplies":
    "SELECT count(*) FROM range(0, 1000000) a JOIN range(0, 1000000) b ON a.value % 2 = b.value % 2",
  "a window":
    "SELECT sum(s) FROM (SELECT sum(value) OVER (ORDER BY value ROWS 10 PRECEDING) AS s FROM range(0, 1000000000000))",
  "a recursion":
    "WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r WHERE n < 1000000000) SELECT count(*) FROM r",
  "an unnesting": "SELECT count(*) FROM (SELECT unnest(generate_series(1, 1000)) FROM range(0, 1000000000))",
  "a regular expression":
    "SELECT count(*) FROM range(0, 100000000000) WHERE regexp_like(arrow_cast(value, 'Utf8'), '(1+2*)+3$')",
  "rows to read": "SELECT value, value * 2 AS twice FROM range(0, 10000000000)",
};

/** Milliseconds of processor time that the process takes within so many milliseconds. */
async function processorMs(elapsedMs: number): Promise<number> {
  const before = process.cpuUsage();
  await sleep(elapsedMs);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** Runs a query, stops it after a moment, and gives what it still took of the processor in 200 ms, 300 ms later. */
async function processorMsAfter(
  sql: string,
  stop: (stream: RecordBatchStream, session: EngineSession, controller: AbortController) => unknown,
): Promise<{ running: number; stopped: number }> {
  const session = EngineSession.open();
  const controller = new AbortController();
  const stream = await (await session.prepare(sql)).execute({ signal: controller.signal });
  const reader = stream[Symbol.asyncIterator]();
  const reading = (async () => {
    for (let item = await reader.next(); !item.done; item = await reader.next());
  })().catch(() => {});
  const running = await processorMs(300);
  await stop(stream, session, controller);
  await sleep(300);
  const stopped = await processorMs(200);
  await reading;
  await session.close();
  return { running, stopped };
}

describe("the processor is free after", () => {
  it.each(Object.entries(endless))("%s was aborted", { timeout: 20_000 }, async (_what, sql) => {
    const { running, stopped } = await processorMsAfter(sql, (_stream, _session, controller) => controller.abort());
    expect(running).toBeGreaterThan(30);
    expect(stopped).toBeLessThan(80);
  });

  it.each<[string, Parameters<typeof processorMsAfter>[1]]>([
    ["a result was cancelled", (stream) => stream.cancel()],
    ["a session was closed", (_stream, session) => session.close()],
  ])("%s", async (_what, stop) => {
    const { running, stopped } = await processorMsAfter(endless["an aggregate"], stop);
    expect(running).toBeGreaterThan(30);
    expect(stopped).toBeLessThan(80);
  });

  it("a loop was left", async () => {
    const stream = await (await openSession().prepare(endless["rows to read"])).execute();
    let batches = 0;
    for await (const _batch of stream) if (++batches === 20) break;
    await sleep(300);
    expect(await processorMs(200)).toBeLessThan(80);
  });

  it("a result was thrown away while rows wait", async () => {
    await (await openSession().prepare(endless["rows to read"])).execute();
    await sleep(300);
    expect(await processorMs(200)).toBeLessThan(80);
  });
});

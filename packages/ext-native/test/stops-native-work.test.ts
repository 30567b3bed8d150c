import { describe, expect, it } from "vitest";
import { EngineSession, type RecordBatchStream } from "../src/index.js";
import { processorIsBusy, processorIsFree } from "./support/processor-time.js";
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

/** Runs a query, stops it once it computes, and says whether the processor was busy before and is free afterwards. */
async function stopWhileBusy(
  sql: string,
  stop: (stream: RecordBatchStream, session: EngineSession, controller: AbortController) => unknown,
): Promise<{ busy: boolean; free: boolean }> {
  const session = EngineSession.open();
  const controller = new AbortController();
  const stream = await (await session.prepare(sql)).execute({ signal: controller.signal });
  const reader = stream[Symbol.asyncIterator]();
  const reading = (async () => {
    for (let item = await reader.next(); !item.done; item = await reader.next());
  })().catch(() => {});
  const busy = await processorIsBusy();
  await stop(stream, session, controller);
  const free = await processorIsFree();
  await reading;
  await session.close();
  return { busy, free };
}

describe("the processor is free after", () => {
  it.each(Object.entries(endless))("%s was aborted", { timeout: 20_000 }, async (_what, sql) => {
    const stopped = await stopWhileBusy(sql, (_stream, _session, controller) => controller.abort());
    expect(stopped).toEqual({ busy: true, free: true });
  });

  it.each<[string, Parameters<typeof stopWhileBusy>[1]]>([
    ["a result was cancelled", (stream) => stream.cancel()],
    ["a session was closed", (_stream, session) => session.close()],
  ])("%s", { timeout: 20_000 }, async (_what, stop) => {
    expect(await stopWhileBusy(endless["an aggregate"], stop)).toEqual({ busy: true, free: true });
  });

  it("a loop was left", { timeout: 20_000 }, async () => {
    const stream = await (await openSession().prepare(endless["rows to read"])).execute();
    let batches = 0;
    for await (const _batch of stream) if (++batches === 20) break;
    expect(await processorIsFree()).toBe(true);
  });

  it("a result was thrown away while rows wait", { timeout: 20_000 }, async () => {
    await (await openSession().prepare(endless["rows to read"])).execute();
    expect(await processorIsFree()).toBe(true);
  });
});

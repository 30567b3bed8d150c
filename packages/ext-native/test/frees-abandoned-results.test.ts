import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it, vi } from "vitest";
import { EngineSession, type PreparedPlan, type RecordBatchStream } from "../src/index.js";
import { collectGarbage } from "./support/collect-garbage.js";
import { processorIsFree } from "./support/processor-time.js";
import { openSession } from "./support/sessions.js";

/** Each execution has several megabytes ready before anybody reads. */
const large = "SELECT value, repeat('x', 200) AS text FROM range(0, 10000000000)";
/** One row comes at once, the other never. */
const unending = "SELECT 1 AS sum UNION ALL SELECT sum(value % 7) FROM range(0, 1000000000000)";

describe("results leave no memory behind when they are", () => {
  it.each<[string, (plan: PreparedPlan) => Promise<unknown>]>([
    ["thrown away unread", (plan) => plan.execute()],
    ["thrown away half read", async (plan) => (await plan.execute()).ipc().next()],
    ["cancelled", async (plan) => (await plan.execute()).cancel()],
    ["stopped by a timeout", (plan) => plan.execute({ timeoutMs: 5 }).catch(() => {})],
  ])("%s", { timeout: 30_000 }, async (_how, abandon) => {
    const plan = await openSession().prepare(large);
    const rounds = async (count: number) => {
      for (let round = 0; round < count; round += 1) {
        await Promise.all(Array.from({ length: 10 }, () => abandon(plan)));
        await collectGarbage();
      }
      return process.memoryUsage().rss;
    };
    const before = await rounds(5);
    // 200 results that stayed would hold more than a gigabyte.
    expect((await rounds(20)) - before).toBeLessThan(400_000_000);
  });
});

it("a cancelled result that is still held keeps none of the rows that were ready", { timeout: 60_000 }, async () => {
  const plan = await openSession().prepare(large);
  const held: RecordBatchStream[] = [];
  const round = async (): Promise<number> => {
    const results = await Promise.all(Array.from({ length: 20 }, () => plan.execute()));
    // About four megabytes wait for the reader of each.
    await vi.waitUntil(() => results.every(({ report }) => report.bytes > 3_000_000), { timeout: 20_000 });
    for (const result of results) result.cancel();
    held.push(...results);
    return process.memoryUsage().rss;
  };
  await round();
  const before = await round();
  let after = before;
  for (let count = 0; count < 10; count += 1) after = await round();
  expect(held).toHaveLength(240);
  // What 200 results had ready is 800 MB.
  expect(after - before).toBeLessThan(400_000_000);
});

it("a result that is thrown away while the engine computes its rest stops it", { timeout: 10_000 }, async () => {
  const session = EngineSession.open();
  const begin = async () => (await (await session.prepare(unending)).execute()).ipc().next();
  expect((await begin()).done).toBe(false);
  await sleep(100);
  await collectGarbage();
  expect(await processorIsFree()).toBe(true);
  await session.close();
});

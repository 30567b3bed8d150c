import { setTimeout as delay } from "node:timers/promises";
import { memorySink, startRun } from "@causeway/obs";
import { expect, test, vi } from "vitest";
import { makeEntry } from "../test/make-entry.js";
import type { CacheStore } from "./cache-store.js";
import { memoryStore } from "./memory-store.js";
import { noopStore } from "./noop-store.js";
import { createPlanCache } from "./plan-cache.js";
import type { PlanCacheError } from "./plan-cache-error.js";

test("computes once, then answers from the store", async () => {
  await using cache = createPlanCache();
  const compute = vi.fn(async () => makeEntry("a"));
  const first = await cache.get("k", compute);
  const second = await cache.get("k", compute);
  expect([first.use, second.use]).toEqual(["miss", "hit"]);
  expect(second.entry).toBe(first.entry);
  expect(compute).toHaveBeenCalledTimes(1);
  expect(cache.stats()).toMatchObject({ hits: 1, misses: 1, joined: 0, storeFailures: 0, store: { entries: 1 } });
});

test("keeps the engine's own prepared plan", async () => {
  await using cache = createPlanCache<{ run(): number }>();
  await cache.get("k", async () => makeEntry("a", { prepared: { run: () => 7 } }));
  const { entry } = await cache.get("k", () => Promise.reject(new Error("not asked")));
  expect(entry.prepared?.run()).toBe(7);
});

test("one flight serves all who ask for a key at the same time, and only that key", async () => {
  await using cache = createPlanCache({ store: noopStore });
  const compute = vi.fn(async () => {
    await delay(5);
    return makeEntry("a");
  });
  const answers = await Promise.all([
    ...Array.from({ length: 10 }, () => cache.get("k", compute)),
    cache.get("other", compute),
  ]);
  expect(compute).toHaveBeenCalledTimes(2);
  expect(answers.filter((answer) => answer.use === "joined")).toHaveLength(9);
  expect(cache.stats()).toMatchObject({ misses: 2, joined: 9 });
});

test("a failure goes to all who wait, and is not kept", async () => {
  await using cache = createPlanCache();
  const error = new Error("unknown table");
  const failing = vi.fn(() => Promise.reject(error));
  const answers = await Promise.allSettled([cache.get("k", failing), cache.get("k", failing)]);
  expect(answers.map((answer) => answer.status === "rejected" && answer.reason)).toEqual([error, error]);
  expect(failing).toHaveBeenCalledTimes(1);
  expect((await cache.get("k", async () => makeEntry("a"))).use).toBe("miss");
});

test("a compute that throws at once is a failure like any other", async () => {
  await using cache = createPlanCache();
  const throwing = () => {
    throw new Error("at once");
  };
  await expect(cache.get("k", throwing)).rejects.toThrow("at once");
  expect((await cache.get("k", async () => makeEntry("a"))).use).toBe("miss");
});

test("a caller who leaves does not call off the others", async () => {
  await using cache = createPlanCache();
  const leaving = new AbortController();
  let computeSignal: AbortSignal | undefined;
  const compute = async ({ signal }: { signal: AbortSignal }) => {
    computeSignal = signal;
    await delay(20);
    return makeEntry("a");
  };
  const stays = cache.get("k", compute);
  const leaves = cache.get("k", compute, { signal: leaving.signal });
  await delay(2);
  leaving.abort("enough");
  await expect(leaves).rejects.toMatchObject({ code: "aborted", cause: "enough" });
  expect((await stays).entry.planHash).toBe("a");
  expect(computeSignal?.aborted).toBe(false);
});

test("the computation is called off with the last caller, and the next caller begins anew", async () => {
  await using cache = createPlanCache();
  const controllers = [new AbortController(), new AbortController()];
  let computeSignal: AbortSignal | undefined;
  const compute = async ({ signal }: { signal: AbortSignal }) => {
    computeSignal = signal;
    await delay(10_000, undefined, { signal });
    return makeEntry("late");
  };
  const waits = controllers.map(({ signal }) => cache.get("k", compute, { signal }));
  const settled = Promise.allSettled(waits);
  await delay(2);
  controllers[0]?.abort();
  expect(computeSignal?.aborted).toBe(false);
  controllers[1]?.abort();
  expect(computeSignal?.aborted).toBe(true);
  expect((await settled).map((answer) => answer.status)).toEqual(["rejected", "rejected"]);
  expect((await cache.get("k", async () => makeEntry("new"))).entry.planHash).toBe("new");
});

test("a signal that has fired asks nothing", async () => {
  await using cache = createPlanCache();
  const compute = vi.fn(async () => makeEntry("a"));
  await expect(cache.get("k", compute, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: "aborted" });
  expect(compute).not.toHaveBeenCalled();
});

test("what was deleted while it was computed is given to those who wait and to nobody else", async () => {
  for (const forget of ["delete", "clear"] as const) {
    await using cache = createPlanCache();
    const wait = cache.get("k", async () => {
      await delay(5);
      return makeEntry("stale");
    });
    await delay(1);
    await (forget === "delete" ? cache.delete("k") : cache.clear());
    expect((await wait).entry.planHash).toBe("stale");
    expect((await cache.get("k", async () => makeEntry("fresh"))).entry.planHash).toBe("fresh");
  }
});

test("a transient entry is given to those who wait and is not kept", async () => {
  await using cache = createPlanCache();
  const compute = vi.fn(async () => makeEntry("a", { transient: true }));
  const answers = await Promise.all([cache.get("k", compute), cache.get("k", compute)]);
  expect(answers.map(({ entry, use }) => [entry.planHash, use])).toEqual([
    ["a", "miss"],
    ["a", "joined"],
  ]);
  expect((await cache.get("k", compute)).use).toBe("miss");
  expect(compute).toHaveBeenCalledTimes(2);
});

test("delete tells whether there was an entry", async () => {
  await using cache = createPlanCache();
  await cache.get("k", async () => makeEntry("a"));
  expect(await cache.delete("k")).toBe(true);
  expect(await cache.delete("k")).toBe(false);
});

test("closing calls off what is under way, at once, and refuses what comes after", async () => {
  const cache = createPlanCache();
  const wait = cache.get("k", () => delay(10_000, makeEntry("never"), { ref: false }));
  const settled = expect(wait).rejects.toMatchObject({ code: "cache-closed" });
  await delay(1);
  await cache.close();
  await settled;
  await cache.close();
  await expect(cache.get("k", async () => makeEntry("a"))).rejects.toMatchObject({ code: "cache-closed" });
});

test("a store that fails is a miss, counted and told of", async () => {
  const store: CacheStore = {
    get: () => Promise.reject(new Error("down")),
    set() {
      throw new Error("full");
    },
    delete: () => Promise.reject(new Error("down")),
    clear() {},
  };
  const failures: PlanCacheError[] = [];
  const cache = createPlanCache({ store, onStoreFailure: (error) => failures.push(error) });
  expect((await cache.get("k", async () => makeEntry("a"))).use).toBe("miss");
  await delay(0);
  expect(failures.map((error) => [error.code, (error.cause as Error).message])).toEqual([
    ["store-failed", "down"],
    ["store-failed", "full"],
  ]);
  expect(cache.stats()).toMatchObject({ storeFailures: 2, store: undefined });
  await expect(cache.delete("k")).rejects.toMatchObject({ code: "store-failed" });
});

test("a slow write is not waited for by the look-up, but by delete", async () => {
  const kept = memoryStore();
  const store: CacheStore = {
    ...kept,
    async set(key, entry) {
      await delay(20);
      kept.set(key, entry);
    },
  };
  await using cache = createPlanCache({ store });
  await cache.get("k", async () => makeEntry("a"));
  expect(kept.stats().entries).toBe(0);
  expect(await cache.delete("k")).toBe(true);
  expect(kept.stats().entries).toBe(0);
});

test("an entry that cannot be kept is refused", async () => {
  await using cache = createPlanCache();
  for (const entry of [
    undefined,
    null,
    { ...makeEntry("a"), sizeBytes: -1 },
    { ...makeEntry("a"), sizeBytes: Number.NaN },
    { sizeBytes: 1 },
  ]) {
    await expect(cache.get("k", async () => entry as never)).rejects.toMatchObject({ code: "invalid-entry" });
  }
});

test("each look-up is an event of its run", async () => {
  const sink = memorySink();
  const run = startRun("q", { sink });
  await using cache = createPlanCache();
  await cache.get("k", async () => makeEntry("a"), { run });
  await cache.get("k", async () => makeEntry("a"), { run });
  expect(sink.events("cache-use").map(({ cache, key, use }) => [cache, key, use])).toEqual([
    ["plan", "k", "miss"],
    ["plan", "k", "hit"],
  ]);
});

test("a store of one's own bounds itself", () => {
  expect(() => createPlanCache({ store: noopStore, maxBytes: 1 })).toThrow("invalid-option: maxBytes");
  expect(() => createPlanCache({ maxBytes: 0 })).toThrow("invalid-option: maxBytes");
});

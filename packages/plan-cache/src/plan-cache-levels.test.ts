import { setTimeout as delay } from "node:timers/promises";
import { memorySink, startRun } from "@causeway/obs";
import { afterEach, expect, test, vi } from "vitest";
import { makeEntry } from "../test/make-entry.js";
import type { CacheStore, StoreAnswer } from "./cache-store.js";
import { memoryStore } from "./memory-store.js";
import { createPlanCache } from "./plan-cache.js";
import type { PlanCacheEntry } from "./plan-cache-entry.js";
import type { PlanCacheError } from "./plan-cache-error.js";

interface Plan {
  readonly name: string;
}

/** A second level as a service would be: by promise, and without prepared plans. */
function slowStore(): CacheStore<Plan> & { readonly kept: Map<string, StoreAnswer<Plan>> } {
  const kept = new Map<string, StoreAnswer<Plan>>();
  return {
    kept,
    async get(key) {
      await delay(1);
      return kept.get(key);
    },
    async set(key, { prepared: _prepared, ...entry }) {
      kept.set(key, entry);
    },
    delete: async (key) => kept.delete(key),
    clear: async () => kept.clear(),
  };
}

const compiled = (name: string): PlanCacheEntry<Plan> => makeEntry(name, { prepared: { name } });
const restore = async (entry: PlanCacheEntry<Plan>) => ({ ...entry, prepared: { name: `restored ${entry.planHash}` } });
const never = () => Promise.reject(new Error("not asked"));

afterEach(() => {
  vi.useRealTimers();
});

test("a new process finds in the second level what an old one has computed, and then in its own memory", async () => {
  const persistent = slowStore();
  {
    await using before = createPlanCache<Plan>({ persistent });
    await before.get("k", async () => compiled("a"));
  }
  await using cache = createPlanCache<Plan>({ persistent });
  const sink = memorySink();
  const run = startRun("q", { sink });
  const first = await cache.get("k", never, { restore, run });
  const second = await cache.get("k", never, { restore: never, run });
  expect(first).toMatchObject({ use: "hit", level: "persistent", entry: { prepared: { name: "restored a" } } });
  expect(second).toEqual({ use: "hit", level: "memory", entry: first.entry });
  expect(sink.events("cache-use").map(({ use, level }) => [use, level])).toEqual([
    ["hit", "persistent"],
    ["hit", "memory"],
  ]);
  expect(cache.stats()).toMatchObject({ hits: 2, hitsByLevel: { memory: 1, persistent: 1 }, misses: 0 });
});

test("one flight restores for all who ask at the same time", async () => {
  const persistent = slowStore();
  persistent.kept.set("k", makeEntry("a"));
  await using cache = createPlanCache<Plan>({ persistent });
  const restoring = vi.fn(restore);
  const answers = await Promise.all(Array.from({ length: 5 }, () => cache.get("k", never, { restore: restoring })));
  expect(restoring).toHaveBeenCalledTimes(1);
  expect(answers.every((answer) => answer.entry === answers[0]?.entry)).toBe(true);
});

test("a kept entry that cannot be made ready is removed, told of and computed anew", async () => {
  const persistent = slowStore();
  persistent.kept.set("k", makeEntry("old"));
  const failures: PlanCacheError[] = [];
  await using cache = createPlanCache<Plan>({ persistent, onStoreFailure: (error) => failures.push(error) });
  const failing = () => Promise.reject(new Error("unknown function"));
  const answer = await cache.get("k", async () => compiled("new"), { restore: failing });
  expect(answer).toMatchObject({ use: "miss", reason: "unusable", entry: { planHash: "new" } });
  expect(persistent.kept.get("k")).toMatchObject({ planHash: "new" });
  expect(failures.map((error) => [error.code, (error.cause as Error).message])).toEqual([
    ["entry-unusable", "unknown function"],
  ]);
  expect(cache.stats()).toMatchObject({ missesByReason: { unusable: 1 }, storeFailures: 0 });
});

test("why an entry could not be used is counted and told of; a damaged one is a failure, too", async () => {
  const persistent = slowStore();
  const cause = new Error("bit rot");
  const failures: PlanCacheError[] = [];
  const sink = memorySink();
  const run = startRun("q", { sink });
  await using cache = createPlanCache<Plan>({ persistent, onStoreFailure: (error) => failures.push(error) });
  persistent.kept.set("a", { stale: "damaged", cause });
  persistent.kept.set("b", { stale: "expired" });
  persistent.kept.set("c", { stale: "format" });
  persistent.kept.set("d", { ...makeEntry("d"), sizeBytes: -1 });
  for (const key of ["a", "b", "c", "d", "e"]) await cache.get(key, async () => compiled(key), { run });
  const reasons = ["damaged", "expired", "format", "damaged", "absent"];
  expect(sink.events("cache-use").map(({ use, reason }) => [use, reason])).toEqual(
    reasons.map((reason) => ["miss", reason]),
  );
  expect(cache.stats().missesByReason).toEqual({
    absent: 1,
    damaged: 2,
    expired: 1,
    format: 1,
    "refusal-expired": 0,
    unusable: 0,
    "store-failed": 0,
  });
  expect(failures.map((error) => error.code)).toEqual(["entry-damaged", "entry-damaged"]);
  expect(failures[0]?.cause).toBe(cause);
});

test("a second level that fails is a miss, and the first goes on", async () => {
  const broken: CacheStore<Plan> = {
    get: () => Promise.reject(new Error("down")),
    set: () => Promise.reject(new Error("down")),
    delete: () => false,
    clear() {},
  };
  await using cache = createPlanCache<Plan>({ persistent: broken, onStoreFailure() {} });
  expect(await cache.get("k", async () => compiled("a"))).toMatchObject({ use: "miss", reason: "store-failed" });
  expect(await cache.get("k", never)).toMatchObject({ use: "hit", level: "memory" });
  expect(cache.stats().storeFailures).toBe(2);
});

test("a refusal is kept for a short time, and counted", async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: 1_000_000 });
  const persistent = slowStore();
  const sink = memorySink();
  const run = startRun("q", { sink });
  await using cache = createPlanCache<Plan>({ persistent, refusalTtlMs: 500 });
  const refusal = { code: "unknown-table", reason: "no table flihgts" };
  const refuse = vi.fn(async () => makeEntry<Plan>("r", { refusal, createdAtMs: Date.now() }));
  expect((await cache.get("k", refuse, { run })).entry.refusal).toEqual(refusal);
  vi.setSystemTime(1_000_499);
  expect(await cache.get("k", never, { run })).toMatchObject({ use: "hit", entry: { refusal } });
  vi.setSystemTime(1_000_500);
  expect(await cache.get("k", refuse, { run })).toMatchObject({ use: "miss", reason: "refusal-expired" });
  expect(refuse).toHaveBeenCalledTimes(2);
  expect(cache.stats()).toMatchObject({ hits: 1, refusalHits: 1, missesByReason: { absent: 1, "refusal-expired": 1 } });
  expect(sink.events("cache-use").map((use) => use.refused)).toEqual([true, true, true]);
});

test("a query that is refused no longer takes the refusal's place, in all levels", async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: 1_000_000 });
  const persistent = slowStore();
  await using cache = createPlanCache<Plan>({ persistent, refusalTtlMs: 500 });
  const refusal = { code: "unknown-table", reason: "no table" };
  await cache.get("k", async () => makeEntry("r", { refusal, createdAtMs: Date.now() }));
  vi.setSystemTime(1_001_000);
  await cache.get("k", async () => compiled("good"));
  expect((await cache.get("k", never)).entry.planHash).toBe("good");
  expect(persistent.kept.get("k")).toMatchObject({ planHash: "good" });
});

test("a refusal outlives its process for as short a time, and needs nothing to be made ready", async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: 1_000_000 });
  const persistent = slowStore();
  const refusal = { code: "column-not-allowed", reason: "no" };
  const refuse = async () => makeEntry<Plan>("r", { refusal, createdAtMs: Date.now() });
  const askAnew = async () => {
    await using cache = createPlanCache<Plan>({ persistent, refusalTtlMs: 500 });
    return await cache.get("k", refuse, { restore: never });
  };
  expect(await askAnew()).toMatchObject({ use: "miss", reason: "absent" });
  vi.setSystemTime(1_000_499);
  expect(await askAnew()).toMatchObject({ use: "hit", level: "persistent", entry: { refusal } });
  vi.setSystemTime(1_000_500);
  expect(await askAnew()).toMatchObject({ use: "miss", reason: "refusal-expired" });
  vi.setSystemTime(1_000_000);
  // It was made at a time that is yet to come: a clock was set back.
  expect(await askAnew()).toMatchObject({ use: "miss", reason: "refusal-expired" });
});

test("entries that differ in this process alone are one entry in the second level", async () => {
  const persistent = slowStore();
  await using cache = createPlanCache<Plan>({ persistent });
  const compute = vi.fn(async () => compiled("a"));
  await cache.get("k.1", compute, { restore, persistentKey: "k" });
  expect([...persistent.kept.keys()]).toEqual(["k"]);
  expect(await cache.get("k.2", never, { restore, persistentKey: "k" })).toMatchObject({ level: "persistent" });
  expect(await cache.get("k.1", never, { restore, persistentKey: "k" })).toMatchObject({ level: "memory" });
});

test("what holds in this process alone is neither looked for in the second level nor written there", async () => {
  const persistent = slowStore();
  persistent.kept.set("k", compiled("of another process"));
  await using cache = createPlanCache<Plan>({ persistent });
  const own = { persistentKey: false, restore } as const;
  expect(await cache.get("k", async () => compiled("own"), own)).toMatchObject({ use: "miss", reason: "absent" });
  expect(await cache.get("k", never, own)).toMatchObject({ level: "memory", entry: { planHash: "own" } });
  expect(persistent.kept.get("k")).toMatchObject({ planHash: "of another process" });
});

test("refusals need not be kept", async () => {
  await using cache = createPlanCache<Plan>({ refusalTtlMs: 0 });
  const refuse = vi.fn(async () =>
    makeEntry<Plan>("r", { refusal: { code: "c", reason: "r" }, createdAtMs: Date.now() }),
  );
  await cache.get("k", refuse);
  await cache.get("k", refuse);
  expect(refuse).toHaveBeenCalledTimes(2);
  expect(() => createPlanCache({ refusalTtlMs: -1 })).toThrow("invalid-option: refusalTtlMs");
  expect(() => createPlanCache({ refusalTtlMs: Number.NaN })).toThrow("invalid-option: refusalTtlMs");
});

test("what is transient stands in no level", async () => {
  const persistent = slowStore();
  const store = memoryStore<Plan>();
  await using cache = createPlanCache<Plan>({ store, persistent });
  await cache.get("k", async () => ({ ...compiled("a"), transient: true }));
  expect([store.stats().entries, persistent.kept.size]).toEqual([0, 0]);
});

test("delete and clear reach all levels, or the one that is named", async () => {
  const persistent = slowStore();
  await using cache = createPlanCache<Plan>({ persistent });
  const fill = () => Promise.all(["a", "b"].map((key) => cache.get(key, async () => compiled(key))));
  await fill();
  await cache.clear("memory");
  expect([cache.stats().store?.entries, persistent.kept.size]).toEqual([0, 2]);
  expect(await cache.get("a", never)).toMatchObject({ level: "persistent" });
  await cache.clear("persistent");
  expect([cache.stats().store?.entries, persistent.kept.size]).toEqual([1, 0]);
  await fill();
  expect(await cache.delete("a")).toBe(true);
  expect(persistent.kept.has("a")).toBe(false);
  await cache.clear();
  expect([cache.stats().store?.entries, persistent.kept.size]).toEqual([0, 0]);
});

test("what was cleared while it was restored is given to those who wait and to nobody else", async () => {
  const persistent = slowStore();
  persistent.kept.set("k", makeEntry("stale"));
  await using cache = createPlanCache<Plan>({ persistent });
  const wait = cache.get("k", async () => compiled("fresh"), {
    restore: async (entry) => {
      await delay(10);
      return restore(entry);
    },
  });
  await delay(5);
  await cache.clear();
  expect((await wait).entry.planHash).toBe("fresh");
  expect(cache.stats().store?.entries).toBe(0);
});

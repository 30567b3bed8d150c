import { EngineSession } from "@causeway/ext-native";
import { memorySink } from "@causeway/obs";
import { afterEach, expect, test, vi } from "vitest";
import type { CacheStore, PlanCacheEntry, PlanCacheOptions, Session, SessionOptions } from "../src/index.js";
import { numberTable } from "./support/number-table.js";
import { openTestSession } from "./support/open-test-session.js";
import { temporaryFolder } from "./support/temporary-folder.js";

const tables = { numbers: { arrow: numberTable(3) } };
const sql = "SELECT count(*) AS n FROM numbers";

afterEach(() => {
  vi.restoreAllMocks();
});

/** A store as a service would be. */
function keyValueStore(): CacheStore<never> & { readonly kept: Map<string, PlanCacheEntry<never>> } {
  const kept = new Map<string, PlanCacheEntry<never>>();
  return {
    kept,
    get: async (key) => kept.get(key),
    async set(key, { prepared: _prepared, ...entry }) {
      kept.set(key, entry);
    },
    delete: async (key) => kept.delete(key),
    clear: async () => kept.clear(),
  };
}

async function ask(session: Session, text = sql) {
  const result = await session.query(text);
  return { rows: await result.rows(), cache: result.report.cache, report: String(result.report) };
}

/** A session that asks, and has ended with all that it writes. */
async function askAnew(options: SessionOptions, text = sql) {
  const session = await openTestSession(options);
  try {
    return await ask(session, text);
  } finally {
    await session.close();
  }
}

test("a store of one's own is the second level", async () => {
  const store = keyValueStore();
  const options = { tables, planCache: { store } };
  expect(await askAnew(options)).toMatchObject({ rows: [{ n: 3n }], cache: { use: "miss", reason: "absent" } });
  expect([...store.kept.values()]).toMatchObject([
    { compilationLane: "substrait", planBytes: expect.any(Uint8Array), preflight: { summary: { verdict: "passed" } } },
  ]);
  const found = await askAnew(options);
  expect(found).toMatchObject({ rows: [{ n: 3n }], cache: { use: "hit", level: "persistent" } });
  expect(found.report).toMatch(/cache {6}hit \(persistent\): preflight passed, substrait lane/);
});

test("what is kept and cannot be used is made anew, and the report says why", async () => {
  const warning = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
  const store = keyValueStore();
  const options = { tables, planCache: { store } };
  await askAnew(options);
  for (const [key, { preflight: _preflight, ...entry }] of store.kept) store.kept.set(key, entry);
  const anew = await askAnew(options);
  expect(anew).toMatchObject({ rows: [{ n: 3n }], cache: { use: "miss", reason: "unusable" } });
  expect(anew.report).toMatch(/cache {6}miss \(unusable\)/);
  expect(warning).toHaveBeenCalledOnce();
  expect((await askAnew(options)).cache).toEqual({ use: "hit", level: "persistent" });
});

test("a plan whose bytes are kept is made of them, and no SQL is parsed", async () => {
  const store = keyValueStore();
  const options = { tables, planCache: { store } };
  await askAnew(options);
  const [prepare, prepareSubstrait] = [
    vi.spyOn(EngineSession.prototype, "prepare"),
    vi.spyOn(EngineSession.prototype, "prepareSubstrait"),
  ];
  expect(await askAnew(options)).toMatchObject({ rows: [{ n: 3n }], cache: { use: "hit", level: "persistent" } });
  expect([prepare.mock.calls.length, prepareSubstrait.mock.calls.length]).toEqual([0, 1]);
});

test("a plan that goes by SQL is planned again and not checked again", async () => {
  const store = keyValueStore();
  const diagnostics = memorySink();
  const options = { tables, planCache: { store }, lane: "sql", diagnostics } as const;
  await askAnew(options);
  expect([...store.kept.values()]).toMatchObject([{ compilationLane: "sql" }]);
  expect(await askAnew(options)).toMatchObject({ rows: [{ n: 3n }], cache: { use: "hit", level: "persistent" } });
  expect(diagnostics.events("preflight")).toHaveLength(1);
});

test.each<[string, (bytes: Uint8Array) => Uint8Array]>([
  ["are cut off", (bytes) => bytes.subarray(0, bytes.length / 2)],
  ["are no plan", () => Uint8Array.of(255, 1)],
  ["are not what was kept", (bytes) => bytes.map((byte, index) => (index === bytes.length - 3 ? byte ^ 255 : byte))],
])("bytes that %s are a miss", async (_, change) => {
  vi.spyOn(process, "emitWarning").mockImplementation(() => {});
  const store = keyValueStore();
  const options = { tables, planCache: { store } };
  await askAnew(options);
  for (const [key, { planBytes = new Uint8Array(), ...entry }] of store.kept) {
    store.kept.set(key, { ...entry, planBytes: change(planBytes) });
  }
  expect(await askAnew(options)).toMatchObject({ rows: [{ n: 3n }], cache: { use: "miss", reason: "unusable" } });
});

test("a store that fails costs no answer", async () => {
  const warning = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
  const down = () => Promise.reject(new Error("down"));
  const store: CacheStore<never> = { get: down, set: down, delete: down, clear: down };
  const session = await openTestSession({ tables, planCache: { store } });
  expect(await ask(session)).toMatchObject({ rows: [{ n: 3n }], cache: { use: "miss", reason: "store-failed" } });
  expect((await ask(session)).cache).toEqual({ use: "hit", level: "memory" });
  expect(session.caches.snapshot().plan).toMatchObject({ storeFailures: 2, missesByReason: { "store-failed": 1 } });
  await expect(session.caches.clear("plan")).rejects.toMatchObject({ code: "store-failed" });
  await session.caches.clear("plan", { level: "memory" });
  expect(warning).toHaveBeenCalledOnce();
});

test("statements that are no queries stand in no level", async () => {
  const store = keyValueStore();
  const writing: SessionOptions = {
    policy: { statements: ["query", "ddl", "dml", "explain"] },
    engine: { allow: ["ddl", "dml"] },
    planCache: { store },
  };
  const session = await openTestSession({ ...writing, tables });
  for (const text of ["EXPLAIN SELECT 1", "INSERT INTO numbers VALUES (7, 'seven')"]) await ask(session, text);
  expect(store.kept.size).toBe(0);
  await ask(session);
  expect(store.kept.size).toBe(1);
  await ask(session, "CREATE VIEW few AS SELECT 1 AS one");
  expect((await ask(session)).cache).toEqual({ use: "miss", reason: "absent" });
  expect(store.kept.size).toBe(1);
});

test("the snapshot and clearing know the levels", async () => {
  const directory = await temporaryFolder();
  const options = { tables, planCache: { directory, diskMaxBytes: 100_000, diskMaxAgeMs: 60_000 } };
  await askAnew(options);
  const session = await openTestSession(options);
  await ask(session);
  await ask(session);
  expect(session.caches.snapshot().plan).toMatchObject({
    entries: 1,
    hits: 2,
    hitsByLevel: { memory: 1, persistent: 1 },
    misses: 0,
    persistent: { evictions: 0, expirations: 0, rejected: 0 },
  });
  await session.caches.clear("plan", { level: "memory" });
  expect((await ask(session)).cache).toEqual({ use: "hit", level: "persistent" });
  await session.caches.clear("plan", { level: "persistent" });
  expect((await ask(session)).cache).toEqual({ use: "hit", level: "memory" });
  await session.caches.clear();
  expect((await ask(session)).cache).toEqual({ use: "miss", reason: "absent" });
  // @ts-expect-error: there is no such level
  const wrong = session.caches.clear("plan", { level: "disk" });
  await expect(wrong).rejects.toMatchObject({ code: "invalid-option", option: "level" });
});

test("refusals are kept for a short time, and each belongs to its run", async () => {
  const diagnostics = memorySink();
  const policy = { columns: { deny: { numbers: ["name"] } } };
  const session = await openTestSession({ tables, policy, diagnostics });
  const failures: unknown[] = [];
  for (const _ of [1, 2]) failures.push(await session.query("SELECT name FROM numbers").catch((error) => error));
  expect(failures[1]).toMatchObject({
    code: "preflight-refused",
    diagnostics: [{ code: "column-not-allowed", line: 1 }],
  });
  expect(String(failures[1])).toBe(String(failures[0]));
  expect(new Set(failures.map((failure) => Reflect.get(failure as object, "runId"))).size).toBe(2);
  expect(diagnostics.events("preflight")).toHaveLength(1);
  expect(diagnostics.events("cache-use")).toMatchObject([
    { use: "miss", reason: "absent", refused: true },
    { use: "hit", level: "memory", refused: true },
  ]);
  expect(diagnostics.artifacts("run-report")).toMatchObject([
    { preflight: { verdict: "refused" }, cache: { use: "miss" } },
    {
      preflight: { verdict: "refused", diagnosticCodes: ["column-not-allowed"] },
      cache: { use: "hit", level: "memory" },
    },
  ]);
  expect(session.caches.snapshot().plan).toMatchObject({ refusalHits: 1 });
});

test("a sink is told with each run how the cache is set up", async () => {
  const directory = await temporaryFolder();
  const configOf = async (planCache: PlanCacheOptions | false) => {
    const diagnostics = memorySink();
    const session = await openTestSession({ planCache, diagnostics, preflight: "off" });
    await ask(session, "SELECT 1");
    return diagnostics.artifacts("cache-config").filter(({ cache }) => cache === "plan");
  };
  const memory = { store: "memory", maxBytes: 5_000_000 };
  expect(
    await configOf({ maxBytes: 5_000_000, directory, diskMaxBytes: 9, diskMaxAgeMs: 7, refusalTtlMs: 3 }),
  ).toMatchObject([
    { cache: "plan", enabled: true, levels: [memory, { store: "disk", maxBytes: 9, maxAgeMs: 7 }], refusalTtlMs: 3 },
  ]);
  expect(await configOf({ maxBytes: 5_000_000, store: keyValueStore() })).toMatchObject([
    { levels: [memory, { store: "custom" }] },
  ]);
  expect(await configOf(false)).toMatchObject([{ cache: "plan", enabled: false, levels: [] }]);
});

test.each<[string, object]>([
  ["directory", { directory: "" }],
  ["diskMaxBytes", { diskMaxBytes: 5 }],
  ["diskMaxAgeMs", { diskMaxAgeMs: 5 }],
  ["diskMaxAgeMs", { directory: "plans", diskMaxAgeMs: 0 }],
  ["store", { store: { get() {} } }],
  ["store", { store: keyValueStore(), directory: "plans" }],
  ["refusalTtlMs", { refusalTtlMs: -1 }],
])("%s of planCache %j is refused", async (option, planCache) => {
  await expect(openTestSession({ planCache })).rejects.toMatchObject({ code: "invalid-option", option });
});

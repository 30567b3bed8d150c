import { memorySink } from "@causeway/obs";
import { expect, test } from "vitest";
import { capabilities } from "../src/index.js";
import { numberTable } from "./support/number-table.js";
import { openTestSession } from "./support/open-test-session.js";

const tables = { numbers: { arrow: numberTable(10) } };

test("the report needs no session, and is that of one", async () => {
  const report = capabilities();
  expect(Object.keys(report.packages)).toEqual(
    ["runtime", "ext-native", "obs", "sql-preflight", "substrait-lane", "plan-cache", "delta-pruning"].map(
      (name) => `@causeway/${name}`,
    ),
  );
  for (const version of Object.values(report.packages)) expect(version).toMatch(/^\d+\.\d+\.\d+/);
  expect((await openTestSession()).capabilities()).toEqual(report);
});

test("what is listed can be called, and what can be called is listed", async () => {
  const session = await openTestSession();
  const { engine, tableFunctions } = capabilities();
  const reported = [
    ...engine.functions.map(({ name, kind }) => `${kind} ${name}`),
    ...tableFunctions.map((name) => `table ${name}`),
  ];
  expect(session.functions.list().map(({ name, kind }) => `${kind} ${name}`)).toEqual(expect.arrayContaining(reported));
  expect(session.functions.list()).toHaveLength(reported.length);
  for (const name of tableFunctions) await (await session.query(`SELECT * FROM ${name}()`)).rows();
});

test("each run's diagnostics say what the session can do, and how its caches are", async () => {
  const diagnostics = memorySink();
  const session = await openTestSession({
    tables,
    diagnostics,
    engine: { caches: { metadata: { maxBytes: 1_000_000, ttlMs: 5_000 } } },
  });
  await session.functions.define("CREATE FUNCTION plus(a BIGINT) RETURN a + 1");
  await session.installExprPlanners(["json"]);
  await (await session.query("SELECT plus(n) FROM numbers")).rows();
  const [able] = diagnostics.artifacts("capabilities");
  expect(able).toMatchObject({
    datafusion: capabilities().engine.datafusion,
    abi: capabilities().engine.abi.number,
    packages: capabilities().packages,
    stores: capabilities().engine.stores,
    parquetCompression: capabilities().engine.parquetCompression,
    lanes: ["substrait", "sql"],
    deltaFeatures: capabilities().engine.deltaFeatures,
    exprPlanners: ["nested-field-access", "array-operators", "json"],
    functions: expect.arrayContaining(["plus", "stable_id"]),
  });
  expect(diagnostics.artifacts("cache-config")).toMatchObject([
    { cache: "list-files", enabled: false },
    {
      cache: "metadata",
      enabled: true,
      levels: [{ store: "memory", maxBytes: 1_000_000, maxAgeMs: 5_000 }],
      totals: { entries: 0 },
    },
    { cache: "statistics", enabled: true },
    { cache: "predicate", rowsDecoded: 0, rowsServed: 0 },
    { cache: "plan", enabled: true, totals: { entries: 0 } },
  ]);
});

test("planners are installed by name, and plans of before are not used again", async () => {
  const session = await openTestSession({ preflight: "off", engine: { exprPlanners: ["date-arithmetic"] } });
  const sql = `SELECT '{"a": 1}'->>'a' AS a, (DATE '2024-02-28' + 2)::varchar AS later`;
  await session.installExprPlanners(["json"]);
  expect(await (await session.query(sql)).first()).toEqual({ a: "1", later: "2024-03-01" });
  await expect(session.installExprPlanners(["xml" as never])).rejects.toMatchObject({ code: "unknown-planner" });
});

test("plan_cache() tells the plans that are kept, until they are cleared", async () => {
  const session = await openTestSession({ tables });
  const first = await session.query("SELECT sum(n) AS s FROM numbers");
  await first.rows();
  const { lane } = first.report;
  const ask = async () =>
    (
      await session.query<{ plan_hash: string; lane: string; size: bigint }>(
        "SELECT plan_hash, lane, size_bytes AS size FROM plan_cache() WHERE created <= now() AND key <> ''",
      )
    ).rows();
  const kept = await ask();
  expect(kept).toContainEqual({ plan_hash: lane?.planHash, lane: lane?.lane, size: expect.any(BigInt) });
  const { entries, bytes } = session.caches.snapshot().plan ?? {};
  expect(kept).toHaveLength(entries ?? 0);
  expect(kept.reduce((sum, { size }) => sum + size, 0n)).toBe(BigInt(bytes ?? 0));
  await session.caches.clear("plan");
  expect((await ask()).map(({ plan_hash }) => plan_hash)).not.toContain(lane?.planHash);
  const none = await openTestSession({ planCache: false });
  expect(await (await none.query("SELECT * FROM plan_cache()")).rows()).toEqual([]);
});

test("plan_cache() tells how often a plan was found, and when for the last time", async () => {
  const session = await openTestSession({ tables });
  const sql = "SELECT max(n) AS m FROM numbers";
  const ask = async () => {
    const query = `SELECT p.hits, p.last_used >= p.created AS after, p.last_used <= now() AS past, p.last_used AS at
                   FROM plan_cache() p JOIN runs() r ON r.sql_hash = '${hash}' AND p.plan_hash = '${planHash}' LIMIT 1`;
    return (await session.query<{ hits: bigint; after: boolean; past: boolean }>(query)).first();
  };
  const first = await session.query(sql);
  await first.rows();
  const { sqlHash: hash, lane } = first.report;
  const planHash = lane?.planHash;
  expect(await ask()).toMatchObject({ hits: 0n, after: true, past: true });
  for (const hits of [1n, 2n]) {
    const again = await session.query(sql);
    await again.rows();
    expect(again.report.cache).toMatchObject({ use: "hit", level: "memory" });
    expect(await ask()).toMatchObject({ hits, after: true, past: true });
  }
  const { schema } = await session.query("SELECT * FROM plan_cache()");
  expect(schema.fields.map(({ name, type }) => `${name} ${type}`)).toEqual([
    "key Utf8",
    "plan_hash Utf8",
    "lane Utf8",
    "size_bytes Int64",
    "hits Int64",
    "created Timestamp<MILLISECOND, UTC>",
    "last_used Timestamp<MILLISECOND, UTC>",
  ]);
  // A definition makes all of them stale.
  await session.functions.define("CREATE FUNCTION one() RETURN 1");
  expect(await ask()).toBeUndefined();
});

test("the engine's caches are told and cleared by name", async () => {
  const session = await openTestSession({ tables });
  const { metadata, statistics, listFiles, predicate } = session.caches.snapshot();
  expect([metadata.entries, statistics.entries, listFiles.maxBytes, predicate.executions]).toEqual([0, 0, 0, 0]);
  for (const name of ["list-files", "metadata", "statistics", "predicate", "plan"] as const)
    await session.caches.clear(name);
  await expect(session.caches.clear("files" as never)).rejects.toMatchObject({ code: "invalid-option" });
});

import { memorySink } from "@causeway/obs";
import { count, inspectPlan, int64, parameter, sum } from "@causeway/substrait-lane";
import { expect, test } from "vitest";
import { numberTable } from "./support/number-table.js";
import { openTestSession } from "./support/open-test-session.js";

const tables = { numbers: { arrow: numberTable(1_000) }, secrets: { arrow: numberTable(3) } };
type Numbers = { n: "int64"; name: "string" };

/** EXPLAIN is no query, so Substrait has no form for it. */
const noQuery = "EXPLAIN SELECT n FROM numbers";

test("a text goes by Substrait, and its plan comes back as bytes", async () => {
  const session = await openTestSession({ tables });
  const sql = "SELECT n % 3 AS digit, count(*) AS rows FROM numbers WHERE n >= $1 GROUP BY 1 ORDER BY 1";
  const compiled = await session.compile(sql);
  const substrait = await compiled.toSubstrait();
  expect(inspectPlan(substrait)).toMatchObject({
    tables: [{ name: ["numbers"], columns: ["n"] }],
    producer: "causeway",
  });
  const expected = await (await session.query(sql, { parameters: [10n], lane: "sql" })).rows();
  expect(await (await compiled.execute([10n])).rows()).toEqual(expected);
  const returned = await session.query({ substrait }, { parameters: [10n] });
  expect(await returned.rows()).toEqual(expected);
  expect(returned.report).toMatchObject({ lane: { lane: "substrait" }, preflight: { verdict: "passed" } });
  expect(returned.report.lane?.fallback).toBeUndefined();
});

test("a relation goes by its own bytes, with parameters", async () => {
  const session = await openTestSession({ tables, lane: "substrait-only" });
  const numbers = await session.table<Numbers>("numbers");
  const above = numbers
    .filter((row) => row.n.gte(parameter(1, int64)))
    .aggregate([], (row) => ({ rows: count(), total: sum(row.n) }));
  const result = await session.query(above, { parameters: [998n] });
  expect(await result.rows()).toEqual([{ rows: 2n, total: 1_997n }]);
  expect(result.report.lane).toMatchObject({ lane: "substrait", substraitHash: expect.any(String) });
});

test("what does not go by Substrait goes by SQL, and the report and the events say why", async () => {
  const diagnostics = memorySink();
  const session = await openTestSession({ tables, diagnostics });
  const result = await session.query(noQuery);
  await result.rows();
  const fallback = { code: "not-carried", reason: expect.any(String), node: expect.stringContaining("Explain") };
  expect(result.report.lane).toMatchObject({ lane: "sql", fallback });
  expect(diagnostics.events("lane-fallback")).toMatchObject([{ runId: result.runId, code: "not-carried" }]);
});

test("where only Substrait will do, a fallback is an error", async () => {
  const session = await openTestSession({ tables });
  const refused = { code: "lane-refused", refusal: { code: "not-carried" }, runId: expect.any(String) };
  await expect(session.query(noQuery, { lane: "substrait-only" })).rejects.toMatchObject(refused);
  await expect(session.query("SELECT * FROM numbers LIMIT 1", { lane: "substrait-only" })).resolves.toBeDefined();
  await expect((await session.compile(noQuery)).toSubstrait()).rejects.toMatchObject({ code: "lane-refused" });
});

test("the bytes of a plan are recorded with it where that is asked", async () => {
  const diagnostics = memorySink();
  const session = await openTestSession({ tables, diagnostics, record: ["plan"] });
  const sql = "SELECT max(n) AS n FROM numbers";
  const bytes = Buffer.from(await (await session.compile(sql)).toSubstrait()).toString("base64");
  await (await session.query(sql)).rows();
  const plan = { runId: expect.any(String), lane: "substrait", substrait: bytes };
  expect(diagnostics.artifacts("plan")).toMatchObject([plan]);
});

test.each([
  [{ tables: ["numbers"] }, "SELECT n FROM secrets", "table-not-allowed"],
  [{ columns: { deny: { numbers: ["name"] } } }, "SELECT n FROM numbers WHERE name > 'a'", "column-not-allowed"],
  [{ functions: { deny: ["upper"] } }, "SELECT upper(name) AS u FROM numbers", "function-not-allowed"],
])("policy %j holds for bytes, in the engine", async (policy, sql, code) => {
  const free = await openTestSession({ tables });
  const substrait = await (await free.compile(sql)).toSubstrait();
  const session = await openTestSession({ tables, policy });
  await expect(session.query({ substrait })).rejects.toMatchObject({
    code: "preflight-refused",
    diagnostics: [{ code }],
  });
  for (const preflight of ["warn", "off"] as const) {
    await expect(session.query({ substrait }, { preflight })).rejects.toMatchObject({ code });
  }
});

test("bounds of a plan hold for bytes", async () => {
  const free = await openTestSession({ tables });
  const [alone, joined] = await Promise.all(
    ["SELECT a.n FROM numbers a", "SELECT a.n FROM numbers a JOIN numbers b ON a.n = b.n"].map(async (sql) =>
      (await free.compile(sql)).toSubstrait(),
    ),
  );
  const session = await openTestSession({ tables, policy: { maxJoins: 0 } });
  expect(await (await session.query({ substrait: alone as Uint8Array })).count()).toBe(1_000);
  await expect(session.query({ substrait: joined as Uint8Array })).rejects.toMatchObject({
    code: "preflight-refused",
    diagnostics: [{ code: "too-complex" }],
  });
});

test("rules for nesting and literals hold for bytes: they refuse, or warn", async () => {
  const free = await openTestSession({ tables });
  const bytesOf = async (sql: string) => (await free.compile(sql)).toSubstrait();
  const flat = await bytesOf("SELECT n FROM numbers WHERE n > 1");
  const nested = await bytesOf("SELECT n FROM numbers WHERE n IN (SELECT max(n) FROM numbers)");
  const listed = await bytesOf("SELECT n FROM numbers WHERE n = 1 OR n + 2 = 4");
  const session = await openTestSession({ tables, policy: { maxDepth: 1, maxLiterals: 2 } });
  expect(await (await session.query({ substrait: flat })).count()).toBe(998);
  for (const substrait of [nested, listed]) {
    await expect(session.query({ substrait })).rejects.toMatchObject({
      code: "preflight-refused",
      diagnostics: [{ code: "too-complex" }],
    });
    const warned = await session.query({ substrait }, { preflight: "warn" });
    expect(warned.report.preflight).toMatchObject({ verdict: "warned", diagnosticCodes: ["too-complex"] });
  }
});

test("bytes that are no plan, and bytes that are to go by SQL", async () => {
  const session = await openTestSession({ tables });
  const bad = session.query({ substrait: new Uint8Array([1, 2, 3]) });
  await expect(bad).rejects.toMatchObject({ code: "invalid-plan", runId: expect.any(String) });
  const substrait = await (await session.compile("SELECT 1 AS one")).toSubstrait();
  await expect(session.query({ substrait }, { lane: "sql" })).rejects.toMatchObject({
    code: "invalid-option",
    option: "lane",
  });
});

test("a plan that came as bytes is kept", async () => {
  const session = await openTestSession({ tables });
  const substrait = await (await session.compile("SELECT sum(n) AS total FROM numbers")).toSubstrait();
  for (const use of ["miss", "hit"]) {
    const result = await session.query({ substrait });
    expect(await result.rows()).toEqual([{ total: 499_500n }]);
    expect(result.report.cache).toMatchObject({ use });
  }
});

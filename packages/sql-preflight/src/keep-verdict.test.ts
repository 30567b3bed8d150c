import { afterAll, expect, test, vi } from "vitest";
import { planDryRunOf } from "../test/support/findings.js";
import { createPreflight } from "./create-preflight.js";
import type { CheckContext } from "./preflight.js";
import type { PreflightReport } from "./preflight-report.js";
import { memoryVerdicts } from "./verdict-store.js";

const sql = "SELECT count(*) AS n FROM flights WHERE delay > $1";
const context: CheckContext = { tables: ["a", "flights"], fingerprint: "v3" };

// Keeps the worker between the tests.
const lasting = createPreflight();
afterAll(() => lasting.close());

test("a kept verdict spares the planner, for the same text, tables, policy and fingerprint only", async () => {
  const verdicts = memoryVerdicts();
  const planDryRun = vi.fn(planDryRunOf());
  await using preflight = createPreflight({ planDryRun, verdicts });
  const first = await preflight.check(sql, context);
  const second = await preflight.check(sql, { ...context, tables: ["flights", "a"] });
  expect(planDryRun).toHaveBeenCalledTimes(1);
  expect(second).toEqual({ ...first, checkedBy: "kept-verdict", timings: { totalMs: expect.any(Number) } });

  await using strict = createPreflight({ planDryRun, verdicts, policy: { tables: ["flights"] } });
  await using joinless = createPreflight({ planDryRun, verdicts, policy: { maxJoins: 0 } });
  for (const [judge, text, changed] of [
    [preflight, `${sql} `, context],
    [preflight, sql, { ...context, fingerprint: "v4" }],
    [preflight, sql, { ...context, tables: ["flights"] }],
    [preflight, sql, { ...context, parameters: [1] }],
    [preflight, sql, { ...context, include: { ast: false } }],
    [preflight, sql, { tables: context.tables }],
    [strict, sql, context],
    [joinless, sql, context],
  ] as const) {
    planDryRun.mockClear();
    expect((await judge.check(text, changed as CheckContext)).checkedBy).toBe("both");
    expect(planDryRun).toHaveBeenCalledTimes(1);
  }
});

test("without a planner the schemas are the fingerprint", async () => {
  const schemasOf = (type: string) => [{ name: "flights", columns: [{ name: "delay", type }] }];
  const by: string[] = [];
  for (const type of ["Int64", "Int64", "Int32"]) {
    by.push((await lasting.check(sql, { schemas: schemasOf(type) })).checkedBy);
  }
  expect(by).toEqual(["sqlglot", "kept-verdict", "sqlglot"]);
});

test("verdicts: false keeps none", async () => {
  await using preflight = createPreflight({ verdicts: false });
  await preflight.check(sql, context);
  expect((await preflight.check(sql, context)).checkedBy).toBe("sqlglot");
});

test("a verdict store that fails is told of in the report and changes no verdict", async () => {
  const verdicts = {
    get: () => Promise.reject(new Error("down")),
    set() {
      throw new Error("full");
    },
  };
  await using preflight = createPreflight({ verdicts });
  const report = await preflight.check(sql, context);
  expect(report.ok).toBe(true);
  expect(report.diagnostics.map(({ code, severity, message }) => [code, severity, message])).toEqual([
    ["verdict-store-failed", "information", "The kept verdict could not be read: Error: down."],
    ["verdict-store-failed", "information", "The kept verdict could not be written: Error: full."],
  ]);
});

test("the memory keeps the reports that were used last", async () => {
  const store = memoryVerdicts({ maxEntries: 2 });
  const report = { ok: true } as PreflightReport;
  for (const key of ["a", "b"]) await store.set(key, report);
  await store.get("a");
  await store.set("c", report);
  expect([await store.get("a"), await store.get("b"), await store.get("c")]).toEqual([report, undefined, report]);
});

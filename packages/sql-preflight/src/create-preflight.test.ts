import { setTimeout as delay } from "node:timers/promises";
import { memorySink, startRun } from "@causeway/obs";
import { expect, test, vi } from "vitest";
import { plainFindings, planDryRunOf } from "../test/findings.js";
import { createPreflight } from "./create-preflight.js";
import type { PlanDryRun } from "./plan-dry-run.js";
import { PreflightError } from "./preflight-error.js";
import type { PreflightReport } from "./preflight-report.js";

const tables = ["flights"];
const sql = "SELECT count(*) AS n FROM flights WHERE delay > $1";

test("reports what the planner found", async () => {
  await using preflight = createPreflight({ planDryRun: planDryRunOf() });
  expect(await preflight.check(sql, { tables })).toEqual({
    ok: true,
    checkedBy: "plan-dry-run",
    diagnostics: [],
    statementKind: "query",
    tables: ["flights"],
    outputColumns: plainFindings.outputColumns,
    parameters: plainFindings.parameters,
    timings: { dryRunMs: expect.any(Number), totalMs: expect.any(Number) },
  });
});

test("what the planner refuses is not ok, and keeps its place", async () => {
  const diagnostic = {
    code: "unknown-column",
    severity: "error",
    message: "No column dealy in flights.",
    position: { line: 1, column: 8 },
    culprit: "dealy",
  } as const;
  await using preflight = createPreflight({ planDryRun: planDryRunOf({ diagnostics: [diagnostic] }) });
  const report = await preflight.check("SELECT dealy FROM flights", { tables });
  expect(report).toMatchObject({ ok: false, diagnostics: [diagnostic] });
  expect(JSON.parse(JSON.stringify(report))).toEqual(report);
});

test("a warning leaves a statement ok", async () => {
  const diagnostics = [{ code: "not-supported", severity: "warning", message: "Slow." }] as const;
  await using preflight = createPreflight({ planDryRun: planDryRunOf({ diagnostics }) });
  expect((await preflight.check(sql, { tables })).ok).toBe(true);
});

test("hands on columns and the planner's own form of the text where there are any", async () => {
  const more = { columns: [{ table: "flights", column: "delay" }], normalizedSql: "SELECT 1" };
  await using preflight = createPreflight({ planDryRun: planDryRunOf(more) });
  expect(await preflight.check(sql, { tables })).toMatchObject(more);
});

test("the policy judges what the planner let pass", async () => {
  await using preflight = createPreflight({
    planDryRun: planDryRunOf({ statementKind: "dml", tables: ["flights", "secrets"] }),
  });
  const report = await preflight.check("DELETE …", { tables });
  expect(report.ok).toBe(false);
  expect(report.diagnostics.map(({ code, culprit }) => [code, culprit])).toEqual([
    ["statement-not-allowed", "dml"],
    ["table-not-allowed", "secrets"],
  ]);
});

test("without a planner there is nothing to judge by", () => {
  for (const options of [{}, undefined, { planDryRun: "no" }]) {
    expect(() => createPreflight(options as never)).toThrow(expect.objectContaining({ code: "dry-run-missing" }));
  }
});

test("a check can bring a planner of its own", async () => {
  await using preflight = createPreflight({ planDryRun: planDryRunOf() });
  const report = await preflight.check(sql, { tables, planDryRun: planDryRunOf({ statementKind: "explain" }) });
  expect(report.statementKind).toBe("explain");
});

test("a planner that fails, or that finds nothing at all, is an error and no verdict", async () => {
  const cause = new Error("out of memory");
  const failing = createPreflight({ planDryRun: () => Promise.reject(cause) });
  await expect(failing.check(sql, { tables })).rejects.toMatchObject({ code: "dry-run-failed", cause });
  for (const findings of [undefined, null, {}, { ...plainFindings, tables: undefined }]) {
    const broken = createPreflight({ planDryRun: (async () => findings) as unknown as PlanDryRun });
    await expect(broken.check(sql, { tables })).rejects.toMatchObject({ code: "dry-run-invalid" });
  }
});

test("a signal that has fired, or fires while the planner works, ends the check", async () => {
  const planDryRun = vi.fn(planDryRunOf());
  await using preflight = createPreflight({ planDryRun });
  const fired = preflight.check(sql, { tables, signal: AbortSignal.abort("enough") });
  await expect(fired).rejects.toMatchObject({ code: "aborted", cause: "enough" });
  expect(planDryRun).not.toHaveBeenCalled();
  for (const afterwards of [planDryRunOf(), () => Promise.reject(new Error("stopped"))]) {
    const controller = new AbortController();
    const late: PlanDryRun = (text, options) => {
      controller.abort("late");
      return afterwards(text, options);
    };
    const check = preflight.check(sql, { tables, planDryRun: late, signal: controller.signal });
    await expect(check).rejects.toMatchObject({ code: "aborted", cause: "late" });
  }
});

test("arguments that cannot be used are refused", async () => {
  await using preflight = createPreflight({ planDryRun: planDryRunOf() });
  await expect(preflight.check(7 as never, { tables })).rejects.toMatchObject({ code: "invalid-argument" });
  for (const context of [undefined, {}, { tables: "flights" }]) {
    await expect(preflight.check(sql, context as never)).rejects.toMatchObject({ code: "invalid-argument" });
  }
});

test("close waits for the checks under way and takes no more", async () => {
  const planDryRun: PlanDryRun = async () => {
    await delay(20);
    return plainFindings;
  };
  const preflight = createPreflight({ planDryRun });
  let checked = false;
  const check = preflight.check(sql, { tables }).then(() => {
    checked = true;
  });
  await preflight.close();
  expect(checked).toBe(true);
  await check;
  await preflight.close();
  const late = await preflight.check(sql, { tables }).catch((error) => error);
  expect(PreflightError.isInstance(late) && late.code).toBe("preflight-closed");
});

test("each check is an event of its run", async () => {
  const sink = memorySink();
  const run = startRun("q", { sink });
  await using preflight = createPreflight({ planDryRun: planDryRunOf({ statementKind: "ddl" }) });
  await preflight.check("DROP TABLE flights", { tables, run });
  expect(sink.events("preflight")).toMatchObject([
    {
      ok: false,
      checkedBy: "plan-dry-run",
      statementKind: "ddl",
      tables: ["flights"],
      diagnosticCodes: ["statement-not-allowed"],
    },
  ]);
});

test("a kept verdict spares the planner, for the same text, tables, policy and fingerprint only", async () => {
  const kept = new Map<string, PreflightReport>();
  const verdicts = {
    get: (key: string) => kept.get(key),
    set: (key: string, report: PreflightReport) => void kept.set(key, report),
  };
  const planDryRun = vi.fn(planDryRunOf());
  const preflight = createPreflight({ planDryRun, verdicts });
  const context = { tables: ["a", "flights"], fingerprint: "v3" };
  const first = await preflight.check(sql, context);
  const second = await preflight.check(sql, { ...context, tables: ["flights", "a"] });
  expect(planDryRun).toHaveBeenCalledTimes(1);
  expect(second).toEqual({ ...first, checkedBy: "kept-verdict", timings: { totalMs: expect.any(Number) } });

  const strict = createPreflight({ planDryRun, verdicts, policy: { tables: ["a"] } });
  for (const [judge, text, changed] of [
    [preflight, `${sql} `, context],
    [preflight, sql, { ...context, fingerprint: "v4" }],
    [preflight, sql, { ...context, tables: ["flights"] }],
    [preflight, sql, { tables: context.tables }],
    [strict, sql, context],
  ] as const) {
    planDryRun.mockClear();
    expect((await judge.check(text, changed)).checkedBy).toBe("plan-dry-run");
    expect(planDryRun).toHaveBeenCalledTimes(1);
  }
});

test("a verdict store that fails is told of in the report and changes no verdict", async () => {
  const verdicts = {
    get: () => Promise.reject(new Error("down")),
    set() {
      throw new Error("full");
    },
  };
  const preflight = createPreflight({ planDryRun: planDryRunOf(), verdicts });
  const report = await preflight.check(sql, { tables, fingerprint: "v3" });
  expect(report.ok).toBe(true);
  expect(report.diagnostics).toEqual([
    {
      code: "verdict-store-failed",
      severity: "information",
      message: "The kept verdict could not be read: Error: down.",
    },
    {
      code: "verdict-store-failed",
      severity: "information",
      message: "The kept verdict could not be written: Error: full.",
    },
  ]);
});

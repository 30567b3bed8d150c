import { setTimeout as delay } from "node:timers/promises";
import { memorySink, startRun } from "@causeway/obs";
import { afterAll, expect, test, vi } from "vitest";
import { plainFindings, planDryRunOf } from "../test/support/findings.js";
import { createPreflight } from "./create-preflight.js";
import type { Diagnostic } from "./diagnostic.js";
import type { PlanDryRun } from "./plan-dry-run.js";
import { PreflightError } from "./preflight-error.js";

const tables = ["flights"];
const schemas = [{ name: "flights", columns: [{ name: "delay", type: "Int64" }] }];
const sql = "SELECT count(*) AS n FROM flights WHERE delay > $1";

// Keeps the worker between the tests.
const lasting = createPreflight();
afterAll(() => lasting.close());

const diagnostic = (parts: Partial<Diagnostic> & Pick<Diagnostic, "code">): Diagnostic => ({
  severity: "error",
  message: "x",
  suggestions: [],
  ...parts,
});

test("reports what the planner and SQLGlot found", async () => {
  await using preflight = createPreflight({ planDryRun: planDryRunOf() });
  const report = await preflight.check(sql, { schemas });
  expect(report).toMatchObject({
    ok: true,
    checkedBy: "both",
    diagnostics: [],
    statementKind: "query",
    tables: ["flights"],
    columns: [{ table: "flights", column: "delay" }],
    functions: [{ name: "count", kind: "aggregate" }],
    outputColumns: plainFindings.outputColumns,
    parameters: plainFindings.parameters,
    lineage: [{ name: "n" }],
    ast: { sqlglot: expect.any(String) },
    startedBy: "snapshot",
    timings: { dryRunMs: expect.any(Number), sqlglotMs: expect.any(Number), totalMs: expect.any(Number) },
  });
  expect(JSON.parse(JSON.stringify(report))).toEqual(report);
});

test("without a planner SQLGlot judges alone", async () => {
  const report = await lasting.check("SELECT dealy FROM flights", { schemas });
  expect(report).toMatchObject({
    ok: false,
    checkedBy: "sqlglot",
    diagnostics: [{ code: "unknown-column", line: 1, column: 8, culprit: "dealy", suggestions: ["delay"] }],
  });
  expect(JSON.parse(JSON.stringify(report))).toEqual(report);
});

test("what the planner refuses is refused at once, and keeps its place", async () => {
  const found = diagnostic({ code: "unknown-column", line: 1, column: 8, culprit: "dealy" });
  await using preflight = createPreflight({ planDryRun: planDryRunOf({ diagnostics: [found] }) });
  const report = await preflight.check("SELECT dealy FROM flights", { tables });
  expect(report).toMatchObject({ ok: false, checkedBy: "plan-dry-run", diagnostics: [found] });
  expect(report.timings).not.toHaveProperty("sqlglotMs");
});

test("a warning leaves a statement ok", async () => {
  const diagnostics = [diagnostic({ code: "not-supported", severity: "warning" })];
  await using preflight = createPreflight({ planDryRun: planDryRunOf({ diagnostics }) });
  expect(await preflight.check(sql, { tables })).toMatchObject({ ok: true, diagnostics });
});

test("what the planner tells of columns and text goes before what SQLGlot does", async () => {
  const more = { columns: [{ table: "flights", column: "late" }], normalizedSql: "SELECT 1" };
  await using preflight = createPreflight({ planDryRun: planDryRunOf(more) });
  expect(await preflight.check(sql, { tables })).toMatchObject(more);
});

test("the policy judges what the planner let pass", async () => {
  await using preflight = createPreflight({
    planDryRun: planDryRunOf({ statementKind: "dml", tables: ["flights", "secrets"] }),
  });
  const report = await preflight.check("DELETE FROM flights", { tables });
  expect(report.ok).toBe(false);
  expect(report.diagnostics.map(({ code, culprit }) => [code, culprit])).toEqual([
    ["statement-not-allowed", "dml"],
    ["table-not-allowed", "secrets"],
  ]);
});

test("a check can bring a planner of its own", async () => {
  const report = await lasting.check(sql, { tables, planDryRun: planDryRunOf({ statementKind: "explain" }) });
  expect(report).toMatchObject({ checkedBy: "both", statementKind: "explain" });
});

test("a planner that fails, or that finds nothing at all, is an error and no verdict", async () => {
  const cause = new Error("out of memory");
  const failing = lasting.check(sql, { tables, planDryRun: () => Promise.reject(cause) });
  await expect(failing).rejects.toMatchObject({ code: "dry-run-failed", cause });
  for (const findings of [undefined, null, {}, { ...plainFindings, tables: undefined }]) {
    const planDryRun = (async () => findings) as unknown as PlanDryRun;
    await expect(lasting.check(sql, { tables, planDryRun })).rejects.toMatchObject({ code: "dry-run-invalid" });
  }
});

test("a signal that has fired, or fires while the planner works, ends the check", async () => {
  const planDryRun = vi.fn(planDryRunOf());
  const fired = lasting.check(sql, { tables, planDryRun, signal: AbortSignal.abort("enough") });
  await expect(fired).rejects.toMatchObject({ code: "aborted", cause: "enough" });
  expect(planDryRun).not.toHaveBeenCalled();
  for (const afterwards of [planDryRunOf(), () => Promise.reject(new Error("stopped"))]) {
    const controller = new AbortController();
    const late: PlanDryRun = (text, options) => {
      controller.abort("late");
      return afterwards(text, options);
    };
    const check = lasting.check(sql, { tables, planDryRun: late, signal: controller.signal });
    await expect(check).rejects.toMatchObject({ code: "aborted", cause: "late" });
  }
});

test("a signal that fires while SQLGlot works ends the check", async () => {
  const controller = new AbortController();
  const check = lasting.check(`${sql} -- called off`, { tables, signal: controller.signal });
  controller.abort("late");
  await expect(check).rejects.toMatchObject({ code: "aborted", cause: "late" });
});

test("options that cannot be used are refused", () => {
  for (const options of [
    { planDryRun: "no" },
    { dialect: "mysql" },
    { workers: 0 },
    { deadlineMs: -1 },
    { deadlineMs: Number.POSITIVE_INFINITY },
    { worker: 2 },
  ]) {
    expect(() => createPreflight(options as never)).toThrow(expect.objectContaining({ code: "invalid-argument" }));
  }
});

test("arguments that cannot be used are refused", async () => {
  const isRefused = (work: Promise<unknown>) => expect(work).rejects.toMatchObject({ code: "invalid-argument" });
  await isRefused(lasting.check(7 as never, { tables }));
  for (const context of [undefined, {}, { tables: "flights" }, { schemas: [{}] }, { schemas: {} }]) {
    await isRefused(lasting.check(sql, context as never));
  }
  await isRefused(lasting.lineage(sql, "n", {}));
  await isRefused(lasting.format(undefined as never));
  await isRefused(lasting.transpile(sql, { from: "spark" } as never));
});

test("a rule for columns is not believed to hold where the columns are not known", async () => {
  await using preflight = createPreflight({ policy: { columns: { deny: { flights: ["delay"] } } } });
  const named = preflight.check(sql, { tables });
  await expect(named).rejects.toMatchObject({ code: "invalid-argument", message: expect.stringContaining("flights") });
  const known = await preflight.check(sql, { schemas });
  expect(known).toMatchObject({ ok: false, diagnostics: [{ code: "column-not-allowed" }] });
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

test("each check is an event of its run, with its tree as an artifact", async () => {
  const sink = memorySink();
  const run = startRun("q", { sink });
  await lasting.check("DROP TABLE flights", { tables, run });
  await lasting.check(sql, { tables, run });
  expect(sink.events("preflight")).toMatchObject([
    { ok: false, checkedBy: "sqlglot", statementKind: "ddl", diagnosticCodes: ["statement-not-allowed"] },
    { ok: true, checkedBy: "sqlglot", statementKind: "query", tables: ["flights"], diagnosticCodes: [] },
  ]);
  expect(sink.artifacts("sqlglot-ast")).toMatchObject([{ sqlHash: expect.any(String), tree: expect.any(Array) }]);
});

test("a text that SQLGlot could not read in time is left to the planner, and alone it is refused", async () => {
  const long = `SELECT 1 IN (${Array.from({ length: 20_000 }, (_, index) => index).join(", ")})`;
  const alone = await lasting.check(long, { tables });
  expect(alone).toMatchObject({ ok: false, checkedBy: "sqlglot", diagnostics: [{ code: "too-complex" }] });
  const planned = await lasting.check(long, { tables, planDryRun: planDryRunOf({ tables: [] }) });
  expect(planned).toMatchObject({ ok: true, diagnostics: [{ code: "unparsed", severity: "warning" }] });
  expect(planned).not.toHaveProperty("startedBy");
});

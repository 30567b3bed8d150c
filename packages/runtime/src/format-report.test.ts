import { expect, test } from "vitest";
import { formatReport } from "./format-report.js";
import type { RunReport } from "./run-report.js";

const report: Omit<RunReport, "toString"> = {
  runId: "0190",
  label: "late-airports",
  sqlHash: "ab",
  startedAtMs: 1_700_000_000_000,
  outcome: "ok",
  complete: true,
  preflight: { mode: "enforce", verdict: "passed", diagnosticCodes: [] },
  lane: { lane: "sql", planHash: "cd", fallback: { code: "codec-missing", reason: "There is none." } },
  cache: { use: "miss" },
  pruning: [{ table: "flights", version: 1, chosenBy: "engine", filesTotal: 6, filesRead: 1 }],
  scans: [
    { table: "flights", kind: "delta", version: 1, filesRead: 1, filesTotal: 6, bytesScanned: 2_345_678 },
    { table: "numbers", kind: "arrow" },
  ],
  phasesMs: { preflight: 1.25, lane: 0.04, execute: 10 },
  engineMs: { plan: 1, firstRow: 2, execute: 9 },
  rows: 1_234,
  batches: 1,
  bytes: 999,
  spill: { files: 0, bytes: 0 },
  peakMemoryBytes: 0,
};

test("a run that ended well", () => {
  expect(formatReport(report).split("\n")).toEqual([
    "late-airports: ok, 1,234 rows in 1 batch, 999 B of Arrow  11.3 ms",
    "├─ preflight  passed                                       1.3 ms  11 %",
    "├─ lane       sql (codec-missing)                         0.04 ms   0 %",
    "├─ cache      miss",
    "├─ prune      all of flights",
    "└─ execute                                                10.0 ms  89 %",
    "   ├─ flights at version 1: 1 of 6 files, 2.3 MB",
    "   └─ numbers: in memory",
  ]);
});

test("a run whose plan was kept, over no Delta table", () => {
  const lines = formatReport({ ...report, cache: { use: "hit" }, pruning: [], phasesMs: { cache: 0.5, execute: 9.5 } });
  expect(lines).toMatch(/^├─ cache {6}hit: preflight passed, sql \(codec-missing\) lane +0\.50 ms +5 %$/m);
  expect(lines).not.toContain("prune");
});

test("a run that failed before it was compiled, and one that spilled", () => {
  const { preflight: _preflight, lane: _lane, pruning: _pruning, ...early } = report;
  const failed = formatReport({
    ...early,
    outcome: "error",
    errorCode: "syntax-error",
    scans: [],
    phasesMs: { preflight: 2 },
    rows: 0,
    batches: 0,
  });
  expect(failed).toContain("late-airports: error (syntax-error), 0 rows in 0 batches");
  expect(failed).toMatch(/^├─ preflight +2\.0 ms +100 %$/m);
  expect(failed).toMatch(/^└─ cache {6}miss$/m);
  expect(formatReport({ ...report, spill: { files: 2, bytes: 3e9 } })).toMatch(/ spilled 3\.00 GB in 2 files$/m);
});

test("a reader that left early, and what the preflight warned of", () => {
  const text = formatReport({
    ...report,
    complete: false,
    preflight: { mode: "warn", verdict: "warned", diagnosticCodes: ["table-not-allowed"] },
  });
  expect(text).toContain("late-airports: left early, ");
  expect(text).toContain("preflight  warned (table-not-allowed) ");
});

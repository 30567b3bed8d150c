import { memorySink, startRun } from "@causeway/obs";
import { expect, test } from "vitest";
import { layOutPlan } from "./plan-layout.js";
import { renderRuns } from "./run-page.js";

const leaf = (name: string) => ({
  name,
  detail: `${name}: x < 3 & y`,
  rows: 10,
  elapsedMs: 1,
  metrics: { output_rows: 10 },
  children: [],
});
const join = { ...leaf("HashJoinExec"), elapsedMs: 8, children: [leaf("LeftExec"), leaf("RightExec")] };

/** A run with everything that a page can show. */
function recorded() {
  const sink = memorySink();
  const run = startRun("nightly <report>", { sink });
  run.phase("preflight", () => {});
  run.event("preflight", {
    ok: true,
    checkedBy: "both",
    statementKind: "query",
    tables: ["flights"],
    diagnosticCodes: ["cross-join"],
    durationMs: 1,
  });
  run.event("cache-use", { cache: "plan", key: "k", use: "miss", reason: "absent" });
  run.event("pruning", {
    table: "flights",
    version: "3",
    filesTotal: 10,
    filesKept: 2,
    skippedByPartition: 5,
    skippedByStatistics: 3,
    skippedWithoutRows: 0,
    bytesTotal: 100,
    bytesKept: 20,
  });
  run.event("commit", { uri: "file:///totals", version: "4", rows: 10, files: 1, bytes: 5 });
  run.event("records-dropped", { count: 3 });
  run.addSpans([{ id: "1", name: "object_store.get", startMs: 1, durationMs: 2 }]);
  run.artifact("statement", {
    sql: "SELECT '</pre><script>alert(1)</script>',\n  dealy FROM flights",
    findings: [
      {
        code: "unknown-column",
        severity: "error",
        message: "There is no column dealy.",
        line: 2,
        column: 3,
        endLine: 2,
        endColumn: 8,
        suggestions: ["delay"],
      },
      {
        code: "cross-join",
        severity: "warning",
        message: "No condition.",
        line: 1,
        column: 1,
        endLine: 2,
        endColumn: 2,
        suggestions: [],
      },
    ],
  });
  const atMs = run.nowMs();
  run.artifact("spans", {
    spans: [
      { id: "0", name: "engine.execute", startMs: atMs, durationMs: 3, attributes: {} },
      { id: "1", parentId: "0", name: "store.get", startMs: atMs + 1, durationMs: 1, attributes: { bytes: 7 } },
      { id: "2", parentId: "0", name: "store.get", startMs: atMs + 2, durationMs: 0.5, attributes: { bytes: 7 } },
      { id: "operator.0", parentId: "0", name: "HashJoinExec", startMs: atMs, durationMs: 3, attributes: {} },
    ],
    dropped: 4,
  });
  run.artifact("plan", { logical: "Projection: a < b", optimized: "O", physical: "P" });
  startRun("inner", { parent: run, sink }).end();
  run.artifact("run-report", {
    runId: run.id,
    label: "nightly <report>",
    outcome: "ok",
    complete: true,
    preflight: { mode: "warn", verdict: "warned", diagnosticCodes: ["cross-join"] },
    lane: {
      lane: "sql",
      planHash: "p".repeat(64),
      fallback: { code: "codec-missing", reason: "There is none.", node: "Sort" },
    },
    cache: { use: "miss" },
    pruning: [{ table: "flights", chosenBy: "engine" }],
    scans: [
      {
        table: "flights",
        kind: "delta",
        version: 3,
        filesTotal: 10,
        filesRead: 2,
        bytesScanned: 2_000,
        rowsScanned: 50,
      },
    ],
    phasesMs: { preflight: 1 },
    engineMs: { plan: 1, firstRow: 1, execute: 2 },
    rows: 5,
    batches: 1,
    bytes: 100,
    spill: { files: 2, bytes: 3e6 },
    peakMemoryBytes: 9e6,
    operators: join,
  });
  run.end();
  return { records: sink.records, runId: run.id };
}

/** The text of a page without its markup and its style. */
const textOf = (page: string): string =>
  page
    .replace(/<style>[\s\S]*?<\/style>/, "")
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ");

test("everything that was recorded is on the page", () => {
  const text = textOf(renderRuns(recorded().records) ?? "");
  for (const part of [
    "nightly &lt;report&gt; ok",
    "preflight warned cross-join checked by both, query",
    "lane sql codec-missing There is none. (Sort)",
    "cache miss absent",
    "memory 9.0 MB at most",
    "spilled 3.0 MB in 2 files",
    "version 4 of file:///totals 10 rows in 1 file",
    "3 records are missing in these diagnostics",
    "flights version 3 reads 2 of 10 files · 5 left out by partition · 3 left out by statistics · 2.0 kB read · 50 rows read",
    "object_store.get 1",
    "engine.execute: 3.0 ms",
    "store.get × 2: 1.0 ms",
    "4 more spans are not drawn.",
    "inner",
    "HashJoinExec x &lt; 3 &amp; y 8.0 ms · 80 %",
    "did you mean delay?",
    "Projection: a &lt; b",
  ]) {
    expect(text).toContain(part);
  }
});

test("files that were left out are counted once, by the reasons of the report where it has them", () => {
  const { records } = recorded();
  for (const { name, payload } of records) {
    if (name !== "run-report") continue;
    const skipped = { partition: 5, statistics: 1, "no-rows": 1 };
    Reflect.set(payload, "pruning", [{ table: "flights", chosenBy: "pruner", skipped }]);
  }
  expect(textOf(renderRuns(records) ?? "")).toContain(
    "reads 2 of 10 files · 5 left out by partition · 1 left out by statistics · 1 left out without rows · 1 left out by the engine · 2.0 kB",
  );
});

test("findings are marked in the text, over several lines where they overlap", () => {
  const page = renderRuns(recorded().records) ?? "";
  const marks = [...page.matchAll(/<mark class="(\w+)"[^>]*>([^<]*)<\/mark>/g)].map(([, kind, text]) => [kind, text]);
  expect(marks).toEqual([
    ["warning", "SELECT &#39;&lt;/pre&gt;&lt;script&gt;alert(1)&lt;/script&gt;&#39;,"],
    ["warning", " "],
    ["error", "dealy"],
  ]);
});

test("what a text holds stays text, and the page asks for nothing from elsewhere", () => {
  const page = renderRuns(recorded().records) ?? "";
  expect(page).not.toContain("<script");
  expect(page).not.toMatch(/(?:src|href)="(?!#)/);
  expect(page).not.toMatch(/url\(|@import/);
  expect(page.length).toBeLessThan(40_000);
});

test("one run of many, the last of many, a run within another, and none", () => {
  const sink = memorySink();
  const runs = Array.from({ length: 5 }, (_, index) => startRun(`run ${index}`, { sink }));
  const inner = startRun("inner", { sink, parent: runs[0] });
  inner.end();
  for (const run of runs) run.end();
  const labels = (page: string | undefined): string[] =>
    [...(page ?? "").matchAll(/<h2>(.*?) <span/g)].map(([, label = ""]) => label);
  expect(labels(renderRuns(sink.records))).toEqual(["run 0", "run 1", "run 2", "run 3", "run 4"]);
  expect(labels(renderRuns(sink.records, { last: 2 }))).toEqual(["run 3", "run 4"]);
  expect(labels(renderRuns(sink.records, { runId: inner.id }))).toEqual(["inner"]);
  expect(renderRuns(sink.records, { runId: "unknown" })).toBeUndefined();
  expect(renderRuns([])).toBeUndefined();
});

test("a run that failed, and one that has no end", () => {
  const sink = memorySink();
  startRun("failed", { sink }).fail(Object.assign(new Error("memory-limit: too much"), { code: "memory-limit" }));
  startRun("open", { sink });
  const text = textOf(renderRuns(sink.records) ?? "");
  expect(text).toContain("memory-limit too much");
  expect(text).toContain("open open");
});

test("operators of a plan lie under the one that they feed, and none on another", () => {
  const deep = {
    ...leaf("SortExec"),
    children: [join, { ...leaf("UnionExec"), children: [leaf("A"), leaf("B"), leaf("C")] }],
  };
  const { operators, flows, width, height } = layOutPlan(deep);
  expect([operators.length, flows.length]).toEqual([8, 7]);
  for (const { from, into } of flows) expect(from.y).toBeGreaterThan(into.y + 60);
  for (const one of operators) {
    expect(one.x).toBeGreaterThanOrEqual(0);
    expect([one.x + 236 <= width, one.y + 60 <= height]).toEqual([true, true]);
    const others = operators.filter((other) => other !== one && other.y === one.y);
    for (const other of others) expect(Math.abs(other.x - one.x)).toBeGreaterThan(236);
  }
});

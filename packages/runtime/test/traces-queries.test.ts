import { type FinishedSpan, memorySink, type RunTelemetry, type RunTrace } from "@causeway/obs";
import { expect, test } from "vitest";
import { numberTable } from "./support/number-table.js";
import { openTestSession } from "./support/open-test-session.js";

/** Writes down what a tracer would make spans of. */
function notingTelemetry() {
  const spans: string[] = [];
  const engineSpans: FinishedSpan[] = [];
  const startRun: RunTelemetry["startRun"] = ({ operation, label, query }) => {
    spans.push(`${operation} ${label}: ${query?.text}`);
    const within = <T>(fn: () => T): T => fn();
    const trace: RunTrace = {
      traceContext: undefined,
      within,
      startPhase: (name) => ({ within, end: (failed) => void spans.push(`${name}${failed ? " failed" : ""}`) }),
      setAttributes() {},
      event() {},
      artifact: (name) => void spans.push(name),
      addSpans: (added, phase) => {
        spans.push(`spans of ${phase}`);
        engineSpans.push(...added);
      },
      end: ({ outcome }) => void spans.push(outcome),
    };
    return trace;
  };
  return { spans, engineSpans, tracing: { startRun } };
}

const tables = { numbers: { arrow: numberTable(10) } };

test("each query is a span with its stages as parts, and its report, without any sink", async () => {
  const { spans, tracing } = notingTelemetry();
  const session = await openTestSession({ tables, tracing });
  const sql = "SELECT sum(n) AS total FROM numbers";
  await (await session.query(sql, { label: "daily-total" })).rows();
  expect(spans).toEqual([
    `query daily-total: ${sql}`,
    "preflight",
    "lane",
    "cache",
    "prune",
    "execute",
    "spans of undefined",
    "run-report",
    "ok",
  ]);
});

test("the engine's operators are spans below the execution, at their times, and are summed up by name for the sink", async () => {
  const { engineSpans, tracing } = notingTelemetry();
  const diagnostics = memorySink();
  const session = await openTestSession({ tables, tracing, diagnostics, record: ["operators"] });
  const beforeMs = Date.now();
  const result = await session.query("SELECT n % 3 AS k, count(*) AS c FROM numbers GROUP BY k");
  await result.rows();
  const afterMs = Date.now();
  const root = engineSpans.find(({ id }) => id === "operator.0");
  expect(root?.name).toBe(result.report.operators?.name);
  expect(engineSpans.filter(({ name }) => name === "AggregateExec")).not.toHaveLength(0);
  for (const { id, parentId, startMs, durationMs, attributes } of engineSpans) {
    expect(startMs, id).toBeGreaterThanOrEqual(beforeMs - 1);
    expect(startMs + durationMs, id).toBeLessThanOrEqual(afterMs + 1);
    if (id.startsWith("operator.")) expect(attributes?.["datafusion.metrics.output_rows"], id).toBeTypeOf("number");
    if (parentId !== undefined) expect(engineSpans.map((span) => span.id)).toContain(parentId);
  }
  const summed = diagnostics.records.filter(({ name }) => name === "span-summary");
  expect(summed.length).toBeGreaterThan(0);
});

test("what fails is a failed span; compile and explain are spans of their own", async () => {
  const { spans, tracing } = notingTelemetry();
  const session = await openTestSession({ tables, tracing });
  await expect(session.query("SELECT missing FROM numbers")).rejects.toMatchObject({ code: "unknown-column" });
  expect(spans).toContain("preflight failed");
  expect(spans.at(-1)).toBe("error");
  await session.compile("SELECT 1 AS one");
  await session.explain("SELECT 1 AS one");
  expect(spans.filter((span) => span.endsWith("SELECT 1 AS one"))).toEqual([
    "compile compile: SELECT 1 AS one",
    "explain explain: SELECT 1 AS one",
  ]);
});

test("tracing that throws breaks no query, and what is no tracing is refused", async () => {
  const tracing: RunTelemetry = {
    startRun() {
      throw new Error("no exporter");
    },
  };
  const warned = new Promise((resolve) => process.once("warning", resolve));
  const session = await openTestSession({ tables, tracing });
  expect(await (await session.query("SELECT count(*) AS n FROM numbers")).rows()).toEqual([{ n: 10n }]);
  expect(await warned).toMatchObject({ code: "CAUSEWAY_SINK_FAILED", detail: "Error: no exporter" });
  await expect(openTestSession({ tracing: { startRuns: 1 } as never })).rejects.toMatchObject({
    code: "unknown-option",
  });
});

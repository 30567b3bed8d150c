import { context, metrics, SpanStatusCode, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-base";
import * as conventions from "@opentelemetry/semantic-conventions";
import * as incubating from "@opentelemetry/semantic-conventions/incubating";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { ArtifactPayload } from "../artifact-types.js";
import { memorySink } from "../memory-sink.js";
import type { Run } from "../run.js";
import { startRun } from "../start-run.js";
import { trackedRun } from "../tracked-run.js";
import { openTelemetry } from "./open-telemetry.js";
import { querySummary } from "./query-summary.js";
import { attributeNames, metricNames } from "./semantic-conventions.js";

// Made before there is an SDK, as a module of an application would.
const telemetry = openTelemetry();

describe("without an SDK", () => {
  test("a run belongs to no trace, and hands on what came in", async () => {
    await trackedRun("query", { telemetry }, (run) => {
      expect(run.traceparent).toBeUndefined();
      return run.phase("execute", () => 7);
    });
    const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    const run = startRun("query", { telemetry, traceparent });
    expect(run.traceparent).toBe(traceparent);
    run.end();
  });
});

describe("with an SDK", () => {
  const spans = new InMemorySpanExporter();
  const measured = new InMemoryMetricExporter(AggregationTemporality.DELTA);
  const reader = new PeriodicExportingMetricReader({ exporter: measured, exportIntervalMillis: 1_000_000 });
  const tracers = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] });
  const meters = new MeterProvider({ readers: [reader] });

  beforeAll(() => {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    trace.setGlobalTracerProvider(tracers);
    metrics.setGlobalMeterProvider(meters);
  });
  afterAll(async () => {
    for (const api of [context, trace, metrics]) api.disable();
    await Promise.all([tracers.shutdown(), meters.shutdown()]);
  });
  afterEach(async () => {
    await reader.forceFlush();
    spans.reset();
    measured.reset();
  });

  const finished = (name: string) => {
    const found = spans.getFinishedSpans().find((span) => span.name === name);
    if (found === undefined) throw new Error(`no span ${name}`);
    return found;
  };

  async function measurements(name: string) {
    await reader.forceFlush();
    const [all] = measured.getMetrics();
    const metric = all?.scopeMetrics
      .flatMap((scope) => scope.metrics)
      .find(({ descriptor }) => descriptor.name === name);
    return {
      unit: metric?.descriptor.unit,
      points: metric?.dataPoints.map(({ value, attributes }) => ({
        value: typeof value === "number" ? value : value.sum,
        attributes,
      })),
    };
  }

  test("a query and its stages are spans of one trace, with the names that the conventions give", async () => {
    const sql = "SELECT count(*) FROM flights WHERE name = 'secret'";
    await trackedRun("late flights", { telemetry, operation: "query", query: { text: sql } }, async (run) => {
      for (const stage of ["preflight", "compile", "prune", "execute"]) await run.phase(stage, async () => {});
      run.artifact("run-report", reportOf(run));
    });
    const query = finished("causeway.query");
    expect(query.attributes).toMatchObject({
      "db.system.name": "datafusion",
      "causeway.operation": "query",
      "db.query.summary": "SELECT flights",
      "causeway.run.label": "late flights",
      "causeway.outcome": "ok",
    });
    expect(JSON.stringify(query.attributes)).not.toContain("secret");
    for (const stage of ["preflight", "compile", "prune", "execute"]) {
      expect(finished(`causeway.${stage}`).parentSpanContext?.spanId).toBe(query.spanContext().spanId);
    }
    expect(query.status.code).toBe(SpanStatusCode.UNSET);
  });

  test("the text of a query stands on its span only when asked for, and in no record", async () => {
    const sink = memorySink();
    const options = { sink, query: { text: "SELECT 'secret'" }, telemetry: openTelemetry({ queryText: true }) };
    await trackedRun("query", options, () => {});
    expect(finished("causeway.query").attributes["db.query.text"]).toBe("SELECT 'secret'");
    expect(JSON.stringify(sink.records)).not.toContain("secret");
  });

  test("an error is on the span with its code; a run that was called off is no error", async () => {
    const error = Object.assign(new Error("no such table"), { code: "unknown-table" });
    await expect(trackedRun("query", { telemetry }, () => Promise.reject(error))).rejects.toBe(error);
    expect(finished("causeway.query")).toMatchObject({
      status: { code: SpanStatusCode.ERROR, message: "no such table" },
      attributes: { "error.type": "unknown-table", "causeway.outcome": "error" },
    });
    const signal = AbortSignal.abort(new DOMException("enough", "AbortError"));
    await expect(trackedRun("other", { telemetry, signal }, () => {})).rejects.toThrow("enough");
    expect(finished("causeway.other")).toMatchObject({
      status: { code: SpanStatusCode.UNSET },
      attributes: { "error.type": "AbortError", "causeway.outcome": "aborted" },
    });
  });

  test("a phase that fails is a span that failed", async () => {
    const run = startRun("query", { telemetry });
    await expect(run.phase("execute", () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    run.end();
    expect(finished("causeway.execute").status.code).toBe(SpanStatusCode.ERROR);
  });

  test("a trace that came in goes on, with its state", async () => {
    const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    const run = startRun("query", { telemetry, traceparent, tracestate: "vendor=1" });
    const span = trace.getSpanContext(run.within(() => context.active()));
    run.end();
    expect(finished("causeway.query").parentSpanContext).toMatchObject({ spanId: "b7ad6b7169203331", isRemote: true });
    expect(run.traceparent).toBe(`00-0af7651916cd43dd8448eb211c80319c-${span?.spanId}-01`);
    expect(run.tracestate).toBe("vendor=1");
  });

  test("a run is below the span that is active, and what it starts is below the run", async () => {
    const tracer = trace.getTracer("application");
    await tracer.startActiveSpan("GET /flights", async (request) => {
      await trackedRun("query", { telemetry }, async (run) => {
        await trackedRun("inner", {}, () => {});
        await run.phase("execute", async () => tracer.startSpan("storage").end());
      });
      request.end();
    });
    const parentOf = (name: string) => finished(name).parentSpanContext?.spanId;
    expect(parentOf("causeway.query")).toBe(finished("GET /flights").spanContext().spanId);
    expect(parentOf("causeway.inner")).toBe(finished("causeway.query").spanContext().spanId);
    expect(parentOf("storage")).toBe(finished("causeway.execute").spanContext().spanId);
  });

  test("a parent that was given by hand goes before the span that is active", async () => {
    const parent = startRun("batch", { telemetry });
    trace.getTracer("application").startActiveSpan("elsewhere", (span) => {
      startRun("query", { parent }).end();
      span.end();
    });
    parent.end();
    expect(finished("causeway.query").parentSpanContext?.spanId).toBe(finished("causeway.batch").spanContext().spanId);
  });

  test("spans from elsewhere keep their times and their order, whichever comes first, and are summed up in the sink", () => {
    const sink = memorySink();
    const run = startRun("query", { telemetry, sink });
    run.phase("execute", () => {});
    const startMs = 1_700_000_000_000.5;
    run.addSpans(
      [
        { id: "scan", parentId: "join", name: "DataSourceExec", startMs: startMs + 1, durationMs: 2, failed: true },
        { id: "join", name: "HashJoinExec", startMs, durationMs: 4, attributes: { output_rows: 3 } },
        { id: "odd", parentId: "odd", name: "its own parent", startMs, durationMs: 1 },
      ],
      { phase: "execute" },
    );
    run.end();
    const [scan, join] = [finished("DataSourceExec"), finished("HashJoinExec")];
    expect(join.parentSpanContext?.spanId).toBe(finished("causeway.execute").spanContext().spanId);
    expect(scan.parentSpanContext?.spanId).toBe(join.spanContext().spanId);
    expect(join.attributes).toEqual({ output_rows: 3 });
    expect(join.startTime).toEqual([1_700_000_000, 500_000]);
    expect(join.endTime).toEqual([1_700_000_000, 4_500_000]);
    expect(scan.status.code).toBe(SpanStatusCode.ERROR);
    expect(finished("its own parent").parentSpanContext?.spanId).toBe(join.parentSpanContext?.spanId);
    expect(sink.events("span-summary").map(({ name, totalMs }) => [name, totalMs])).toEqual([
      ["HashJoinExec", 4],
      ["DataSourceExec", 2],
      ["its own parent", 1],
    ]);
  });

  test("a span from elsewhere without a phase is part of the phase in which it began, and a clock's error does not put it outside", async () => {
    const run = startRun("query", { telemetry });
    const times: number[] = [];
    const tell = () => void times.push(run.nowMs());
    await run.phase("compile", async () => tell());
    tell();
    await run.phase("execute", () => run.phase("prune", async () => tell()));
    const spans = times.map((startMs, index) => ({ id: `${index}`, name: `engine.${index}`, startMs, durationMs: 1 }));
    run.addSpans(spans);
    run.end();
    for (const [index, place] of ["compile", "query", "prune"].entries()) {
      const [engine, above] = [finished(`engine.${index}`), finished(`causeway.${place}`)];
      expect(engine.parentSpanContext?.spanId, place).toBe(above.spanContext().spanId);
      expect(nanoseconds(engine.startTime)).toBeGreaterThanOrEqual(nanoseconds(above.startTime));
      expect(nanoseconds(engine.endTime)).toBeLessThanOrEqual(nanoseconds(above.endTime));
    }
  });

  test("metrics are counted from what a run records, with units", async () => {
    const run = startRun("query", { telemetry, query: { text: "SELECT 1" } });
    run.event("cache-use", { cache: "plan", key: "k", use: "miss", reason: "absent" });
    run.event("lane-fallback", { planHash: "p", code: "window-filter", reason: "no" });
    run.event("commit", { uri: "u", version: "1", rows: 5, files: 1, bytes: 50 });
    run.artifact("run-report", reportOf(run));
    run.phase("execute", () => {});
    run.end();
    startRun("sweep", { telemetry }).end();
    const dimensions = { "causeway.operation": "query", "db.system.name": "datafusion" };
    expect(await measurements("db.client.operation.duration")).toMatchObject({
      unit: "s",
      points: [{ attributes: { ...dimensions, "causeway.outcome": "ok" } }],
    });
    for (const [name, unit, value, attributes] of [
      ["db.client.response.returned_rows", "{row}", 3, dimensions],
      ["causeway.query.returned_bytes", "By", 900, dimensions],
      ["causeway.query.peak_memory", "By", 64_000, dimensions],
      ["causeway.scan.files_read", "{file}", 4, {}],
      ["causeway.scan.files_pruned", "{file}", 6, {}],
      ["causeway.scan.bytes", "By", 2_000, {}],
      ["causeway.spill.files", "{file}", 2, {}],
      ["causeway.spill.bytes", "By", 8_000, {}],
      ["causeway.commit.rows", "{row}", 5, {}],
      ["causeway.commit.bytes", "By", 50, {}],
      ["causeway.lane.fallbacks", "{query}", 1, { "causeway.lane.code": "window-filter" }],
      [
        "causeway.cache.lookups",
        "{lookup}",
        1,
        { "causeway.cache": "plan", "causeway.cache.use": "miss", "causeway.cache.reason": "absent" },
      ],
    ] as const) {
      expect(await measurements(name), name).toEqual({ unit, points: [{ value, attributes }] });
    }
    expect((await measurements("causeway.phase.duration")).points?.[0]?.attributes["causeway.phase"]).toBe("execute");
    expect((await measurements("causeway.run.duration")).points?.[0]?.attributes["causeway.operation"]).toBe("sweep");
  });

  test("a service of one's own has a namespace of its own", async () => {
    await trackedRun("import", { telemetry: openTelemetry({ namespace: "shop" }) }, (run) =>
      run.phase("read", () => {}),
    );
    expect(finished("shop.read").parentSpanContext?.spanId).toBe(finished("shop.import").spanContext().spanId);
    expect((await measurements("shop.run.duration")).points).toHaveLength(1);
  });
});

test("the names are those of OpenTelemetry's own package", () => {
  expect(attributeNames).toEqual({
    systemName: conventions.ATTR_DB_SYSTEM_NAME,
    queryText: conventions.ATTR_DB_QUERY_TEXT,
    querySummary: conventions.ATTR_DB_QUERY_SUMMARY,
    errorType: conventions.ATTR_ERROR_TYPE,
  });
  expect(metricNames).toEqual({
    operationDuration: conventions.METRIC_DB_CLIENT_OPERATION_DURATION,
    returnedRows: incubating.METRIC_DB_CLIENT_RESPONSE_RETURNED_ROWS,
  });
});

function reportOf({ id, label }: Run): ArtifactPayload<"run-report"> {
  return {
    runId: id,
    label,
    statementKind: "query",
    outcome: "running",
    complete: true,
    scans: [{ table: "flights", kind: "delta", filesTotal: 10, filesRead: 4, bytesScanned: 2_000 }],
    phasesMs: {},
    engineMs: { plan: 1, execute: 2 },
    rows: 3,
    batches: 1,
    bytes: 900,
    spill: { files: 2, bytes: 8_000 },
    peakMemoryBytes: 64_000,
  };
}

test("a summary is cut between names", () => {
  expect(querySummary("SELECT", ["flights", "airports"])).toBe("SELECT flights airports");
  const long = querySummary("SELECT", ["a".repeat(200), "b".repeat(47), "c", "d"]);
  expect(long).toBe(`SELECT ${"a".repeat(200)} ${"b".repeat(47)}`);
  expect(long).toHaveLength(255);
});

test("a telemetry that fails breaks no run, and is told of", async () => {
  const failures: string[] = [];
  const broken = {
    startRun() {
      throw new Error("no exporter");
    },
  };
  const options = { telemetry: broken, onSinkFailure: (error: Error) => failures.push(error.message) };
  expect(await trackedRun("query", options, (run) => run.phase("execute", () => 7))).toBe(7);
  expect(failures).toEqual(["telemetry-failed: the run's telemetry failed"]);
});

function nanoseconds([seconds, rest]: readonly [number, number]): bigint {
  return BigInt(seconds) * 1_000_000_000n + BigInt(rest);
}

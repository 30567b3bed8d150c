import { context, SpanStatusCode, trace } from "@opentelemetry/api";
import { describe, expect, test } from "vitest";
import { reportOf } from "../../test/support/run-reports.js";
import { telemetrySdk } from "../../test/support/telemetry-sdk.js";
import { memorySink } from "../memory-sink.js";
import { startRun } from "../start-run.js";
import { trackedRun } from "../tracked-run.js";
import { openTelemetry } from "./open-telemetry.js";

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
  const { finished, measurements } = telemetrySdk();

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

  test("a service of one's own has a namespace of its own", async () => {
    await trackedRun("import", { telemetry: openTelemetry({ namespace: "shop" }) }, (run) =>
      run.phase("read", () => {}),
    );
    expect(finished("shop.read").parentSpanContext?.spanId).toBe(finished("shop.import").spanContext().spanId);
    expect((await measurements("shop.run.duration")).points).toHaveLength(1);
  });
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

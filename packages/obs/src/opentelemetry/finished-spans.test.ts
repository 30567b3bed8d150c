import { SpanStatusCode } from "@opentelemetry/api";
import { describe, expect, test } from "vitest";
import { telemetrySdk } from "../../test/support/telemetry-sdk.js";
import { memorySink } from "../memory-sink.js";
import { startRun } from "../start-run.js";
import { openTelemetry } from "./open-telemetry.js";

const telemetry = openTelemetry();

describe("with an SDK", () => {
  const { finished } = telemetrySdk();

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
});

function nanoseconds([seconds, rest]: readonly [number, number]): bigint {
  return BigInt(seconds) * 1_000_000_000n + BigInt(rest);
}

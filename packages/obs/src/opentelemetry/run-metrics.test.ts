import { describe, expect, test } from "vitest";
import { reportOf } from "../../test/support/run-reports.js";
import { telemetrySdk } from "../../test/support/telemetry-sdk.js";
import { startRun } from "../start-run.js";
import { openTelemetry } from "./open-telemetry.js";

const telemetry = openTelemetry();

describe("with an SDK", () => {
  const { measurements } = telemetrySdk();

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
});

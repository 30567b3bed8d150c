import { join } from "node:path";
import { tableFromArrays } from "apache-arrow";
import { describe, expect, it } from "vitest";
import type { EngineSpan, TracingOptions } from "../src/index.js";
import { openSession } from "./support/sessions.js";
import { temporaryFolder } from "./support/temporary-folder.js";

const rows = tableFromArrays({ n: Int32Array.of(1, 2, 3) });
const names = (spans: readonly EngineSpan[]): string[] => spans.map(({ name }) => name);

describe("a trace", () => {
  it("has what was done in its calls and in no others, each within the span that it is part of", async () => {
    const session = openSession();
    const uri = join(await temporaryFolder(), "t");
    const tracing = session.installTracing({ level: "debug" });
    const [one, other] = [tracing.begin(), tracing.begin()];
    await session.delta(uri).write(rows, { mode: "create", trace: one });
    await session.registerTable("t", { delta: uri }, { trace: other });
    await session.delta(uri).write(rows, { mode: "append" });
    const written = one.finish();
    const registered = other.finish();
    expect(names(written.spans)).toEqual(expect.arrayContaining(["delta.write", "delta.commit", "store.put"]));
    expect(names(written.spans)).not.toContain("delta.open");
    expect(names(registered.spans)).toEqual(expect.arrayContaining(["engine.register", "delta.open", "store.list"]));
    expect(names(registered.spans)).not.toContain("delta.write");
    expect(written.dropped).toBe(0);
    const byId = new Map(written.spans.map((span) => [span.id, span]));
    for (const { name, parentId, startMs, durationMs } of written.spans) {
      const parent = parentId === undefined ? undefined : byId.get(parentId);
      if (parent === undefined) continue;
      expect(startMs, name).toBeGreaterThanOrEqual(parent.startMs);
      expect(startMs + durationMs, name).toBeLessThanOrEqual(parent.startMs + parent.durationMs + 1e-6);
    }
  });

  it("has the operators of an execution below it, and runs by the clock of who began it", async () => {
    const session = openSession();
    const trace = session.installTracing().begin(1_000_000);
    const plan = await session.prepare("SELECT sum(value) AS total FROM range(0, 1000)", { trace });
    const result = await plan.execute({ trace });
    for await (const _batch of result);
    const { spans } = trace.finish(result.report.operators);
    const execution = spans.find(({ name }) => name === "engine.execute");
    expect(execution?.attributes).toMatchObject({ rows: 1 });
    expect(spans.find(({ id }) => id === "operator.0")?.parentId).toBe(execution?.id);
    for (const { name, startMs } of spans.filter(({ id }) => !id.startsWith("operator."))) {
      expect(startMs, name).toBeGreaterThanOrEqual(1_000_000);
      expect(startMs, name).toBeLessThan(1_100_000);
    }
    expect(trace.finish()).toEqual({ spans: [], dropped: 0 });
  });

  it("is bounded, and counts what it could not keep", async () => {
    const session = openSession();
    const trace = session.installTracing({ level: "trace", maxSpans: 3 }).begin();
    await session.delta(join(await temporaryFolder(), "t")).write(rows, { mode: "create", trace });
    const { spans, dropped } = trace.finish();
    expect(spans.length).toBeLessThanOrEqual(3);
    expect(dropped).toBeGreaterThan(3);
  });

  it("says which requests have failed", async () => {
    const session = openSession();
    const trace = session.installTracing({ level: "debug" }).begin();
    const uri = join(await temporaryFolder(), "t");
    await session.delta(uri).write(rows, { mode: "create" });
    await session.registerTable("t", { delta: uri });
    // It asks for a next commit, which is not there.
    await session.refreshTable("t", { trace });
    const { spans } = trace.finish();
    const [looked] = spans.filter(({ failed }) => failed);
    expect(looked?.name).toBe("store.get");
    expect(looked?.attributes).toMatchObject({ path: expect.stringMatching(/_delta_log/) });
    expect(looked?.attributes).not.toHaveProperty("failed");
  });
});

it("after the end of the tracing, and after that of a trace, nothing is collected", async () => {
  const session = openSession();
  const tracing = session.installTracing();
  const early = tracing.begin();
  early.finish();
  await session.prepare("SELECT 1", { trace: early });
  expect(early.finish().spans).toEqual([]);
  tracing.end();
  const late = tracing.begin();
  await session.prepare("SELECT 1", { trace: late });
  expect(late.finish().spans).toEqual([]);
});

it.each<[string, TracingOptions]>([
  ["level", { level: "loud" as never }],
  ["metrics", { metrics: 1 as never }],
  ["previewRows", { previewRows: 5 as never }],
  ["maxSpans", { maxSpans: 0 }],
])("a wrong option %s is refused", async (option, options) => {
  const session = openSession();
  expect(() => session.installTracing(options)).toThrow(
    expect.objectContaining({ code: "invalid-option", details: expect.objectContaining({ option }) }),
  );
  await expect(session.prepare("SELECT 1", { trace: {} as never })).rejects.toMatchObject({ code: "invalid-option" });
});

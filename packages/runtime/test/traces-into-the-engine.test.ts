import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { memorySink, trackedRun } from "@causeway/obs";
import { openTelemetry } from "@causeway/obs/opentelemetry";
import { context } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-base";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { numberTable } from "./support/number-table.js";
import { openTestSession } from "./support/open-test-session.js";
import { rowsFrom } from "./support/source-with-changes.js";
import { temporaryFolder } from "./support/temporary-folder.js";

// Many steps each, on machines that may be busy.
vi.setConfig({ testTimeout: 30_000 });

const exporter = new InMemorySpanExporter();
const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
const telemetry = openTelemetry({ tracerProvider });
beforeAll(() => void context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable()));
afterAll(() => context.disable());
beforeEach(() => exporter.reset());

const nanoseconds = ([seconds, rest]: readonly [number, number]): bigint =>
  BigInt(seconds) * 1_000_000_000n + BigInt(rest);
const idOf = (span: ReadableSpan): string => span.spanContext().spanId;
const spans = (): readonly ReadableSpan[] => exporter.getFinishedSpans();
const spansOf = (name: string): readonly ReadableSpan[] => spans().filter((span) => span.name === name);
const isOfEngine = ({ name }: ReadableSpan): boolean => /^(engine|delta|store|delta_rs|delta_kernel)\./.test(name);

/** The spans from one up to the topmost. */
function lineOf(span: ReadableSpan): readonly ReadableSpan[] {
  const parent = spans().find((other) => idOf(other) === span.parentSpanContext?.spanId);
  return parent === undefined ? [span] : [span, ...lineOf(parent)];
}

/** Each span is of its parent's trace and time. */
function expectOneTree(): void {
  for (const span of spans()) {
    const [, parent] = lineOf(span);
    if (parent === undefined) continue;
    expect(span.spanContext().traceId, span.name).toBe(parent.spanContext().traceId);
    // DataFusion's operators are below those that they feed, not within their times.
    if (!isOfEngine(span)) continue;
    expect(nanoseconds(span.startTime), `${span.name} in ${parent.name}`).toBeGreaterThanOrEqual(
      nanoseconds(parent.startTime),
    );
    expect(nanoseconds(span.endTime), `${span.name} in ${parent.name}`).toBeLessThanOrEqual(
      nanoseconds(parent.endTime),
    );
  }
}

test("changes of a Delta table are spans down to delta-rs and to each request, below causeway.commit", async () => {
  const uri = join(await temporaryFolder(), "t");
  const session = await openTestSession({ tracing: { telemetry, level: "debug" } });
  const table = session.delta(uri);
  const changes = {
    "delta.write": async () => {
      await table.write(rowsFrom(0, 10), { mode: "create" });
      await table.write(rowsFrom(10, 10), { mode: "append" });
    },
    "delta.merge": () => table.merge(rowsFrom(5, 10), { on: "target.n = source.n", whenMatched: [{ delete: true }] }),
    "delta.optimize": async () => {
      for (const first of [20, 30]) await table.write(rowsFrom(first, 10), { mode: "append" });
      exporter.reset();
      await table.optimize({ kind: "compact" });
    },
    "delta.delete": () => table.delete("n = 1"),
  };
  const known = {
    "delta.write": ["delta.commit", "delta_rs.commit_with_retries", "store.put"],
    "delta.merge": ["delta.open", "delta.commit", "delta_rs.merge", "store.get"],
    "delta.optimize": ["delta.open", "delta.commit", "delta_rs.optimize", "store.list"],
    "delta.delete": ["delta.open", "delta.commit", "store.put"],
  };
  for (const [operation, change] of Object.entries(changes)) {
    exporter.reset();
    await change();
    expectOneTree();
    const names = new Set(spans().map(({ name }) => name));
    expect(names, operation).toContain(operation);
    for (const name of known[operation as keyof typeof known]) expect(names, operation).toContain(name);
    for (const span of spans()) expect(lineOf(span).at(-1)?.name, span.name).toBe("causeway.commit");
  }
  const [put] = spansOf("store.put").filter(({ attributes }) => String(attributes["path"]).endsWith(".json"));
  expect(put?.attributes["bytes"]).toBeGreaterThan(100);
});

test("a query's spans are below the phase that they are part of, and opening the table is one", async () => {
  const uri = join(await temporaryFolder(), "t");
  const session = await openTestSession({ tracing: { telemetry, level: "debug" } });
  await session.delta(uri).write(rowsFrom(0, 10), { mode: "create" });
  await session.tables.register("t", { delta: uri, refresh: "query" });
  await session.delta(uri).write(rowsFrom(10, 10), { mode: "append" });
  exporter.reset();
  expect(await (await session.query("SELECT count(*) AS c FROM t WHERE n > 2")).rows()).toEqual([{ c: 17n }]);
  expectOneTree();
  const placeOf = (name: string): string | undefined => {
    const [first] = spansOf(name);
    return first && lineOf(first).find((span) => span.name.startsWith("causeway."))?.name;
  };
  expect(placeOf("delta.refresh")).toBe("causeway.query");
  expect(placeOf("engine.plan")).toBe("causeway.preflight");
  expect(placeOf("engine.substrait")).toBe("causeway.lane");
  expect(placeOf("engine.optimize")).toBe("causeway.prune");
  expect(placeOf("engine.execute")).toBe("causeway.execute");
  expect(spans().some(({ name }) => name.startsWith("delta_kernel.") || name.startsWith("delta_rs."))).toBe(true);
  const [scan] = spansOf("DataSourceExec");
  expect(scan && lineOf(scan).map(({ name }) => name)).toContain("engine.execute");
  const reads = spans().filter(({ name }) => name === "store.get_ranges" || name === "store.get");
  expect(reads.filter((span) => lineOf(span).some(({ name }) => name === "engine.execute"))).not.toHaveLength(0);
});

test("runs at the same time do not mix, and a run around a change is above it", async () => {
  const folder = await temporaryFolder();
  const session = await openTestSession({ tracing: { telemetry, level: "debug" } });
  const write = (name: string) =>
    trackedRun(name, { telemetry }, () => session.delta(join(folder, name)).write(rowsFrom(0, 50), { mode: "create" }));
  await Promise.all(["one", "other"].map(write));
  expectOneTree();
  for (const span of spans().filter(({ attributes }) => typeof attributes["uri"] === "string")) {
    const top = lineOf(span).at(-1)?.name;
    expect(String(span.attributes["uri"]).endsWith(`/${top?.replace("causeway.", "")}`), span.name).toBe(true);
  }
  const traces = new Set(spans().map((span) => span.spanContext().traceId));
  expect(traces.size).toBe(2);
  expect(spansOf("delta.write")).toHaveLength(2);
});

test("what is kept of a run is bounded, and what is not is counted on the run", async () => {
  const uri = join(await temporaryFolder(), "t");
  const diagnostics = memorySink();
  const session = await openTestSession({
    diagnostics,
    record: ["spans"],
    tracing: { telemetry, level: "trace", maxSpans: 5 },
  });
  await session.delta(uri).write(rowsFrom(0, 10), { mode: "create" });
  const [commit] = spansOf("causeway.commit");
  expect(spans().filter(isOfEngine).length).toBeLessThanOrEqual(5);
  const dropped = commit?.attributes["spansDropped"] as number;
  expect(dropped).toBeGreaterThan(0);
  expect(diagnostics.events("run-end")[0]?.attributes).toMatchObject({ spansDropped: dropped });
  expect(diagnostics.artifacts("spans")[0]).toMatchObject({ dropped });
});

describe("without OpenTelemetry", () => {
  test("a sink gets the sums by name, with the bytes of requests, and on request each span", async () => {
    const uri = join(await temporaryFolder(), "t");
    const diagnostics = memorySink();
    const session = await openTestSession({ diagnostics, record: ["spans"], tracing: { level: "debug" } });
    await session.delta(uri).write(rowsFrom(0, 10), { mode: "create" });
    const sums = diagnostics.events("span-summary");
    const puts = sums.find(({ name }) => name === "store.put");
    expect(puts?.count).toBeGreaterThan(0);
    expect(puts?.bytes).toBeGreaterThan(100);
    const [artifact] = diagnostics.artifacts("spans");
    expect(artifact?.spans.filter(({ name }) => name === "store.put")).toHaveLength(puts?.count ?? 0);
    expect(exporter.getFinishedSpans()).toEqual([]);
  });

  test("nothing is collected of a session without tracing, while another is traced", async () => {
    await openTestSession({ tracing: { telemetry, level: "debug" } });
    const diagnostics = memorySink();
    const session = await openTestSession({
      diagnostics,
      record: ["spans"],
      tables: { numbers: { arrow: numberTable(5) } },
    });
    await session.delta(join(await temporaryFolder(), "t")).write(rowsFrom(0, 1), { mode: "create" });
    await (await session.query("SELECT sum(n) FROM numbers")).rows();
    const names = diagnostics.artifacts("spans").flatMap(({ spans }) => spans.map(({ name }) => name));
    expect(names).toContain("AggregateExec");
    expect(names.filter((name) => /^(engine|delta|store|delta_rs|delta_kernel)\./.test(name))).toEqual([]);
    expect(exporter.getFinishedSpans()).toEqual([]);
  });
});

test("level and metrics choose what is told", async () => {
  const tables = { numbers: { arrow: numberTable(5) } };
  const sql = "SELECT sum(n) FROM numbers";
  const namesWith = async (options: object): Promise<ReadonlySet<string>> => {
    exporter.reset();
    const session = await openTestSession({ tables, tracing: { telemetry, ...options } });
    await (await session.query(sql)).rows();
    return new Set(spans().map(({ name }) => name));
  };
  expect(await namesWith({})).toContain("engine.execute");
  const off = await namesWith({ level: "off" });
  expect(off).not.toContain("engine.execute");
  expect(off).toContain("AggregateExec");
  expect(await namesWith({ metrics: false, previewRows: 0 })).not.toContain("AggregateExec");
  for (const wrong of [{ level: "loud" }, { metrics: 1 }, { previewRows: 3 }, { maxSpans: 0 }]) {
    await expect(openTestSession({ tracing: wrong as never })).rejects.toMatchObject({ code: "invalid-option" });
  }
});

test("no span holds text of the query, a value of its rows, or what opens a store", async () => {
  const uri = join(await temporaryFolder(), "t");
  const diagnostics = memorySink();
  const session = await openTestSession({ diagnostics, record: ["spans"], tracing: { telemetry, level: "trace" } });
  const table = session.delta(uri);
  await table.write(rowsFrom(0, 10), { mode: "create" });
  await table.delete("text = 'row 7 is a secret'");
  await table.update({ text: "'classified'" });
  await session.tables.register("t", { delta: uri });
  await (await session.query("SELECT n FROM t WHERE text = 'hush-hush'")).rows();
  const secretUri = "s3://AKIAUSERNAME:hunter2secret@bucket/table?sig=signature99";
  await session
    .delta(secretUri, {
      storageOptions: {
        aws_secret_access_key: "very-secret-key",
        aws_endpoint: "http://127.0.0.1:1",
        aws_region: "x",
        max_retries: "0",
        retry_timeout: "1s",
      },
    })
    .delete("n = 1")
    .catch(() => {});
  const told = JSON.stringify([
    spans().map(({ name, attributes, events, status }) => [
      name,
      attributes,
      isOfEngine({ name } as never) ? [events, status] : [],
    ]),
    diagnostics.artifacts("spans"),
  ]);
  expect(told).toContain("delta.delete");
  for (const secret of ["secret", "classified", "hush-hush", "AKIAUSERNAME", "signature99"]) {
    expect(told, secret).not.toContain(secret);
  }
});

test("a change outside of any run is one, whose id is in the commit", async () => {
  const uri = join(await temporaryFolder(), "t");
  const diagnostics = memorySink();
  const session = await openTestSession({ diagnostics });
  await session.delta(uri).write(rowsFrom(0, 3), { mode: "create", commitMetadata: { by: "me" } });
  const [start] = diagnostics.events("run-start");
  expect(start).toMatchObject({ label: "write", attributes: { operation: "write" } });
  const [commit] = await session.delta(uri).history();
  expect(commit?.commitInfo).toMatchObject({ causewayRunId: start?.runId, by: "me" });
  expect(diagnostics.events("commit")).toMatchObject([{ runId: start?.runId, version: "0", rows: 3, files: 1 }]);
  const nightly = await trackedRun("nightly", {}, async (run) => {
    await session.delta(uri).delete("n = 1");
    return run.id;
  });
  const [newest] = await session.delta(uri).history();
  expect(newest?.commitInfo).toMatchObject({ causewayRunId: nightly });
  const failing = await session
    .delta(uri)
    .delete("nothing = 1")
    .catch((error: unknown) => error);
  const last = diagnostics.events("run-end").at(-1);
  expect(last).toMatchObject({ label: "delete", outcome: "error" });
  expect(failing).toMatchObject({ runId: last?.runId });
  expect(await readdir(uri)).toContain("_delta_log");
});

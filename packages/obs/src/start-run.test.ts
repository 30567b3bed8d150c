import { setTimeout as delay } from "node:timers/promises";
import { expect, expectTypeOf, test, vi } from "vitest";
import type { DiagnosticsSink } from "./diagnostics-sink.js";
import { memorySink } from "./memory-sink.js";
import { ObsError } from "./obs-error.js";
import { currentRun } from "./run-context.js";
import { startRun } from "./start-run.js";

test("a run ends once, by whichever comes first", () => {
  const sink = memorySink();
  const run = startRun("stream", { sink });
  run.end();
  run.fail(new Error("late"));
  run.end();
  expect(sink.events("run-end")).toHaveLength(1);
  expect(sink.events("run-end")[0]?.outcome).toBe("ok");
});

test("events and artifacts carry the run's id and the time", () => {
  const sink = memorySink();
  const run = startRun("q", { sink });
  const before = Date.now();
  run.event("cache-use", { cache: "plan", key: "k", use: "hit" });
  run.artifact("plan", { logical: "Scan" });
  expect(sink.events("cache-use")).toEqual([
    { cache: "plan", key: "k", use: "hit", runId: run.id, atMs: expect.any(Number) },
  ]);
  expect(sink.events("cache-use")[0]?.atMs).toBeGreaterThanOrEqual(before);
  expect(sink.artifacts("plan")[0]).toMatchObject({ logical: "Scan", runId: run.id });
});

test("names and rows are typed; a name of one's own holds a dot", () => {
  const run = startRun("q");
  run.event("billing.invoice-sent", { amount: 3 });
  // @ts-expect-error a mistyped name of ours
  run.event("run-satrt", {});
  // @ts-expect-error a row that lacks fields
  run.event("cache-use", { key: "k" });
  expectTypeOf(memorySink().events("run-end")[0]?.durationMs).toEqualTypeOf<number | undefined>();
});

test("phases time plain and asynchronous work, and mark what failed", async () => {
  const sink = memorySink();
  const run = startRun("q", { sink });
  expect(run.phase("plan", () => 7)).toBe(7);
  await run.phase("execute", () => delay(20));
  expect(() =>
    run.phase("broken", () => {
      throw new Error("no");
    }),
  ).toThrow("no");
  await expect(run.phase("rejected", () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  run.end();
  const { phases = [], durationMs = 0 } = sink.events("run-end")[0] ?? {};
  expect(phases.map(({ name, failed }) => [name, failed])).toEqual([
    ["plan", false],
    ["execute", false],
    ["broken", true],
    ["rejected", true],
  ]);
  expect(phases[1]?.durationMs).toBeGreaterThan(15);
  expect(phases[2]?.offsetMs).toBeGreaterThanOrEqual((phases[1]?.offsetMs ?? 0) + 15);
  expect(durationMs).toBeGreaterThan(15);
});

test("a run keeps 1,000 phases and counts the rest", () => {
  const sink = memorySink();
  const run = startRun("q", { sink });
  for (let index = 0; index < 1_003; index += 1) run.phase("step", () => index);
  run.end();
  expect(sink.events("run-end")[0]?.phases).toHaveLength(1_000);
  expect(sink.events("run-end")[0]?.phasesDropped).toBe(3);
});

test("within makes it the current run", () => {
  const run = startRun("q");
  expect(run.within(() => currentRun())).toBe(run);
  expect(currentRun()).toBeUndefined();
});

test("a sink that throws or rejects does not reach the run, and is told of", async () => {
  const sink: DiagnosticsSink = {
    recordEvents() {
      throw new Error("disk full");
    },
    recordArtifact: () => Promise.reject(new Error("gone")),
  };
  const failures: ObsError[] = [];
  const run = startRun("q", { sink, onSinkFailure: (error) => failures.push(error) });
  run.artifact("plan", {});
  run.end();
  await delay(0);
  expect(failures.map((error) => [ObsError.isInstance(error), error.code, (error.cause as Error).message])).toEqual([
    [true, "sink-failed", "disk full"],
    [true, "sink-failed", "disk full"],
    [true, "sink-failed", "gone"],
  ]);
});

test("the end says how many records the sink failed on", () => {
  const kept = memorySink();
  let calls = 0;
  const sink: DiagnosticsSink = {
    recordEvents(name, rows) {
      calls += 1;
      if (calls === 1) throw new Error("not yet");
      kept.recordEvents(name, rows);
    },
    recordArtifact() {},
  };
  startRun("q", { sink, onSinkFailure() {} }).end();
  expect(kept.events("run-end")[0]?.sinkFailures).toBe(1);
});

test("a failing sink that nobody listens to gives one process warning", async () => {
  const warn = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
  const sink: DiagnosticsSink = { recordEvents: () => Promise.reject(new Error("no")), recordArtifact() {} };
  startRun("a", { sink }).end();
  startRun("b", { sink }).end();
  await delay(0);
  expect(warn).toHaveBeenCalledTimes(1);
  expect(warn).toHaveBeenCalledWith("sink-failed: the diagnostics sink failed on run-start", {
    code: "CAUSEWAY_SINK_FAILED",
    detail: "Error: no",
  });
  warn.mockRestore();
});

test("ended runs leave no listener on a signal that lives on", () => {
  const shutdown = new AbortController();
  const remove = vi.spyOn(shutdown.signal, "removeEventListener");
  const add = vi.spyOn(shutdown.signal, "addEventListener");
  const parent = startRun("service", { signal: shutdown.signal });
  for (let index = 0; index < 50; index += 1) {
    const run = startRun("q", { parent, signal: AbortSignal.timeout(60_000) });
    expect(run.signal.aborted).toBe(false);
    run.end();
  }
  expect(add).toHaveBeenCalledTimes(50);
  expect(remove).toHaveBeenCalledTimes(50);
});

import { expect, test } from "vitest";
import { batchedSink } from "./batched-sink.js";
import type { DiagnosticsSink } from "./diagnostics-sink.js";
import { memorySink } from "./memory-sink.js";
import { ObsError } from "./obs-error.js";
import { trackedRun } from "./tracked-run.js";

const stamp = { runId: "r", atMs: 1 };

/** Keeps the names of the calls, with the number of their rows. */
function callSink(answer: () => void | Promise<void> = () => {}): DiagnosticsSink & { calls: [string, number][] } {
  const calls: [string, number][] = [];
  return {
    calls,
    recordEvents(name, rows) {
      calls.push([name, rows.length]);
      return answer();
    },
    recordArtifact(name) {
      calls.push([name, 1]);
      return answer();
    },
  };
}

test("hands records on later, in order, neighbouring rows of an event in one call", async () => {
  const slow = callSink();
  await using sink = batchedSink(slow);
  for (let index = 0; index < 3; index += 1) sink.recordEvents("a.b", [stamp]);
  sink.recordEvents("a.c", [stamp, stamp]);
  sink.recordArtifact("a.b", stamp);
  sink.recordArtifact("a.b", stamp);
  sink.recordEvents("a.b", [stamp]);
  expect(slow.calls).toEqual([]);
  await sink.flush();
  expect(slow.calls).toEqual([
    ["a.b", 3],
    ["a.c", 2],
    ["a.b", 1],
    ["a.b", 1],
    ["a.b", 1],
  ]);
});

test("hands records on by itself after a while", async () => {
  const kept = memorySink();
  const sink = batchedSink(kept, { maxDelayMs: 1 });
  sink.recordEvents("a.b", [stamp]);
  await expect.poll(() => kept.events("a.b")).toEqual([stamp]);
});

test("does not wait for more when the queue is half full", async () => {
  const kept = memorySink();
  const sink = batchedSink(kept, { maxDelayMs: 1_000_000_000, maxQueuedRecords: 4 });
  sink.recordEvents("a.b", [stamp]);
  await new Promise(setImmediate);
  expect(kept.records).toEqual([]);
  sink.recordEvents("a.b", [stamp]);
  await expect.poll(() => kept.events("a.b")).toEqual([stamp, stamp]);
});

test("drops what does not fit, counts it and tells the sink behind", async () => {
  const kept = memorySink();
  await using sink = batchedSink(kept, { maxQueuedRecords: 2 });
  sink.recordEvents("a.b", [stamp, stamp, stamp, stamp, { ...stamp, runId: "last" }]);
  expect(sink.dropped).toBe(3);
  await sink.flush();
  expect(kept.events("records-dropped")).toEqual([{ count: 3, runId: "last", atMs: expect.any(Number) }]);
  expect(kept.events("a.b")).toHaveLength(2);
});

test("a sink that rejects or throws loses its batch, is told of, and gets the next", async () => {
  let failing = true;
  const kept = memorySink();
  const behind: DiagnosticsSink = {
    recordEvents(name, rows) {
      if (failing) throw new Error("no connection");
      kept.recordEvents(name, rows);
    },
    recordArtifact: () => Promise.reject(new Error("no connection")),
  };
  await using sink = batchedSink(behind);
  sink.recordEvents("a.b", [stamp]);
  await expect(sink.flush()).rejects.toMatchObject({ code: "sink-failed", cause: { message: "no connection" } });
  expect(sink.dropped).toBe(1);
  failing = false;
  sink.recordEvents("a.b", [stamp]);
  await sink.flush();
  expect(kept.records.map((record) => record.name)).toEqual(["records-dropped", "a.b"]);
});

test("a sink that hangs breaks no run and holds up nothing for longer than its timeout", async () => {
  const hanging = callSink(() => new Promise(() => {}));
  const sink = batchedSink(hanging, { timeoutMs: 20 });
  expect(await trackedRun("q", { sink }, () => 7)).toBe(7);
  await expect(sink.flush()).rejects.toMatchObject({ code: "sink-failed", cause: { code: "sink-failed" } });
  expect(sink.dropped).toBe(2);
  sink.recordEvents("a.b", [stamp]);
  await expect(sink.close()).rejects.toSatisfy(ObsError.isInstance);
  expect(hanging.calls).toEqual([
    ["run-start", 1],
    ["records-dropped", 1],
  ]);
});

test("flushSync hands on what a sink takes at once", () => {
  const kept = memorySink();
  const sink = batchedSink(kept);
  sink.recordEvents("a.b", [stamp]);
  sink.flushSync?.();
  expect(kept.events("a.b")).toEqual([stamp]);
});

test("a closed sink refuses records, and options that are none are refused", async () => {
  const sink = batchedSink(memorySink());
  await sink.close();
  expect(() => sink.recordEvents("a.b", [stamp])).toThrow("sink-closed");
  expect(() => batchedSink(memorySink(), { maxQueuedRecords: 0 })).toThrow("invalid-argument: maxQueuedRecords");
  expect(() => batchedSink(memorySink(), { timeoutMs: 0.5 })).toThrow("invalid-argument: timeoutMs");
});

import { expect, test } from "vitest";
import type { DiagnosticsSink } from "./diagnostics-sink.js";
import { filterSink } from "./filter-sink.js";
import { memorySink } from "./memory-sink.js";
import { noopSink } from "./noop-sink.js";
import { ObsError } from "./obs-error.js";
import { teeSink } from "./tee-sink.js";
import { trackedRun } from "./tracked-run.js";

const stamp = { runId: "r", atMs: 1 };
const use = { cache: "plan", key: "k", use: "hit", ...stamp } as const;

test("the no-op sink takes everything", async () => {
  expect(noopSink.recordEvents("cache-use", [use])).toBeUndefined();
  expect(noopSink.recordArtifact("plan", stamp)).toBeUndefined();
  await noopSink.flush?.();
});

test("the memory sink keeps the latest and counts what went", () => {
  const sink = memorySink({ maxRecords: 2 });
  for (const key of ["a", "b", "c"]) sink.recordEvents("cache-use", [{ ...use, key }]);
  expect(sink.events("cache-use").map((row) => row.key)).toEqual(["b", "c"]);
  expect(sink.dropped).toBe(1);
  sink.clear();
  expect(sink.records).toEqual([]);
  expect(sink.dropped).toBe(0);
});

test("the memory sink refuses a limit that is none", () => {
  for (const maxRecords of [0, -1, 1.5, Number.NaN]) {
    expect(() => memorySink({ maxRecords })).toThrow("invalid-argument: maxRecords");
  }
});

test("an event and an artifact of one name do not mix", () => {
  const sink = memorySink();
  sink.recordArtifact("shop.basket", stamp);
  expect(sink.events("shop.basket")).toEqual([]);
  expect(sink.artifacts("shop.basket")).toEqual([stamp]);
});

test("tee hands a record to all, even past one that fails", async () => {
  const [first, last] = [memorySink(), memorySink()];
  const broken: DiagnosticsSink = {
    recordEvents() {
      throw new Error("no");
    },
    recordArtifact: () => Promise.reject(new Error("later")),
  };
  const tee = teeSink(first, broken, last);
  expect(() => tee.recordEvents("cache-use", [use])).toThrow("sink-failed: 1 of 3 sinks failed");
  expect(first.events("cache-use")).toEqual([use]);
  expect(last.events("cache-use")).toEqual([use]);
  const answer = tee.recordArtifact("plan", stamp);
  await expect(answer).rejects.toSatisfy(ObsError.isInstance);
  expect(last.artifacts("plan")).toEqual([stamp]);
});

test("tee flushes all", async () => {
  const flushed: string[] = [];
  const named = (name: string): DiagnosticsSink => ({ ...noopSink, flush: async () => void flushed.push(name) });
  await teeSink(named("a"), { recordEvents() {}, recordArtifact() {} }, named("b")).flush?.();
  expect(flushed).toEqual(["a", "b"]);
});

test("filter hands on what is accepted, row by row", async () => {
  const kept = memorySink();
  const sink = filterSink(
    kept,
    ({ kind, name, payload }) => kind === "artifact" || name !== "run-start" || payload.atMs < 0,
  );
  await trackedRun("q", { sink }, (run) => run.artifact("plan", {}));
  expect(kept.records.map((record) => record.name)).toEqual(["plan", "run-end"]);
  const hits = filterSink(kept, ({ payload }) => "use" in payload && payload.use === "hit");
  kept.clear();
  hits.recordEvents("cache-use", [use, { ...use, use: "miss" }]);
  expect(kept.events("cache-use")).toEqual([use]);
});

import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { jsonlSink } from "./jsonl-sink.js";
import { ObsError } from "./obs-error.js";
import { trackedRun } from "./tracked-run.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "obs-"));
});
afterEach(() => rm(folder, { recursive: true }));

interface Line {
  readonly kind: string;
  readonly name: string;
  readonly payload: { label?: string; logical?: string; index?: number; count?: number };
}

async function readLines(path: string): Promise<Line[]> {
  const text = await readFile(path, "utf8");
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
}

const stamp = { runId: "r", atMs: 1 };

test("writes one line for each record, in order, and appends to what is there", async () => {
  const path = join(folder, "runs.jsonl");
  for (const label of ["first", "second"]) {
    await using sink = jsonlSink(path);
    await trackedRun(label, { sink }, (run) => run.artifact("plan", { logical: label }));
  }
  const lines = await readLines(path);
  expect(lines.map((line) => [line.kind, line.name, line.payload.label ?? line.payload.logical])).toEqual([
    ["event", "run-start", "first"],
    ["artifact", "plan", "first"],
    ["event", "run-end", "first"],
    ["event", "run-start", "second"],
    ["artifact", "plan", "second"],
    ["event", "run-end", "second"],
  ]);
});

test("holds values that JSON has no form for", async () => {
  const path = join(folder, "runs.jsonl");
  await using sink = jsonlSink(path);
  const payload = {
    ...stamp,
    big: 2n ** 64n,
    bytes: new Uint8Array([1, 2]),
    buffer: Buffer.from("hi"),
    nan: Number.NaN,
  };
  sink.recordArtifact("a.b", payload);
  await sink.flush();
  expect((await readLines(path))[0]?.payload).toMatchObject({
    big: "18446744073709551616",
    bytes: "AQI=",
    buffer: "aGk=",
    nan: null,
  });
});

test("keeps the order of thousands of records over many writes", async () => {
  const path = join(folder, "runs.jsonl");
  await using sink = jsonlSink(path);
  for (let index = 0; index < 5_000; index += 1) {
    sink.recordEvents("a.b", [{ ...stamp, index } as typeof stamp]);
    if (index % 500 === 0) await new Promise(setImmediate);
  }
  await sink.flush();
  expect((await readLines(path)).map((line) => line.payload.index)).toEqual(Array.from({ length: 5_000 }, (_, i) => i));
});

test("drops what does not fit the queue, counts it and says so in the file", async () => {
  const path = join(folder, "runs.jsonl");
  await using sink = jsonlSink(path, { maxQueuedBytes: 300 });
  for (let index = 0; index < 10; index += 1) sink.recordEvents("a.b", [stamp]);
  expect(sink.dropped).toBe(7);
  await sink.flush();
  expect((await readLines(path)).map((line) => [line.name, line.payload.count])).toEqual([
    ["records-dropped", 7],
    ["a.b", undefined],
    ["a.b", undefined],
    ["a.b", undefined],
  ]);
});

test("a single record that is larger than the queue is dropped, and the file says so", async () => {
  const path = join(folder, "runs.jsonl");
  await using sink = jsonlSink(path, { maxQueuedBytes: 10 });
  sink.recordEvents("a.b", [stamp]);
  await sink.flush();
  expect((await readLines(path)).map((line) => line.payload.count)).toEqual([1]);
});

test("a write that fails is told by flush, and the sink goes on when it can", async () => {
  const path = join(folder, "later", "runs.jsonl");
  await using sink = jsonlSink(path);
  sink.recordEvents("a.b", [stamp]);
  await expect(sink.flush()).rejects.toMatchObject({ code: "sink-failed", cause: { code: "ENOENT" } });
  expect(sink.dropped).toBe(1);
  await mkdir(join(folder, "later"));
  sink.recordEvents("a.b", [stamp]);
  await sink.flush();
  expect((await readLines(path)).map((line) => [line.name, line.payload.count])).toEqual([
    ["records-dropped", 1],
    ["a.b", undefined],
  ]);
});

test("a write that fails is told to the run, which goes on", async () => {
  const sink = jsonlSink(join(folder, "missing", "runs.jsonl"));
  const failures: ObsError[] = [];
  const answer = await trackedRun("q", { sink, onSinkFailure: (error) => failures.push(error) }, async () => {
    while (sink.dropped === 0) await new Promise(setImmediate);
    return 7;
  });
  expect(answer).toBe(7);
  expect(failures.map((error) => error.code)).toEqual(["sink-failed"]);
  await expect(sink.close()).rejects.toSatisfy(ObsError.isInstance);
});

test.runIf(existsSync("/dev/full"))(
  "a disk that is full breaks no run, and what is lost is counted and told",
  async () => {
    const sink = jsonlSink("/dev/full");
    expect(await trackedRun("q", { sink, onSinkFailure() {} }, () => 7)).toBe(7);
    await expect(sink.flush()).rejects.toMatchObject({ code: "sink-failed", cause: { code: "ENOSPC" } });
    expect(sink.dropped).toBe(2);
  },
);

test("a closed sink refuses records; closing twice is fine", async () => {
  const sink = jsonlSink(join(folder, "runs.jsonl"));
  await sink.close();
  await sink.close();
  expect(() => sink.recordEvents("a.b", [stamp])).toThrow("sink-closed");
});

test("refuses a queue limit that is none", () => {
  expect(() => jsonlSink("x", { maxQueuedBytes: 0 })).toThrow("invalid-argument: maxQueuedBytes");
});

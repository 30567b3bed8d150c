import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildProgram, runProgram } from "./run-program.js";

let folder: string;
let program: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "obs-exit-"));
  program = await buildProgram("exiting-service", folder);
});
afterAll(() => rm(folder, { recursive: true }));

interface Line {
  readonly name: string;
  readonly payload: { label?: string; outcome?: string; index?: number; error?: { code?: string; message?: string } };
}

async function linesOf(path: string): Promise<Line[]> {
  const text = await readFile(path, "utf8");
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}

/** The ends that stand in a file: label, outcome, and code of the error. */
async function endsOf(path: string): Promise<unknown[]> {
  return (await linesOf(path))
    .filter((line) => line.name === "run-end")
    .map(({ payload }) => [payload.label, payload.outcome, payload.error?.code]);
}

const abandoned = [
  ["inner", "aborted", "process-ended"],
  ["outer", "aborted", "process-ended"],
];
const finished = ["finished", "ok", undefined];

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  test(`${signal}: every run has its end, and the process dies of the signal`, async () => {
    const path = join(folder, `${signal}.jsonl`);
    const ended = await runProgram(program, ["waits", path], (child) => child.kill(signal));
    expect(ended).toEqual({ code: null, signal, stderr: "" });
    expect(await endsOf(path)).toEqual([finished, ...abandoned]);
    expect((await linesOf(path)).filter((line) => line.name === "test.before-the-end")).toHaveLength(1);
    const [last] = (await linesOf(path)).slice(-1);
    expect(last?.payload.error?.message).toContain(signal);
  });
}

test("a service that goes on while it is flushed has an end of every run, too", async () => {
  const path = join(folder, "goes-on.jsonl");
  const ended = await runProgram(program, ["goes-on", path], (child) => setTimeout(() => child.kill("SIGTERM"), 30));
  expect(ended).toEqual({ code: null, signal: "SIGTERM", stderr: "" });
  const starts = (await linesOf(path)).filter((line) => line.name === "run-start");
  expect(starts.length).toBeGreaterThan(3);
  expect(await endsOf(path)).toHaveLength(starts.length);
});

test.each(["listens", "listens-once"])(
  "where the service %s itself, it decides how the process ends, and nothing is lost",
  async (ending) => {
    const path = join(folder, `${ending}.jsonl`);
    const ended = await runProgram(program, [ending, path], (child) => child.kill("SIGTERM"));
    expect(ended).toEqual({ code: 7, signal: null, stderr: "" });
    expect(await endsOf(path)).toEqual([finished, ...abandoned]);
  },
);

test("a sink that hangs holds the process up to the deadline, which says so", async () => {
  const path = join(folder, "hangs.jsonl");
  const ended = await runProgram(program, ["hangs", path, "200"], (child) => child.kill("SIGTERM"));
  expect(ended).toMatchObject({ code: null, signal: "SIGTERM" });
  expect(ended.stderr).toContain("the diagnostics sink was not flushed within 200 ms");
  expect(await endsOf(path)).toEqual([finished, ...abandoned]);
});

test("a second signal does not wait", async () => {
  const path = join(folder, "twice.jsonl");
  const ended = await runProgram(program, ["hangs", path, "600000"], (child) => {
    child.kill("SIGTERM");
    // Long enough for two signals to be two; one that comes too early is the first.
    const again = setInterval(() => child.kill("SIGINT"), 20);
    child.on("close", () => clearInterval(again));
  });
  expect(["SIGINT", "SIGTERM"]).toContain(ended.signal);
});

test("process.exit keeps its code, and nothing is lost", async () => {
  const path = join(folder, "exits.jsonl");
  expect(await runProgram(program, ["exits", path])).toEqual({ code: 5, signal: null, stderr: "" });
  expect(await endsOf(path)).toEqual([finished, ...abandoned]);
});

test("nothing is lost, torn or written twice while a write is under way", async () => {
  for (let round = 0; round < 5; round += 1) {
    const path = join(folder, `writing-${round}.jsonl`);
    expect(await runProgram(program, ["exits-while-writing", path])).toMatchObject({ code: 5, stderr: "" });
    expect(await endsOf(path)).toEqual([finished, ...abandoned]);
    const rows = (await linesOf(path)).filter((line) => line.name === "test.row").map((line) => line.payload.index);
    expect(rows).toEqual(rows.map((_, index) => index));
    expect(rows.length).toBeGreaterThan(0);
  }
});

test("an exception that nobody catches is told as always, and nothing is lost", async () => {
  const path = join(folder, "throws.jsonl");
  const ended = await runProgram(program, ["throws", path]);
  expect(ended).toMatchObject({ code: 1, signal: null });
  expect(ended.stderr).toContain("nobody catches this");
  expect(await endsOf(path)).toEqual([finished, ...abandoned]);
});

test("a process that has nothing more to do ends well", async () => {
  const path = join(folder, "ends.jsonl");
  expect(await runProgram(program, ["ends", path])).toEqual({ code: 0, signal: null, stderr: "" });
  expect(await endsOf(path)).toEqual([finished, ["outer", "ok", undefined], abandoned[0]]);
});

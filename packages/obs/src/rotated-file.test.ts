import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { jsonlSink } from "./jsonl-sink.js";
import { RotatedFile } from "./rotated-file.js";

/** A disk that has room for so many bytes, and then for all again. */
const disk = vi.hoisted(() => ({ bytesLeft: undefined as number | undefined }));
vi.mock("node:fs/promises", async (importOriginal) => {
  const real = await importOriginal<typeof import("node:fs/promises")>();
  return {
    ...real,
    async open(...parameters: Parameters<typeof real.open>) {
      const file = await real.open(...parameters);
      const { bytesLeft } = disk;
      if (bytesLeft === undefined) return file;
      disk.bytesLeft = undefined;
      const write = file.write.bind(file);
      return Object.assign(file, {
        async write(text: Buffer) {
          await write(text, 0, bytesLeft);
          throw new Error("no space");
        },
      });
    },
  };
});

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "obs-rotated-"));
});
afterEach(() => rm(folder, { recursive: true }));

async function contents(): Promise<Record<string, string>> {
  const names = (await readdir(folder)).sort();
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name), "utf8")])),
  );
}

test("puts the file aside before it would grow beyond its limit, and keeps the latest", async () => {
  const file = new RotatedFile(join(folder, "r"), { maxFileBytes: 6, keepFiles: 2 });
  for (const line of ["a1\n", "a2\n", "b1\n", "b2\n", "c1\n"]) await file.append([line]);
  expect(await contents()).toEqual({ r: "c1\n", "r.1": "b1\nb2\n", "r.2": "a1\na2\n" });
  await file.append(["c2\n", "d1\n"]);
  expect(await contents()).toEqual({ r: "d1\n", "r.1": "c1\nc2\n", "r.2": "b1\nb2\n" });
});

test("one batch can fill several files, and a line larger than the limit has a file of its own", async () => {
  const file = new RotatedFile(join(folder, "r"), { maxFileBytes: 5, keepFiles: 9 });
  await file.append(["a\n", "b\n", "a long line\n", "c\n"]);
  expect(await contents()).toEqual({ r: "c\n", "r.1": "a long line\n", "r.2": "a\nb\n" });
});

test("goes on with what an earlier process left", async () => {
  await writeFile(join(folder, "r"), "old\n");
  const file = new RotatedFile(join(folder, "r"), { maxFileBytes: 6, keepFiles: 1 });
  await file.append(["new\n"]);
  expect(await contents()).toEqual({ r: "new\n", "r.1": "old\n" });
});

test("keeps none, when asked to", async () => {
  const file = new RotatedFile(join(folder, "r"), { maxFileBytes: 3, keepFiles: 0 });
  await file.append(["a\n", "b\n"]);
  expect(await contents()).toEqual({ r: "b\n" });
});

test("goes on after a write that failed", async () => {
  const file = new RotatedFile(join(folder, "later", "r"), { maxFileBytes: undefined, keepFiles: 1 });
  await expect(file.append(["a\n"])).rejects.toMatchObject({ code: "ENOENT" });
  await mkdir(join(folder, "later"));
  await file.append(["b\n"]);
  expect(await readFile(file.path, "utf8")).toBe("b\n");
});

test("a line after one that was torn begins on a line of its own", async () => {
  const file = new RotatedFile(join(folder, "r"), { maxFileBytes: undefined, keepFiles: 1 });
  disk.bytesLeft = 3;
  await expect(file.append(["first\n"])).rejects.toThrow("no space");
  await file.append(["second\n"]);
  expect(await readFile(file.path, "utf8")).toBe("fir\nsecond\n");
});

test("written at once, what is under way comes first, and nothing twice, whenever that is", async () => {
  for (let turns = 0; turns < 12; turns += 1) {
    const file = new RotatedFile(join(folder, `r${turns}`), { maxFileBytes: 400_000, keepFiles: 1 });
    await file.append(["before\n"]);
    const lines = Array.from({ length: 100 }, (_, index) => `${index} ${"x".repeat(3_000)}\n`);
    const underWay = file.append(lines);
    for (let turn = 0; turn < turns; turn += 1) await new Promise(setImmediate);
    file.appendSync(["after\n"]);
    expect(await readFile(file.path, "utf8")).toBe(["before\n", ...lines, "after\n"].join(""));
    await underWay;
    file.appendSync([]);
    expect(await readFile(file.path, "utf8")).toBe(["before\n", ...lines, "after\n"].join(""));
  }
});

test("a disk that does not answer is not asked again at exit", async () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  const file = new RotatedFile(join(folder, "r"), { maxFileBytes: undefined, keepFiles: 1 });
  const underWay = file.append(["first\n"]);
  vi.advanceTimersByTime(2_001);
  expect(() => file.appendSync(["second\n"])).toThrow("has not answered");
  vi.useRealTimers();
  await underWay;
});

test("a sink says which limits it cannot use", () => {
  expect(() => jsonlSink("x", { maxFileBytes: 0 })).toThrow("invalid-argument: maxFileBytes");
  expect(() => jsonlSink("x", { keepFiles: -1 })).toThrow("invalid-argument: keepFiles");
});

test("the records of a rotated sink are all there, in order", async () => {
  const sink = jsonlSink(join(folder, "r"), { maxFileBytes: 1_000, keepFiles: 100 });
  for (let index = 0; index < 100; index += 1) {
    sink.recordEvents("a.b", [{ runId: "r", atMs: index }]);
    if (index % 7 === 0) await new Promise(setImmediate);
  }
  await sink.close();
  const files = Object.entries(await contents()).sort(([a], [b]) => numberOf(b) - numberOf(a));
  const lines = files.flatMap(([, text]) => text.trimEnd().split("\n"));
  expect(lines.map((line) => JSON.parse(line).payload.atMs)).toEqual(Array.from({ length: 100 }, (_, index) => index));
  expect(Math.max(...files.map(([, text]) => text.length))).toBeLessThanOrEqual(1_000);
  expect(files.length).toBeGreaterThan(5);
});

function numberOf(name: string): number {
  return Number(name.split(".")[1] ?? 0);
}

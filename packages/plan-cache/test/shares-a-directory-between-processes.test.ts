import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { diskStore } from "@causeway/plan-cache";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { makePlan } from "./make-plan.js";
import { buildProgram, endOf, startProgram } from "./run-program.js";

let folder: string;
let writer: string;
let directory: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "plans-shared-"));
  writer = await buildProgram("writer", folder);
});
afterAll(() => rm(folder, { recursive: true }));
beforeEach(async () => {
  directory = await mkdtemp(join(folder, "store-"));
});

const keys = Array.from({ length: 7 }, (_, index) => `key-${index}`);

/** Every key holds an entry that somebody wrote whole, or none; gives those that hold one. */
async function wholeEntries(): Promise<string[]> {
  const store = diskStore({ directory });
  const found: string[] = [];
  for (const key of keys) {
    const entry = await store.get(key);
    if (entry === undefined) continue;
    expect(entry).not.toHaveProperty("stale");
    if ("stale" in entry) continue;
    expect(entry).toEqual(makePlan(key, entry.createdAtMs));
    found.push(key);
  }
  await store.close();
  return found;
}

test("several processes write, read and delete the same keys at once, and none sees a damaged entry", async () => {
  const writers = Array.from({ length: 4 }, () => startProgram(writer, [directory, "60", "100000000"]));
  expect(await Promise.all(writers.map(endOf))).toEqual([0, 0, 0, 0]);
  expect((await wholeEntries()).length).toBeGreaterThan(0);
});

test("so it is while each of them makes room", async () => {
  const writers = Array.from({ length: 3 }, () => startProgram(writer, [directory, "40", "70000"]));
  expect(await Promise.all(writers.map(endOf))).toEqual([0, 0, 0]);
  await wholeEntries();
});

test("a process that is killed in the middle of its writes leaves no entry that is half there", async () => {
  for (let round = 0; round < 8; round += 1) {
    const child = startProgram(writer, [directory, "1000000", "100000000"]);
    const ended = endOf(child);
    await once(child.stdout ?? child, "data");
    await delay(20 + 15 * round);
    child.kill("SIGKILL");
    expect(await ended).toBe("SIGKILL");
    await wholeEntries();
  }
  const store = diskStore({ directory });
  await store.set("key-0", makePlan("key-0", 1));
  expect(await store.get("key-0")).toEqual(makePlan("key-0", 1));
  expect(await wholeEntries()).toContain("key-0");
  expect((await readdir(join(directory, "causeway-plan-cache"))).sort()).toEqual(["content-v2", "index-v5", "tmp"]);
});

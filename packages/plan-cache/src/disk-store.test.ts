import { appendFile, chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import cacache from "cacache";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { makeEntry } from "../test/make-entry.js";
import { type DiskStoreOptions, diskStore } from "./disk-store.js";
import { entryToBytes } from "./entry-bytes.js";

let directory: string;
let folder: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "plans-"));
  folder = join(directory, "causeway-plan-cache");
});
afterEach(async () => {
  vi.useRealTimers();
  await rm(directory, { recursive: true });
});

const openStore = (options: Partial<DiskStoreOptions> = {}) => diskStore({ directory, ...options });

async function filesBelow(directory: string): Promise<string[]> {
  const found = await readdir(directory, { recursive: true, withFileTypes: true });
  return found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

async function bytesBelow(directory: string): Promise<number> {
  const contents = (await filesBelow(directory)).filter((file) => file.includes("content-"));
  return (await Promise.all(contents.map((file) => stat(file)))).reduce((sum, { size }) => sum + size, 0);
}

/** The one content file of the directory. */
async function contentFile(): Promise<string> {
  const [file, ...others] = (await filesBelow(folder)).filter((path) => path.includes("content-"));
  expect(others).toEqual([]);
  return file ?? "";
}

test("gives back what was written, in another store of the same directory, without the prepared plan", async () => {
  const entry = makeEntry("p", {
    compilationLane: "substrait",
    substraitHash: "s",
    planBytes: new Uint8Array([1, 2, 255]),
    preflight: { ok: true, tables: ["flights"], at: undefined },
    createdAtMs: 1_700_000_000_000,
  });
  await openStore().set("k", { ...entry, prepared: { run: () => 7 }, transient: false });
  expect(await openStore().get("k")).toEqual({ ...entry });
  const fallback = { code: "window-filter", reason: "no", node: "WindowAggr" };
  await openStore().set("other", makeEntry("q", { fallback }));
  expect(await openStore().get("other")).toEqual(makeEntry("q", { fallback }));
  expect(await openStore().get("none")).toBeUndefined();
});

test("the folder is for this user alone", async () => {
  const made = join(directory, "new", "plans");
  await diskStore({ directory: made }).set("k", makeEntry("p"));
  for (const path of [made, join(made, "causeway-plan-cache")]) expect((await stat(path)).mode & 0o777).toBe(0o700);
});

test("a folder may have any name", async () => {
  const store = diskStore({ directory: join(directory, "plans [1] {a,b} *?") });
  await store.clear();
  await store.set("k", makeEntry("p"));
  expect(await store.get("k")).toMatchObject({ planHash: "p" });
  await store.clear();
  expect(await store.get("k")).toBeUndefined();
});

test("an entry under a key takes the place of the one before it, and leaves nothing of it", async () => {
  const store = openStore();
  await store.set("k", makeEntry("old"));
  await store.set("k", makeEntry("new"));
  expect(await store.get("k")).toMatchObject({ planHash: "new" });
  await contentFile();
  expect(store.stats()).toMatchObject({ entries: 1, bytes: await bytesBelow(folder) });
});

test("deletes one, clears all", async () => {
  const store = openStore();
  for (const key of ["a", "b", "c"]) await store.set(key, makeEntry("same"));
  expect([await store.delete("a"), await store.delete("a")]).toEqual([true, false]);
  expect(await store.get("a")).toBeUndefined();
  expect(await store.get("b")).toMatchObject({ planHash: "same" });
  expect(store.stats()).toMatchObject({ entries: 2, bytes: await bytesBelow(folder) });
  await store.clear();
  expect(await store.get("b")).toBeUndefined();
  expect(store.stats()).toMatchObject({ entries: 0, bytes: 0, evictions: 0 });
});

test.each([
  [
    "a bit flipped",
    async (file: string) => {
      const bytes = await readFile(file);
      bytes[10] = (bytes[10] ?? 0) ^ 1;
      await writeFile(file, bytes);
    },
  ],
  ["cut short", async (file: string) => writeFile(file, (await readFile(file)).subarray(0, 20))],
  ["emptied", async (file: string) => writeFile(file, "")],
  ["grown", async (file: string) => appendFile(file, "more")],
])("a damaged entry, %s, is a miss with its cause, is removed, and can be written again", async (_how, damage) => {
  const store = openStore();
  await store.set("k", makeEntry("p"));
  const file = await contentFile();
  await chmod(file, 0o600);
  await damage(file);
  expect(await store.get("k")).toMatchObject({
    stale: "damaged",
    cause: { code: "EINTEGRITY" },
  });
  expect(await store.get("k")).toBeUndefined();
  expect((await filesBelow(folder)).filter((path) => /content-|index-/.test(path))).toEqual([]);
  await store.set("k", makeEntry("again"));
  expect(await store.get("k")).toMatchObject({ planHash: "again" });
});

test("bytes that are whole and are no entry of the key are damaged, too", async () => {
  for (const bytes of [
    Buffer.from("not an entry"),
    Buffer.from([0, 0, 0, 0]),
    entryToBytes("other", makeEntry("p")),
    entryToBytes("k", { ...makeEntry("p"), compilationLane: "rail" as "sql" }),
  ]) {
    await cacache.put(folder, "k", bytes, { metadata: { format: 1 } });
    expect(await openStore().get("k")).toMatchObject({ stale: "damaged" });
  }
});

test("a torn line of the index hides no other entry", async () => {
  const store = openStore();
  await store.set("k", makeEntry("p"));
  const [index = ""] = (await filesBelow(folder)).filter((path) => path.includes("index-"));
  await appendFile(index, '\nfe3a\t{"key":"k","integ');
  expect(await openStore().get("k")).toMatchObject({ planHash: "p" });
});

test("an entry whose content another process removed is absent", async () => {
  const store = openStore();
  await store.set("k", makeEntry("p"));
  await rm(await contentFile());
  expect(await store.get("k")).toBeUndefined();
});

test("an entry of another format is a miss", async () => {
  const written = entryToBytes("k", makeEntry("p"));
  await cacache.put(folder, "k", written, { metadata: { format: 2 } });
  expect(await openStore().get("k")).toEqual({ stale: "format" });
  await cacache.put(folder, "k", written);
  expect(await openStore().get("k")).toEqual({ stale: "format" });
  await openStore().set("k", makeEntry("ours"));
  expect(await openStore().get("k")).toMatchObject({ planHash: "ours" });
});

test("an entry goes when it is too old", async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: 1_000_000 });
  const store = openStore({ maxAgeMs: 5_000 });
  await store.set("k", makeEntry("p"));
  vi.setSystemTime(1_004_999);
  expect(await store.get("k")).toMatchObject({ planHash: "p" });
  vi.setSystemTime(1_005_000);
  expect(await store.get("k")).toEqual({ stale: "expired" });
  expect(await store.get("k")).toBeUndefined();
  expect(store.stats()).toMatchObject({ entries: 0, bytes: 0, expirations: 1, evictions: 0 });
});

test("entries that are too old go by themselves when another is written", async () => {
  vi.useFakeTimers({ toFake: ["Date"], now: 1_000_000 });
  await openStore().set("old", makeEntry("p"));
  vi.setSystemTime(1_006_000);
  const store = openStore({ maxAgeMs: 5_000 });
  await store.set("new", makeEntry("p"));
  expect(store.stats()).toMatchObject({ entries: 1, expirations: 1 });
  await contentFile();
});

test("stays within its bytes, and the least recently used go first", async () => {
  const planBytes = new Uint8Array(1_000);
  const store = openStore({ maxBytes: 6_000 });
  const key = (index: number) => `key-${index}`;
  for (let index = 0; index < 5; index += 1) {
    await store.set(key(index), makeEntry("p", { planBytes }));
    const { path = "" } = (await cacache.get.info(folder, key(index))) ?? {};
    await utimes(path, index + 1, index + 1);
  }
  expect(await store.get(key(0))).toBeDefined();
  await store.close();
  await store.set(key(5), makeEntry("p", { planBytes }));
  expect(await bytesBelow(folder)).toBeLessThanOrEqual(6_000);
  const kept = await Promise.all([0, 1, 2, 3, 4, 5].map(async (index) => (await store.get(key(index))) !== undefined));
  // The first was used; room is made for a tenth of the bytes besides.
  expect(kept).toEqual([true, false, false, true, true, true]);
  expect(store.stats()).toMatchObject({ entries: 4, evictions: 2, bytes: await bytesBelow(folder) });
});

test("never holds more than its bytes, over many writes", async () => {
  const store = openStore({ maxBytes: 20_000 });
  for (let index = 0; index < 60; index += 1) {
    await store.set(`k${index}`, makeEntry("p", { planBytes: new Uint8Array(index * 20) }));
    expect(await bytesBelow(folder)).toBeLessThanOrEqual(20_000);
  }
  expect(store.stats().bytes).toBe(await bytesBelow(folder));
});

test("writes at one time are bounded together", async () => {
  const store = openStore({ maxBytes: 10_000 });
  const planBytes = new Uint8Array(1_000);
  await Promise.all(Array.from({ length: 40 }, (_, index) => store.set(`k${index}`, makeEntry("p", { planBytes }))));
  expect(await bytesBelow(folder)).toBeLessThanOrEqual(10_000);
});

test("an entry larger than all bytes is not taken in", async () => {
  const store = openStore({ maxBytes: 500 });
  await store.set("k", makeEntry("small"));
  await store.set("k", makeEntry("large", { planBytes: new Uint8Array(501) }));
  expect(await store.get("k")).toBeUndefined();
  expect(store.stats()).toMatchObject({ entries: 0, bytes: 0, rejected: 1 });
});

test("what killed processes left is removed once it is old, and nothing else", async () => {
  const [stray, fresh] = ["content-v2/sha512/aa/bb/cc", "tmp/fresh"].map((path) => join(folder, path)) as [
    string,
    string,
  ];
  const temporary = join(folder, "tmp/old");
  const foreign = join(directory, "tmp/notes.txt");
  await mkdir(join(stray, ".."), { recursive: true });
  for (const parent of [folder, directory]) await mkdir(join(parent, "tmp"), { recursive: true });
  for (const file of [stray, temporary, fresh, foreign]) await writeFile(file, "x");
  for (const file of [stray, temporary, foreign]) await utimes(file, 1, 1);
  const store = openStore();
  await store.set("k", makeEntry("p"));
  const left = await filesBelow(directory);
  expect([stray, temporary, fresh, foreign].map((file) => left.includes(file))).toEqual([false, false, true, true]);
  expect(await store.get("k")).toMatchObject({ planHash: "p" });
});

test("a directory that cannot be used is told", async () => {
  const file = join(directory, "file");
  await writeFile(file, "");
  const store = diskStore({ directory: file });
  await expect(store.set("k", makeEntry("p"))).rejects.toThrow();
});

test("what has no written form is refused", async () => {
  await expect(openStore().set("k", makeEntry("p", { preflight: { check: () => 1 } }))).rejects.toThrow(
    "not-canonical: function at $.entry.preflight.check",
  );
});

test("options that are none are refused", () => {
  for (const options of [{ maxBytes: 0 }, { maxBytes: 1.5 }, { maxAgeMs: -1 }]) {
    expect(() => openStore(options)).toThrow(/^invalid-option: max/);
  }
});

test("tells whether there is anything in it", async () => {
  const store = openStore();
  expect(await store.isEmpty()).toBe(true);
  await store.set("k", makeEntry("a"));
  expect(await store.isEmpty()).toBe(false);
  expect(await openStore().isEmpty()).toBe(false);
  await store.clear();
  expect(await store.isEmpty()).toBe(true);
});

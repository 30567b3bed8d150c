import { expect, onTestFinished, test, vi } from "vitest";
import { makeEntry } from "../test/make-entry.js";
import { memoryStore } from "./memory-store.js";
import { noopStore } from "./noop-store.js";

test("the least recently used goes first, and bytes stay within the bound", () => {
  const store = memoryStore({ maxBytes: 3 * 103 });
  for (const key of ["a", "b", "c"]) store.set(key, makeEntry(key));
  expect(store.stats()).toEqual({ entries: 3, bytes: 309, evictions: 0, rejected: 0 });
  store.get("a");
  store.set("d", makeEntry("d"));
  expect(["a", "b", "c", "d"].map((key) => store.get(key) !== undefined)).toEqual([true, false, true, true]);
  expect(store.stats()).toEqual({ entries: 3, bytes: 309, evictions: 1, rejected: 0 });
});

test("an entry larger than the bound is not taken in, and replaces nothing by an older one", () => {
  const store = memoryStore({ maxBytes: 200 });
  store.set("a", makeEntry("old"));
  store.set("a", makeEntry("new", { sizeBytes: 201 }));
  expect(store.get("a")).toBeUndefined();
  expect(store.stats()).toEqual({ entries: 0, bytes: 0, evictions: 0, rejected: 1 });
});

test("its entries are listed with their use, the most recently used first, and listing is no use", () => {
  const store = memoryStore();
  vi.useFakeTimers({ now: 1_000 });
  onTestFinished(() => void vi.useRealTimers());
  for (const key of ["a", "b", "c"]) store.set(key, makeEntry(`hash of ${key}`));
  vi.setSystemTime(2_000);
  store.get("a");
  store.get("a");
  store.get("absent");
  const listed = () =>
    store.entries().map(({ key, entry, hits, lastUsedAtMs }) => [key, entry.planHash, hits, lastUsedAtMs]);
  expect(listed()).toEqual([
    ["a", "hash of a", 2, 2_000],
    ["c", "hash of c", 0, 1_000],
    ["b", "hash of b", 0, 1_000],
  ]);
  expect(listed()).toEqual(listed());
  store.set("a", makeEntry("another"));
  expect(listed()[0]).toEqual(["a", "another", 0, 2_000]);
});

test("deleting, replacing and clearing are no evictions", () => {
  const store = memoryStore();
  store.set("a", makeEntry("1"));
  store.set("a", makeEntry("2"));
  expect(store.get("a")?.planHash).toBe("2");
  expect(store.delete("a")).toBe(true);
  expect(store.delete("a")).toBe(false);
  store.set("b", makeEntry("3", { sizeBytes: 0 }));
  store.clear();
  expect(store.stats()).toEqual({ entries: 0, bytes: 0, evictions: 0, rejected: 0 });
});

test("the no-op store keeps nothing", () => {
  noopStore.set("a", makeEntry<never>("1"));
  expect(noopStore.get("a")).toBeUndefined();
  expect(noopStore.delete("a")).toBe(false);
  expect(noopStore.stats?.().entries).toBe(0);
});

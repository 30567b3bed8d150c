import { LRUCache } from "lru-cache";
import type { CacheStore, CacheStoreStats } from "./cache-store.js";
import type { PlanCacheEntry } from "./plan-cache-entry.js";
import { positiveInteger } from "./positive-integer.js";

/** The default bound of a memory store: 64 MiB. */
export const defaultMaxBytes = 64 * 1024 * 1024;

export interface MemoryStoreOptions {
  /** Most bytes of entries and keys that are kept; the least recently used go first. Default 64 MiB. */
  readonly maxBytes?: number | undefined;
}

/** An entry of a store with its use. */
export interface StoredEntry<Prepared = unknown> {
  readonly key: string;
  readonly entry: PlanCacheEntry<Prepared>;
  /** What it counts for towards the bound, its key included. */
  readonly sizeBytes: number;
  /** How often it was found since it was put in. */
  readonly hits: number;
  /** When it was found or put in for the last time: milliseconds since 1970-01-01 UTC. */
  readonly lastUsedAtMs: number;
}

/** A memory store answers at once and always knows its numbers. */
export interface MemoryStore<Prepared = unknown> extends CacheStore<Prepared> {
  get(key: string): PlanCacheEntry<Prepared> | undefined;
  delete(key: string): boolean;
  stats(): CacheStoreStats;
  /** What it holds, the most recently used first. Looking at it is no use of it. */
  entries(): readonly StoredEntry<Prepared>[];
}

/** Keeps entries in this process, within a bound in bytes. An entry counts with its `sizeBytes` and its key. */
export function memoryStore<Prepared = unknown>(options: MemoryStoreOptions = {}): MemoryStore<Prepared> {
  const maxBytes = positiveInteger("maxBytes", options.maxBytes ?? defaultMaxBytes);
  let evictions = 0;
  let rejected = 0;
  const entries = new LRUCache<string, UsedEntry<Prepared>>({
    maxSize: maxBytes,
    dispose(_entry, _key, reason) {
      if (reason === "evict") evictions += 1;
    },
  });

  return {
    get(key) {
      const found = entries.get(key);
      if (found === undefined) return undefined;
      found.hits += 1;
      found.lastUsedAtMs = Date.now();
      return found.entry;
    },
    set(key, entry) {
      // Two bytes a character for the key; one byte on top, since a size of zero is none.
      const size = entry.sizeBytes + key.length * 2 + 1;
      if (size > maxBytes) {
        rejected += 1;
        entries.delete(key);
        return;
      }
      entries.set(key, { entry, sizeBytes: size, hits: 0, lastUsedAtMs: Date.now() }, { size });
    },
    delete: (key) => entries.delete(key),
    clear: () => entries.clear(),
    stats: () => ({ entries: entries.size, bytes: entries.calculatedSize, evictions, rejected }),
    entries: () => [...entries.entries()].map(([key, used]) => ({ key, ...used })),
    close: () => entries.clear(),
  };
}

/** What is kept under a key; its use is counted in place. */
interface UsedEntry<Prepared> {
  readonly entry: PlanCacheEntry<Prepared>;
  readonly sizeBytes: number;
  hits: number;
  lastUsedAtMs: number;
}

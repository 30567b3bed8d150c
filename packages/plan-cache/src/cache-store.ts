import type { PlanCacheEntry } from "./plan-cache-entry.js";

/** What a store holds and has let go. */
export interface CacheStoreStats {
  readonly entries: number;
  /** Size of the entries in bytes. */
  readonly bytes: number;
  /** Entries that went to make room. */
  readonly evictions: number;
  /** Entries that were too large to be taken in at all. */
  readonly rejected: number;
}

/**
 * Where a plan cache keeps its entries. Each method may answer at once or with a promise.
 * A store that throws makes the cache slower, never wrong: a failed `get` is a miss.
 */
export interface CacheStore<Prepared = unknown> {
  get(key: string): PlanCacheEntry<Prepared> | undefined | Promise<PlanCacheEntry<Prepared> | undefined>;
  set(key: string, entry: PlanCacheEntry<Prepared>): void | Promise<void>;
  /** True when there was an entry. */
  delete(key: string): boolean | Promise<boolean>;
  clear(): void | Promise<void>;
  stats?(): CacheStoreStats;
  close?(): void | Promise<void>;
}

import type { PlanCacheEntry } from "./plan-cache-entry.js";

/** What a store holds and has let go. */
export interface CacheStoreStats {
  readonly entries: number;
  /** Size of the entries in bytes. */
  readonly bytes: number;
  /** Entries that went to make room. */
  readonly evictions: number;
  /** Entries that went because of their age. Absent where a store knows no age. */
  readonly expirations?: number;
  /** Entries that were too large to be taken in at all. */
  readonly rejected: number;
}

/**
 * Why what a store has under a key cannot be used:
 * - `damaged`: it is not what was written, and has been removed;
 * - `expired`: it is older than the store keeps entries, and has been removed;
 * - `format`: it was written by a version of the store with another format.
 */
export type StaleReason = "damaged" | "expired" | "format";

/** What a store answers where it has something under a key that cannot be used. */
export interface StaleEntry {
  readonly stale: StaleReason;
  /** What showed that the entry is damaged. */
  readonly cause?: unknown;
}

/** What a store finds under a key. */
export type StoreAnswer<Prepared = unknown> = PlanCacheEntry<Prepared> | StaleEntry | undefined;

/**
 * Where a plan cache keeps its entries. Each method may answer at once or with a promise.
 * A store that throws makes the cache slower, never wrong: a failed `get` is a miss.
 */
export interface CacheStore<Prepared = unknown> {
  get(key: string): StoreAnswer<Prepared> | Promise<StoreAnswer<Prepared>>;
  set(key: string, entry: PlanCacheEntry<Prepared>): void | Promise<void>;
  /** True when there was an entry. */
  delete(key: string): boolean | Promise<boolean>;
  clear(): void | Promise<void>;
  stats?(): CacheStoreStats;
  close?(): void | Promise<void>;
}

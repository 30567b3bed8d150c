import type { RunRecorder } from "@causeway/obs";
import type { CacheStore, CacheStoreStats } from "./cache-store.js";
import type { PlanCacheEntry } from "./plan-cache-entry.js";
import type { PlanCacheError } from "./plan-cache-error.js";

export interface PlanCacheOptions<Prepared = unknown> {
  /** Where the entries are kept. Default: a memory store. */
  readonly store?: CacheStore<Prepared> | undefined;
  /** Bound of the default memory store in bytes. Default 64 MiB. Not together with `store`. */
  readonly maxBytes?: number | undefined;
  /** Is told of each failure of the store. Default: one process warning for each store. */
  readonly onStoreFailure?: ((error: PlanCacheError) => void) | undefined;
}

export interface PlanCacheGetOptions {
  /** Ends the caller's own wait. The computation is called off only when no other caller waits for it. */
  readonly signal?: AbortSignal | undefined;
  /** Takes a `cache-use` event for this look-up. */
  readonly run?: Pick<RunRecorder, "event"> | undefined;
}

/** Makes the entry of a key. `signal` fires when nobody waits for it any longer. */
export type ComputeEntry<Prepared> = (context: { signal: AbortSignal }) => Promise<PlanCacheEntry<Prepared>>;

/** `hit`: from the store. `miss`: computed by this look-up. `joined`: computed by another look-up that was under way. */
export type CacheUse = "hit" | "miss" | "joined";

export interface PlanCacheAnswer<Prepared = unknown> {
  readonly entry: PlanCacheEntry<Prepared>;
  readonly use: CacheUse;
}

export interface PlanCacheStats {
  readonly hits: number;
  readonly misses: number;
  readonly joined: number;
  /** Failures of the store. */
  readonly storeFailures: number;
  /** The store's own numbers, where it has them. */
  readonly store: CacheStoreStats | undefined;
}

export interface PlanCache<Prepared = unknown> extends AsyncDisposable {
  /** The entry of a key, from the store or computed once for all who ask at the same time. What `compute` throws goes to all of them and is not kept. */
  get(key: string, compute: ComputeEntry<Prepared>, options?: PlanCacheGetOptions): Promise<PlanCacheAnswer<Prepared>>;
  /** Removes an entry. A computation under way for the key is not stored. True when there was an entry. */
  delete(key: string): Promise<boolean>;
  clear(): Promise<void>;
  stats(): PlanCacheStats;
  /** Calls off what is under way and closes the store. Closing twice is fine. */
  close(): Promise<void>;
}

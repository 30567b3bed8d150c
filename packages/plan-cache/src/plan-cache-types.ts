import type { CacheLevel, RunRecorder } from "@causeway/obs";
import type { CacheStore, CacheStoreStats, StaleReason } from "./cache-store.js";
import type { PlanCacheEntry } from "./plan-cache-entry.js";
import type { PlanCacheError } from "./plan-cache-error.js";

export interface PlanCacheOptions<Prepared = unknown> {
  /** Where the entries are kept, the engine's prepared plans with them. Default: a memory store. */
  readonly store?: CacheStore<Prepared> | undefined;
  /** Bound of the default memory store in bytes. Default 64 MiB. Not together with `store`. */
  readonly maxBytes?: number | undefined;
  /** A second level that outlives the process, such as a `diskStore`. It is asked when the first has nothing. Default: none. */
  readonly persistent?: CacheStore<Prepared> | undefined;
  /** How long the refusal of a query is kept, in milliseconds; 0 keeps none. Default 10,000. */
  readonly refusalTtlMs?: number | undefined;
  /** Is told of each failure of a store. Default: one process warning for each store. */
  readonly onStoreFailure?: ((error: PlanCacheError) => void) | undefined;
}

export interface PlanCacheGetOptions<Prepared = unknown> {
  /** Ends the caller's own wait. The computation is called off only when no other caller waits for it. */
  readonly signal?: AbortSignal | undefined;
  /** Takes a `cache-use` event for this look-up. */
  readonly run?: Pick<RunRecorder, "event"> | undefined;
  /**
   * Makes an entry of the second level ready for this process: adds `prepared`, and says what it takes up then. What it gives is
   * kept in the first level. When it throws, the entry is removed and computed anew.
   */
  readonly restore?: RestoreEntry<Prepared> | undefined;
  /**
   * The key in the second level, where that is another one: a prepared plan can depend on more than its bytes do. `false`: the second level is
   * neither asked nor written. Look-ups of one key must not differ in it. Default: the key.
   */
  readonly persistentKey?: string | false | undefined;
}

/** Makes the entry of a key. `signal` fires when nobody waits for it any longer. */
export type ComputeEntry<Prepared> = (context: { signal: AbortSignal }) => Promise<PlanCacheEntry<Prepared>>;

export type RestoreEntry<Prepared> = (
  entry: PlanCacheEntry<Prepared>,
  context: { signal: AbortSignal },
) => Promise<PlanCacheEntry<Prepared>>;

/** `hit`: from a store. `miss`: computed by this look-up. `joined`: from another look-up that was under way. */
export type CacheUse = "hit" | "miss" | "joined";

/**
 * Why a look-up is a miss. `absent`: no level has the key. `refusal-expired`: a refusal was kept, for long enough. `unusable`: `restore`
 * failed. `store-failed`: a store threw. The others are a store's own, see `StaleReason`.
 */
export type MissReason = "absent" | "refusal-expired" | "unusable" | "store-failed" | StaleReason;

export interface PlanCacheAnswer<Prepared = unknown> {
  readonly entry: PlanCacheEntry<Prepared>;
  readonly use: CacheUse;
  /** Where the entry was found: `memory` is the first level. Present with `hit`. */
  readonly level?: CacheLevel;
  /** Present with `miss`. */
  readonly reason?: MissReason;
}

/** What became of the look-ups so far. */
export interface PlanCacheStats {
  readonly hits: number;
  /** Hits by the level that had the entry. */
  readonly hitsByLevel: Readonly<Record<CacheLevel, number>>;
  /** Hits that were refusals. */
  readonly refusalHits: number;
  readonly misses: number;
  /** Misses by reason: all but `absent` are of entries that were there and could not be used. */
  readonly missesByReason: Readonly<Record<MissReason, number>>;
  readonly joined: number;
  /** Failures of the stores. */
  readonly storeFailures: number;
  /** The numbers of the first level, where it has them. */
  readonly store: CacheStoreStats | undefined;
  /** The numbers of the second level, where there is one and it has them. */
  readonly persistent: CacheStoreStats | undefined;
}

export interface PlanCache<Prepared = unknown> extends AsyncDisposable {
  /** The entry of a key, from a store or computed once for all who ask at the same time. What `compute` throws goes to all of them and is not kept. */
  get(
    key: string,
    compute: ComputeEntry<Prepared>,
    options?: PlanCacheGetOptions<Prepared>,
  ): Promise<PlanCacheAnswer<Prepared>>;
  /** Removes what each level has under a key. A computation under way for the key is not stored. True when there was an entry. */
  delete(key: string): Promise<boolean>;
  /** Removes all entries from all levels, or from one. Computations under way are not stored. */
  clear(level?: CacheLevel): Promise<void>;
  stats(): PlanCacheStats;
  /** Calls off what is under way, waits for writes and closes the stores. Closing twice is fine. */
  close(): Promise<void>;
}

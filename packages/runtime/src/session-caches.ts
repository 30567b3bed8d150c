import type { EngineCacheName, EngineCacheSnapshot } from "@causeway/ext-native";
import type { CacheLevel } from "@causeway/obs";
import type { CacheStoreStats, PlanCacheStats } from "@causeway/plan-cache";

/** What the plan cache of a session holds and has done. */
export interface PlanCacheSnapshot extends Omit<PlanCacheStats, "store" | "persistent"> {
  /** Plans that are kept in memory. */
  readonly entries: number;
  /** What they take up, in bytes, as near as can be told. */
  readonly bytes: number;
  /** Plans that went from memory to make room. */
  readonly evictions: number;
  /** What the second level holds, as far as this process has seen it. Absent where there is none, or it has no numbers. */
  readonly persistent?: CacheStoreStats;
}

/** The caches of a session: those of the engine, and the plans. */
export interface CacheSnapshot extends EngineCacheSnapshot {
  /** Absent when the session keeps no plans. */
  readonly plan?: PlanCacheSnapshot;
}

export type CacheName = "plan" | EngineCacheName;

/** What of a cache is to be emptied. */
export interface ClearOptions {
  /** One level alone: `persistent` is what outlives the process, and is shared with all who use it. Default: all levels. */
  readonly level?: CacheLevel;
}

/** What a session keeps so as not to do it again. In SQL, `plan_cache()`, `metadata_cache()` and others tell it entry by entry. */
export interface SessionCaches {
  snapshot(): CacheSnapshot;
  /** Empties one cache, or all of them; counts go on. Errors: `invalid-option`, and `store-failed` of the plan cache. */
  clear(name?: CacheName, options?: ClearOptions): Promise<void>;
}

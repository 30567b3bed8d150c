import type { EngineCacheName, EngineCacheSnapshot } from "@causeway/ext-native";

/** What the plan cache of a session holds and has done. */
export interface PlanCacheSnapshot {
  /** Plans that are kept. */
  readonly entries: number;
  /** What they take up, in bytes, as near as can be told. */
  readonly bytes: number;
  /** Queries whose plan was there. */
  readonly hits: number;
  /** Queries that were compiled. */
  readonly misses: number;
  /** Queries that waited for one of the same text which was being compiled. */
  readonly joined: number;
  /** Plans that went to make room. */
  readonly evictions: number;
}

/** The caches of a session: those of the engine, and the plans. */
export interface CacheSnapshot extends EngineCacheSnapshot {
  /** Absent when the session keeps no plans. */
  readonly plan?: PlanCacheSnapshot;
}

export type CacheName = "plan" | EngineCacheName;

/** What a session keeps so as not to do it again. In SQL, `plan_cache()`, `metadata_cache()` and others tell it entry by entry. */
export interface SessionCaches {
  snapshot(): CacheSnapshot;
  /** Empties one cache, or all of them; counts go on. Errors: `invalid-option`. */
  clear(name?: CacheName): Promise<void>;
}

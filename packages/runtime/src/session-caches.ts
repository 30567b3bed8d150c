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

/** The caches of a session, by name. */
export interface CacheSnapshot {
  /** Absent when the session keeps no plans. */
  readonly plan?: PlanCacheSnapshot;
}

export type CacheName = keyof CacheSnapshot;

/** What a session keeps so as not to do it again. */
export interface SessionCaches {
  snapshot(): CacheSnapshot;
  /** Empties one cache, or all of them; counts go on. Errors: `invalid-option`. */
  clear(name?: CacheName): Promise<void>;
}

import type { NativeSession } from "../native/index.cjs";
import { unwrapNative } from "./unwrap-native.js";

/** The caches of the engine by name. */
export type EngineCacheName = "list-files" | "metadata" | "statistics" | "predicate";

/** What a cache holds and has done. */
export interface EngineCacheTotals {
  readonly entries: number;
  readonly bytes: number;
  readonly maxBytes: number;
  /** How long an entry is used, in milliseconds. Absent: without end. */
  readonly ttlMs?: number;
  /** Lookups that found what was wanted. */
  readonly hits: number;
  /** The others; an entry of a file that has changed since is none. */
  readonly misses: number;
  /** Entries that were put in. */
  readonly puts: number;
}

export interface EngineCacheSnapshot {
  /** Listings of folders. */
  readonly listFiles: EngineCacheTotals;
  /** Footers and indexes of Parquet files. */
  readonly metadata: EngineCacheTotals;
  /** Statistics of files. */
  readonly statistics: EngineCacheTotals;
  /** Decoded predicate columns of Parquet: a cache that lives for one scan. */
  readonly predicate: { readonly executions: number; readonly rowsDecoded: number; readonly rowsServed: number };
}

/** What the engine keeps so as not to read it again. `metadata_cache()` and others tell the same in SQL, entry by entry. */
export class EngineCaches {
  readonly #native: NativeSession;

  private constructor(native: NativeSession) {
    this.#native = native;
  }

  /** @internal */
  static over(native: NativeSession): EngineCaches {
    return new EngineCaches(native);
  }

  /** Errors: `session-closed`. */
  snapshot(): EngineCacheSnapshot {
    return JSON.parse(unwrapNative(this.#native.cacheSnapshot())) as EngineCacheSnapshot;
  }

  /** Empties one cache, or all of them; counts go on, but those of `predicate`, which it is made of. Errors: `invalid-option`, `session-closed`. */
  clear(name?: EngineCacheName): void {
    unwrapNative(this.#native.clearCaches(name));
  }
}

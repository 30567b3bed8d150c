import type { CacheLevelConfig } from "@causeway/obs";
import { type CacheStore, diskStore } from "@causeway/plan-cache";
import type { PlanCacheOptions } from "./plan-cache-options.js";

/** The level of a plan cache that outlives the process. */
export interface PersistentLevel {
  readonly store: CacheStore<never>;
  readonly config: CacheLevelConfig;
  /** True when it is known to hold nothing. */
  isEmpty(): Promise<boolean>;
}

/** The second level that the options ask for, if they do. */
export function persistentLevel(options: PlanCacheOptions): PersistentLevel | undefined {
  const { store, directory } = options;
  if (store !== undefined) return { store, config: { store: "custom" }, isEmpty: async () => false };
  return directory === undefined ? undefined : diskLevel(directory, options);
}

function diskLevel(
  directory: string,
  { diskMaxBytes: maxBytes = 256 * 1024 * 1024, diskMaxAgeMs: maxAgeMs }: PlanCacheOptions,
): PersistentLevel {
  const store = diskStore({ directory, maxBytes, maxAgeMs });
  const config = { store: "disk", maxBytes, ...(maxAgeMs === undefined ? {} : { maxAgeMs }) };
  // A folder that cannot be read is of no use: each look-up says so, and misses.
  return { store, config, isEmpty: () => store.isEmpty().catch(() => true) };
}

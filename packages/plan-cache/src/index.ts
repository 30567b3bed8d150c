// The cache.

export { createPlanCache } from "./plan-cache.js";
export type { CachedFallback, CachedRefusal, PlanCacheEntry } from "./plan-cache-entry.js";
export type {
  CacheUse,
  ComputeEntry,
  MissReason,
  PlanCache,
  PlanCacheAnswer,
  PlanCacheGetOptions,
  PlanCacheOptions,
  PlanCacheStats,
  RestoreEntry,
} from "./plan-cache-types.js";

// Keys.

export { canonicalHash, type FingerprintParts, planFingerprint } from "./plan-fingerprint.js";

// Stores.

export { type DiskStore, type DiskStoreOptions, diskStore } from "./disk-store.js";
export { type MemoryStore, type MemoryStoreOptions, memoryStore } from "./memory-store.js";
export { noopStore } from "./noop-store.js";

// Errors.

export { PlanCacheError, type PlanCacheErrorCode } from "./plan-cache-error.js";

// For those who write a store.

export type { CacheStore, CacheStoreStats, StaleEntry, StaleReason, StoreAnswer } from "./cache-store.js";

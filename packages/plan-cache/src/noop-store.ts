import type { CacheStore } from "./cache-store.js";

/** Keeps nothing: every look-up is a miss. Callers who ask for one key at the same time still share one computation. */
export const noopStore: CacheStore<never> = {
  get: () => undefined,
  set() {},
  delete: () => false,
  clear() {},
  stats: () => ({ entries: 0, bytes: 0, evictions: 0, rejected: 0 }),
};

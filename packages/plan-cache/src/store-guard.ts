import type { CacheStore, CacheStoreStats } from "./cache-store.js";
import type { PlanCacheEntry } from "./plan-cache-entry.js";
import { PlanCacheError } from "./plan-cache-error.js";

const warned = new WeakSet<object>();

/** Stands between a cache and its store: a look-up never fails or waits because of the store, and no failure is lost from sight. */
export class StoreGuard<Prepared> {
  readonly #store: CacheStore<Prepared>;
  readonly #onStoreFailure: ((error: PlanCacheError) => void) | undefined;
  readonly #writes = new Set<Promise<void>>();
  #failures = 0;

  constructor(store: CacheStore<Prepared>, onStoreFailure: ((error: PlanCacheError) => void) | undefined) {
    this.#store = store;
    this.#onStoreFailure = onStoreFailure;
  }

  get failures(): number {
    return this.#failures;
  }

  /** The entry, or undefined when there is none or the store failed; at once where the store answers at once. */
  get(key: string): PlanCacheEntry<Prepared> | undefined | Promise<PlanCacheEntry<Prepared> | undefined> {
    try {
      const found = this.#store.get(key);
      return isPromised(found) ? Promise.resolve(found).catch((cause: unknown) => this.#miss(cause)) : found;
    } catch (cause) {
      return this.#miss(cause);
    }
  }

  #miss(cause: unknown): undefined {
    this.#tell(this.#failure("get", cause));
    return undefined;
  }

  /** Hands the entry to the store and does not wait for it. */
  set(key: string, entry: PlanCacheEntry<Prepared>): void {
    const write = this.#write(key, entry).finally(() => this.#writes.delete(write));
    this.#writes.add(write);
  }

  async #write(key: string, entry: PlanCacheEntry<Prepared>): Promise<void> {
    try {
      await this.#store.set(key, entry);
    } catch (cause) {
      this.#tell(this.#failure("set", cause));
    }
  }

  delete(key: string): Promise<boolean> {
    return this.#afterWrites("delete", () => this.#store.delete(key));
  }

  clear(): Promise<void> {
    return this.#afterWrites("clear", () => this.#store.clear());
  }

  close(): Promise<void> {
    return this.#afterWrites("close", () => this.#store.close?.());
  }

  stats(): CacheStoreStats | undefined {
    return this.#store.stats?.();
  }

  // What is being written now must not come back after it was deleted.
  async #afterWrites<T>(method: string, act: () => T | Promise<T>): Promise<T> {
    await Promise.all(this.#writes);
    try {
      return await act();
    } catch (cause) {
      throw this.#failure(method, cause);
    }
  }

  #failure(method: string, cause: unknown): PlanCacheError {
    this.#failures += 1;
    return new PlanCacheError("store-failed", `the plan cache's store failed on ${method}`, { cause });
  }

  #tell(error: PlanCacheError): void {
    if (this.#onStoreFailure !== undefined) {
      tellListener(this.#onStoreFailure, error);
    } else if (!warned.has(this.#store)) {
      warned.add(this.#store);
      process.emitWarning(error.message, { code: "CAUSEWAY_STORE_FAILED", detail: String(error.cause) });
    }
  }
}

// A store may have a promise class of its own.
function isPromised<Value>(value: Value | Promise<Value>): value is Promise<Value> {
  return typeof value === "object" && value !== null && "then" in value;
}

function tellListener(listener: (error: PlanCacheError) => void, error: PlanCacheError): void {
  try {
    listener(error);
  } catch (cause) {
    process.emitWarning(`onStoreFailure threw: ${String(cause)}`, { code: "CAUSEWAY_STORE_FAILED" });
  }
}

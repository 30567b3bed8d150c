import type { CacheStore, CacheStoreStats, StaleEntry, StoreAnswer } from "./cache-store.js";
import { type PlanCacheEntry, problemOf } from "./plan-cache-entry.js";
import { PlanCacheError } from "./plan-cache-error.js";
import type { MissReason } from "./plan-cache-types.js";

const warned = new WeakSet<object>();

/** What a look-up finds in a guarded store: an entry to use, or why there is none. */
export type Found<Prepared> =
  | { readonly entry: PlanCacheEntry<Prepared>; readonly reason?: undefined }
  | { readonly entry?: undefined; readonly reason: MissReason };

const absent = { reason: "absent" } as const;

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

  /** What the store has for a key; at once where the store answers at once. */
  get(key: string): Found<Prepared> | Promise<Found<Prepared>> {
    try {
      const answer = this.#store.get(key);
      if (!isPromised(answer)) return this.#found(answer);
      return Promise.resolve(answer).then(
        (promised) => this.#found(promised),
        (cause: unknown) => this.#failedGet(cause),
      );
    } catch (cause) {
      return this.#failedGet(cause);
    }
  }

  #found(answer: StoreAnswer<Prepared>): Found<Prepared> {
    if (answer === undefined) return absent;
    if (isStale(answer)) {
      if (answer.stale === "damaged") this.#tell(damagedError(answer.cause));
      return { reason: answer.stale };
    }
    const problem = problemOf(answer);
    if (problem === undefined) return { entry: answer };
    this.#tell(damagedError(new PlanCacheError("invalid-entry", problem)));
    return { reason: "damaged" };
  }

  #failedGet(cause: unknown): Found<Prepared> {
    this.#tell(this.#failure("get", cause));
    return { reason: "store-failed" };
  }

  /** Hands the entry to the store and does not wait for it. */
  set(key: string, entry: PlanCacheEntry<Prepared>): void {
    const write = this.#attempt("set", () => this.#store.set(key, entry)).finally(() => this.#writes.delete(write));
    this.#writes.add(write);
  }

  /** Takes an entry out that turned out to be of no use. */
  async discard(key: string, cause: unknown): Promise<void> {
    this.#tell(new PlanCacheError("entry-unusable", "a kept entry could not be made ready", { cause }));
    await this.remove(key);
  }

  /** Takes an entry out that is too old. */
  async remove(key: string): Promise<void> {
    await this.#attempt("delete", () => this.#store.delete(key));
  }

  async #attempt(method: string, act: () => unknown): Promise<void> {
    try {
      await act();
    } catch (cause) {
      this.#tell(this.#failure(method, cause));
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

function isStale(answer: PlanCacheEntry | StaleEntry): answer is StaleEntry {
  return typeof answer === "object" && answer !== null && "stale" in answer;
}

function damagedError(cause: unknown): PlanCacheError {
  return new PlanCacheError("entry-damaged", "a kept entry is no longer what was written", { cause });
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

import { Flight } from "./flight.js";
import { memoryStore } from "./memory-store.js";
import { checkEntry, type PlanCacheEntry } from "./plan-cache-entry.js";
import { PlanCacheError } from "./plan-cache-error.js";
import type {
  ComputeEntry,
  PlanCache,
  PlanCacheAnswer,
  PlanCacheGetOptions,
  PlanCacheOptions,
  PlanCacheStats,
} from "./plan-cache-types.js";
import { StoreGuard } from "./store-guard.js";

/** A cache of compiled plans: one flight per key, and a store that bounds it. */
export function createPlanCache<Prepared = unknown>(
  options: PlanCacheOptions<NoInfer<Prepared>> = {},
): PlanCache<Prepared> {
  const { store, maxBytes, onStoreFailure } = options;
  if (store !== undefined && maxBytes !== undefined) {
    throw new PlanCacheError(
      "invalid-option",
      "maxBytes bounds the default store; bound a store of your own where you make it",
    );
  }
  return new StoredPlanCache(new StoreGuard(store ?? memoryStore<Prepared>({ maxBytes }), onStoreFailure));
}

type Found<Prepared> = ReturnType<StoreGuard<Prepared>["get"]>;
type FlightAnswer<Prepared> = { readonly entry: PlanCacheEntry<Prepared>; readonly use: "hit" | "miss" };

class StoredPlanCache<Prepared> implements PlanCache<Prepared> {
  readonly #store: StoreGuard<Prepared>;
  readonly #flights = new Map<string, Flight<FlightAnswer<Prepared>>>();
  #counts = { hit: 0, miss: 0, joined: 0 };
  #closing: Promise<void> | undefined;

  constructor(store: StoreGuard<Prepared>) {
    this.#store = store;
  }

  async get(
    key: string,
    compute: ComputeEntry<Prepared>,
    options: PlanCacheGetOptions = {},
  ): Promise<PlanCacheAnswer<Prepared>> {
    const { signal, run } = options;
    if (this.#closing !== undefined) throw closedError();
    if (signal?.aborted) throw abortedError(signal.reason);
    const answer = await this.#answer(key, compute, signal);
    this.#counts[answer.use] += 1;
    run?.event("cache-use", { cache: "plan", key, use: answer.use });
    return answer;
  }

  #answer(
    key: string,
    compute: ComputeEntry<Prepared>,
    signal: AbortSignal | undefined,
  ): PlanCacheAnswer<Prepared> | Promise<PlanCacheAnswer<Prepared>> {
    const known = this.#flights.get(key);
    if (known !== undefined) return this.#join(known, signal);
    const found = this.#store.get(key);
    // What a store gives at once takes no flight.
    if (found !== undefined && !(found instanceof Promise)) return { entry: found, use: "hit" };
    return this.#takeOff(key, found, compute).wait(signal, abortedError);
  }

  async #join(
    flight: Flight<FlightAnswer<Prepared>>,
    signal: AbortSignal | undefined,
  ): Promise<PlanCacheAnswer<Prepared>> {
    const { entry, use } = await flight.wait(signal, abortedError);
    return { entry, use: use === "miss" ? "joined" : use };
  }

  #takeOff(key: string, found: Found<Prepared>, compute: ComputeEntry<Prepared>): Flight<FlightAnswer<Prepared>> {
    const flight: Flight<FlightAnswer<Prepared>> = new Flight(async (signal) => {
      try {
        // Lets the flight be known before anything of it runs.
        await Promise.resolve();
        return await this.#find(key, found, compute, signal, () => this.#flights.get(key) === flight);
      } finally {
        this.#land(key, flight);
      }
    });
    this.#flights.set(key, flight);
    // A flight that nobody waits for takes no more passengers: the next caller begins anew.
    flight.signal.addEventListener("abort", () => this.#land(key, flight), { once: true });
    return flight;
  }

  #land(key: string, flight: Flight<FlightAnswer<Prepared>>): void {
    if (this.#flights.get(key) === flight) this.#flights.delete(key);
  }

  async #find(
    key: string,
    found: Found<Prepared>,
    compute: ComputeEntry<Prepared>,
    signal: AbortSignal,
    isCurrent: () => boolean,
  ): Promise<FlightAnswer<Prepared>> {
    const kept = await found;
    if (kept !== undefined && isCurrent()) return { entry: kept, use: "hit" };
    if (signal.aborted) throw signal.reason;
    const entry = await compute({ signal });
    checkEntry(entry);
    // Deleted, cleared or closed meanwhile: those who wait get the entry, nobody after them does.
    if (isCurrent() && entry.transient !== true) this.#store.set(key, entry);
    return { entry, use: "miss" };
  }

  async delete(key: string): Promise<boolean> {
    this.#flights.delete(key);
    return this.#store.delete(key);
  }

  async clear(): Promise<void> {
    this.#flights.clear();
    await this.#store.clear();
  }

  stats(): PlanCacheStats {
    const { hit, miss, joined } = this.#counts;
    return { hits: hit, misses: miss, joined, storeFailures: this.#store.failures, store: this.#store.stats() };
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const flights = [...this.#flights.values()];
    this.#flights.clear();
    for (const flight of flights) flight.cancel(closedError());
    await this.#store.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

function abortedError(reason: unknown): PlanCacheError {
  return new PlanCacheError("aborted", "the look-up was called off", { cause: reason });
}

function closedError(): PlanCacheError {
  return new PlanCacheError("cache-closed", "the plan cache is closed");
}

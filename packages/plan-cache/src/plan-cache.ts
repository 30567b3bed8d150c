import type { CacheLevel } from "@causeway/obs";
import { Flight } from "./flight.js";
import { LookUpCounts } from "./look-up-counts.js";
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
  RestoreEntry,
} from "./plan-cache-types.js";
import { type Found, StoreGuard } from "./store-guard.js";

/** A cache of compiled plans: one flight per key, one or two levels that bound it, and refusals for a short time. */
export function createPlanCache<Prepared = unknown>(
  options: PlanCacheOptions<NoInfer<Prepared>> = {},
): PlanCache<Prepared> {
  const { store, maxBytes, persistent, refusalTtlMs = 10_000, onStoreFailure } = options;
  if (store !== undefined && maxBytes !== undefined) {
    throw new PlanCacheError(
      "invalid-option",
      "maxBytes bounds the default store; bound a store of your own where you make it",
    );
  }
  if (!(refusalTtlMs >= 0)) {
    throw new PlanCacheError("invalid-option", `refusalTtlMs is ${refusalTtlMs}, it must be at least 0`);
  }
  const first = new StoreGuard(store ?? memoryStore<Prepared>({ maxBytes }), onStoreFailure);
  const second = persistent === undefined ? undefined : new StoreGuard<Prepared>(persistent, onStoreFailure);
  return new LeveledPlanCache(first, second, refusalTtlMs);
}

/** What a look-up asks for. */
interface LookUp<Prepared> {
  readonly key: string;
  readonly compute: ComputeEntry<Prepared>;
  /** False: not to be looked for in the second level. */
  readonly persistentKey: string | false;
  readonly restore: RestoreEntry<Prepared> | undefined;
}

class LeveledPlanCache<Prepared> implements PlanCache<Prepared> {
  readonly #memory: StoreGuard<Prepared>;
  readonly #persistent: StoreGuard<Prepared> | undefined;
  readonly #refusalTtlMs: number;
  readonly #flights = new Map<string, Flight<PlanCacheAnswer<Prepared>>>();
  readonly #counts = new LookUpCounts();
  #closing: Promise<void> | undefined;

  constructor(memory: StoreGuard<Prepared>, persistent: StoreGuard<Prepared> | undefined, refusalTtlMs: number) {
    this.#memory = memory;
    this.#persistent = persistent;
    this.#refusalTtlMs = refusalTtlMs;
  }

  async get(
    key: string,
    compute: ComputeEntry<Prepared>,
    options: PlanCacheGetOptions<Prepared> = {},
  ): Promise<PlanCacheAnswer<Prepared>> {
    const { signal, run, restore, persistentKey = key } = options;
    if (this.#closing !== undefined) throw closedError();
    if (signal?.aborted) throw abortedError(signal.reason);
    const answer = await this.#answer({ key, persistentKey, compute, restore }, signal);
    this.#counts.count(answer);
    const { entry, use, level, reason } = answer;
    run?.event("cache-use", {
      cache: "plan",
      key,
      use,
      ...(level === undefined ? {} : { level }),
      ...(reason === undefined ? {} : { reason }),
      ...(entry.refusal === undefined ? {} : { refused: true }),
    });
    return answer;
  }

  #answer(
    lookUp: LookUp<Prepared>,
    signal: AbortSignal | undefined,
  ): PlanCacheAnswer<Prepared> | Promise<PlanCacheAnswer<Prepared>> {
    const known = this.#flights.get(lookUp.key);
    if (known !== undefined) return this.#join(known, signal);
    const found = this.#memory.get(lookUp.key);
    // What a store gives at once takes no flight.
    if (!(found instanceof Promise) && found.entry !== undefined && !this.#isExpiredRefusal(found.entry)) {
      return { entry: found.entry, use: "hit", level: "memory" };
    }
    return this.#takeOff(lookUp, found).wait(signal, abortedError);
  }

  async #join(
    flight: Flight<PlanCacheAnswer<Prepared>>,
    signal: AbortSignal | undefined,
  ): Promise<PlanCacheAnswer<Prepared>> {
    const answer = await flight.wait(signal, abortedError);
    return answer.use === "miss" ? { entry: answer.entry, use: "joined" } : answer;
  }

  #takeOff(
    lookUp: LookUp<Prepared>,
    found: Found<Prepared> | Promise<Found<Prepared>>,
  ): Flight<PlanCacheAnswer<Prepared>> {
    const { key } = lookUp;
    const flight: Flight<PlanCacheAnswer<Prepared>> = new Flight(async (signal) => {
      try {
        // Lets the flight be known before anything of it runs.
        await Promise.resolve();
        return await this.#find(lookUp, found, signal, () => this.#flights.get(key) === flight);
      } finally {
        this.#land(key, flight);
      }
    });
    this.#flights.set(key, flight);
    // A flight that nobody waits for takes no more passengers: the next caller begins anew.
    flight.signal.addEventListener("abort", () => this.#land(key, flight), { once: true });
    return flight;
  }

  #land(key: string, flight: Flight<PlanCacheAnswer<Prepared>>): void {
    if (this.#flights.get(key) === flight) this.#flights.delete(key);
  }

  async #find(
    lookUp: LookUp<Prepared>,
    found: Found<Prepared> | Promise<Found<Prepared>>,
    signal: AbortSignal,
    isCurrent: () => boolean,
  ): Promise<PlanCacheAnswer<Prepared>> {
    const { key, compute } = lookUp;
    const first = this.#withoutExpired(await found);
    if (first.entry !== undefined && isCurrent()) return { entry: first.entry, use: "hit", level: "memory" };
    const second = await this.#findPersistent(lookUp, signal, isCurrent);
    // Deleted, cleared or closed meanwhile: those who wait get the entry, nobody after them does.
    if (second.entry !== undefined && isCurrent()) {
      this.#memory.set(key, second.entry);
      return { entry: second.entry, use: "hit", level: "persistent" };
    }
    if (signal.aborted) throw signal.reason;
    const entry = await compute({ signal });
    checkEntry(entry);
    if (isCurrent()) this.#keep(lookUp, entry);
    return { entry, use: "miss", reason: missReason(first, second) };
  }

  async #findPersistent(
    { persistentKey, restore }: LookUp<Prepared>,
    signal: AbortSignal,
    isCurrent: () => boolean,
  ): Promise<Found<Prepared>> {
    if (this.#persistent === undefined || persistentKey === false || !isCurrent()) return { reason: "absent" };
    const kept = await this.#persistent.get(persistentKey);
    const found = this.#withoutExpired(kept);
    if (found !== kept) await this.#persistent.remove(persistentKey);
    const known = found.entry;
    // A refusal has nothing that could be made ready.
    if (known === undefined || known.refusal !== undefined || restore === undefined || !isCurrent()) return found;
    try {
      const entry = await restore(known, { signal });
      checkEntry(entry);
      return { entry };
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      await this.#persistent.discard(persistentKey, error);
      return { reason: "unusable" };
    }
  }

  #keep({ key, persistentKey }: LookUp<Prepared>, entry: PlanCacheEntry<Prepared>): void {
    if (entry.transient === true || (entry.refusal !== undefined && this.#refusalTtlMs === 0)) return;
    this.#memory.set(key, entry);
    if (persistentKey !== false) this.#persistent?.set(persistentKey, entry);
  }

  #withoutExpired(found: Found<Prepared>): Found<Prepared> {
    return found.entry !== undefined && this.#isExpiredRefusal(found.entry) ? { reason: "refusal-expired" } : found;
  }

  /** A refusal from the future was made by a clock that is wrong. */
  #isExpiredRefusal({ refusal, createdAtMs }: PlanCacheEntry): boolean {
    if (refusal === undefined) return false;
    const ageMs = Date.now() - createdAtMs;
    return ageMs < 0 || ageMs >= this.#refusalTtlMs;
  }

  async delete(key: string): Promise<boolean> {
    this.#flights.delete(key);
    const removed = await Promise.all(this.#levels().map((level) => level.delete(key)));
    return removed.includes(true);
  }

  async clear(level?: CacheLevel): Promise<void> {
    this.#flights.clear();
    await Promise.all(this.#levels(level).map((store) => store.clear()));
  }

  #levels(level?: CacheLevel): StoreGuard<Prepared>[] {
    const memory = level === "persistent" ? [] : [this.#memory];
    return this.#persistent === undefined || level === "memory" ? memory : [...memory, this.#persistent];
  }

  stats(): PlanCacheStats {
    return {
      ...this.#counts.stats(),
      storeFailures: this.#levels().reduce((sum, level) => sum + level.failures, 0),
      store: this.#memory.stats(),
      persistent: this.#persistent?.stats(),
    };
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const flights = [...this.#flights.values()];
    this.#flights.clear();
    for (const flight of flights) flight.cancel(closedError());
    await Promise.all(this.#levels().map((level) => level.close()));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** The reason of the level that had something; the second level's goes before the first's. */
function missReason(first: Found<unknown>, second: Found<unknown>): NonNullable<PlanCacheAnswer["reason"]> {
  return [second.reason, first.reason].find((reason) => reason !== undefined && reason !== "absent") ?? "absent";
}

function abortedError(reason: unknown): PlanCacheError {
  return new PlanCacheError("aborted", "the look-up was called off", { cause: reason });
}

function closedError(): PlanCacheError {
  return new PlanCacheError("cache-closed", "the plan cache is closed");
}

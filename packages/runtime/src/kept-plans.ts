import type { CacheConfigArtifact, CacheLevel } from "@causeway/obs";
import {
  createPlanCache,
  type MemoryStore,
  memoryStore,
  type PlanCache,
  type PlanCacheEntry,
} from "@causeway/plan-cache";
import type { StageChoices } from "./compile-plan.js";
import type { CompiledPlan } from "./compiled-plan.js";
import { errorOfSignal, joinLimits } from "./joined-limits.js";
import { cacheSummary, entryOfPlan, entryOfRefusal, isRefusal, keptPlanOf, refuseBy } from "./kept-entry.js";
import { type PersistentLevel, persistentLevel } from "./persistent-level.js";
import type { PlanCacheOptions } from "./plan-cache-options.js";
import type { PlanChange, PlanKeys } from "./plan-keys.js";
import { type ListedPlan, noPlanCache, type PlanMaker, type PlanStage } from "./plan-stage.js";
import type { QueryRun } from "./query-run.js";
import type { PlanCacheSnapshot } from "./session-caches.js";

const defaultMaxBytes = 64 * 1024 * 1024;
const defaultRefusalTtlMs = 10_000;

/**
 * Keeps the plans of queries, so that a text which comes again is neither checked nor planned again: in memory as the engine has prepared them, and
 * in a second level, where there is one, as what another process needs to prepare them without checking.
 */
export class KeptPlans implements PlanStage {
  readonly config: CacheConfigArtifact;
  readonly #keys: PlanKeys;
  readonly #store: MemoryStore<CompiledPlan>;
  readonly #persistent: PersistentLevel | undefined;
  readonly #cache: PlanCache<CompiledPlan>;
  #isCertain = true;

  constructor(keys: PlanKeys, options: PlanCacheOptions) {
    const { maxBytes = defaultMaxBytes, refusalTtlMs = defaultRefusalTtlMs } = options;
    this.#keys = keys;
    this.#persistent = persistentLevel(options);
    this.#store = memoryStore<CompiledPlan>({ maxBytes });
    this.#cache = createPlanCache<CompiledPlan>({
      store: this.#store,
      refusalTtlMs,
      persistent: this.#persistent?.store,
    });
    const levels = [
      { store: "memory", maxBytes },
      ...(this.#persistent === undefined ? [] : [this.#persistent.config]),
    ];
    this.config = { cache: "plan", enabled: true, levels, refusalTtlMs };
  }

  plan(query: QueryRun, choices: StageChoices, maker: PlanMaker): Promise<CompiledPlan> {
    if (!this.#isCertain) return noPlanCache.plan(query, choices, maker);
    return query.run.phase("cache", () => this.#lookUp(query, choices, maker));
  }

  async #lookUp(query: QueryRun, choices: StageChoices, maker: PlanMaker): Promise<CompiledPlan> {
    const limits = joinLimits(query.limits());
    let isOwn = false;
    try {
      const key = this.#keys.keyOf(query.given.key, choices);
      const compute = async (flight: { signal: AbortSignal }): Promise<PlanCacheEntry<CompiledPlan>> => {
        isOwn = true;
        query.cache = { use: "miss" };
        const entry = await compileEntry(query, key.profile, () => maker.compile({ ...flight, ...query.traced }));
        // Made of tables that have changed meanwhile, it must not be found under a key of before.
        return this.#keys.stillHolds(key) ? entry : { ...entry, transient: true };
      };
      const answer = await this.#cache.get(key.memory, compute, {
        signal: limits.signal,
        run: query.run,
        persistentKey: key.persistent,
        restore: async (entry, flight) =>
          entryOfPlan(query.sql, key.profile, await maker.restore(keptPlanOf(entry), { ...flight, ...query.traced })),
      });
      query.cache = cacheSummary(answer);
      isOwn = true;
      const { prepared } = answer.entry;
      if (prepared === undefined) throw refuseBy(query, answer.entry);
      return prepared;
    } catch (error) {
      if (limits.signal?.aborted) throw errorOfSignal(limits.signal);
      if (isOwn) throw error;
      // It joined another query, which failed. An error belongs to one run, so this one finds its own.
      query.cache = { use: "miss" };
      return maker.compile(query.limits());
    } finally {
      limits.release();
    }
  }

  async during<Value>(change: PlanChange, act: () => Promise<Value>): Promise<Value> {
    this.#keys.beginChange(change);
    try {
      // What is under way may see the change, and must not be kept under the key of before.
      await this.#cache.clear("memory");
      return await act();
    } finally {
      this.#keys.endChange();
      // None of them can be found any more, and they hold on to tables that may have gone.
      await this.#cache.clear("memory");
    }
  }

  async uncertain(): Promise<void> {
    this.#isCertain = false;
    await this.#cache.clear("memory");
  }

  async isCold(): Promise<boolean> {
    return this.#persistent === undefined || this.#persistent.isEmpty();
  }

  snapshot(): PlanCacheSnapshot {
    const { store, persistent, ...counts } = this.#cache.stats();
    const { entries = 0, bytes = 0, evictions = 0 } = store ?? {};
    return { entries, bytes, evictions, ...counts, ...(persistent === undefined ? {} : { persistent }) };
  }

  entries(): readonly ListedPlan[] {
    return this.#store.entries().map(({ key, entry, sizeBytes, hits, lastUsedAtMs }) => ({
      key,
      sizeBytes,
      hits,
      lastUsedAtMs,
      planHash: entry.planHash,
      lane: entry.compilationLane,
      createdAtMs: entry.createdAtMs,
    }));
  }

  clear(level?: CacheLevel): Promise<void> {
    return this.#cache.clear(level);
  }

  close(): Promise<void> {
    return this.#cache.close();
  }
}

/** What the compiling stages make of a query: a plan, or a refusal, which is kept as well. */
async function compileEntry(
  query: QueryRun,
  profile: string,
  compile: () => Promise<CompiledPlan>,
): Promise<PlanCacheEntry<CompiledPlan>> {
  try {
    return entryOfPlan(query.sql, profile, await compile());
  } catch (error) {
    if (isRefusal(error)) return entryOfRefusal(query, profile, error);
    throw error;
  }
}

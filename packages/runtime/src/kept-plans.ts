import type { CancelOptions } from "@causeway/ext-native";
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
import type { PlanKeys } from "./plan-keys.js";
import { type KeptPlan, noPlanCache, type PlanStage } from "./plan-stage.js";
import type { QueryRun } from "./query-run.js";
import type { PlanCacheSnapshot } from "./session-caches.js";
import type { PlanCacheOptions } from "./session-options.js";

type Compile = (limits: CancelOptions) => Promise<CompiledPlan>;

/** Keeps the plans of queries in memory, so that a text which comes again is neither checked nor planned again. */
export class KeptPlans implements PlanStage {
  readonly #keys: PlanKeys;
  readonly #store: MemoryStore<CompiledPlan>;
  readonly #cache: PlanCache<CompiledPlan>;
  #isCertain = true;

  constructor(keys: PlanKeys, { maxBytes }: PlanCacheOptions) {
    this.#keys = keys;
    this.#store = memoryStore<CompiledPlan>({ maxBytes });
    this.#cache = createPlanCache<CompiledPlan>({ store: this.#store });
  }

  plan(query: QueryRun, choices: StageChoices, compile: Compile): Promise<CompiledPlan> {
    if (!this.#isCertain) return noPlanCache.plan(query, choices, compile);
    return query.run.phase("cache", () => this.#lookUp(query, choices, compile));
  }

  async #lookUp(query: QueryRun, choices: StageChoices, compile: Compile): Promise<CompiledPlan> {
    const limits = joinLimits(query.limits());
    let isOwn = false;
    try {
      const key = this.#keys.keyOf(query.given.key, choices);
      const compute = async (flight: { signal: AbortSignal }): Promise<PlanCacheEntry<CompiledPlan>> => {
        isOwn = true;
        query.cache = { use: "miss" };
        return this.#entryOf(query.sql, choices, await compile(flight));
      };
      const { entry, use } = await this.#cache.get(key, compute, { signal: limits.signal, run: query.run });
      query.cache = { use };
      return entry.prepared ?? (await compile(query.limits()));
    } catch (error) {
      if (limits.signal?.aborted) throw errorOfSignal(limits.signal);
      if (isOwn) throw error;
      // It joined another query, which failed. An error belongs to one run, so this one finds its own.
      query.cache = { use: "miss" };
      return compile(query.limits());
    } finally {
      limits.release();
    }
  }

  async changed(): Promise<void> {
    this.#keys.changed();
    // None of them can be found any more, and they hold on to tables that may have gone.
    await this.#cache.clear();
  }

  async uncertain(): Promise<void> {
    this.#isCertain = false;
    await this.changed();
  }

  snapshot(): PlanCacheSnapshot {
    const { hits, misses, joined, store } = this.#cache.stats();
    const { entries = 0, bytes = 0, evictions = 0 } = store ?? {};
    return { entries, bytes, hits, misses, joined, evictions };
  }

  entries(): readonly KeptPlan[] {
    return [...this.#store.entries()].map(([key, entry]) => ({
      key,
      planHash: entry.planHash,
      lane: entry.compilationLane,
      sizeBytes: entry.sizeBytes,
      createdAtMs: entry.createdAtMs,
    }));
  }

  clear(): Promise<void> {
    return this.#cache.clear();
  }

  close(): Promise<void> {
    return this.#cache.close();
  }

  #entryOf(sql: string, choices: StageChoices, compiled: CompiledPlan): PlanCacheEntry<CompiledPlan> {
    const { plan, lane, substrait } = compiled;
    return {
      planHash: lane.planHash,
      profileHash: this.#keys.profileOf(choices),
      compilationLane: lane.lane,
      substraitHash: lane.substraitHash,
      planBytes: substrait,
      fallback: lane.fallback,
      createdAtMs: Date.now(),
      sizeBytes: planBytes(sql, plan.schema.fields.length) + (substrait?.byteLength ?? 0),
      prepared: compiled,
      transient: plan.statementKind !== "query",
    };
  }
}

/** The engine does not tell what a plan takes up. Measured: 7 kB for `SELECT 1`, 12 kB for an aggregate, 42 kB for a list of 2,000 values. */
function planBytes(sql: string, columns: number): number {
  return 8_192 + 8 * sql.length + 512 * columns;
}

import type { MissReason, PlanCacheAnswer, PlanCacheStats } from "./plan-cache-types.js";

type LookUpStats = Omit<PlanCacheStats, "store" | "persistent" | "storeFailures">;

/** Counts what became of look-ups. */
export class LookUpCounts {
  readonly #hits = { memory: 0, persistent: 0 };
  readonly #misses: Record<MissReason, number> = {
    absent: 0,
    damaged: 0,
    expired: 0,
    format: 0,
    "refusal-expired": 0,
    unusable: 0,
    "store-failed": 0,
  };
  #refusalHits = 0;
  #joined = 0;

  count({ entry, use, level = "memory", reason = "absent" }: PlanCacheAnswer): void {
    if (use === "joined") this.#joined += 1;
    else if (use === "miss") this.#misses[reason] += 1;
    else this.#hits[level] += 1;
    if (use === "hit" && entry.refusal !== undefined) this.#refusalHits += 1;
  }

  stats(): LookUpStats {
    return {
      hits: this.#hits.memory + this.#hits.persistent,
      hitsByLevel: { ...this.#hits },
      refusalHits: this.#refusalHits,
      misses: Object.values(this.#misses).reduce((sum, count) => sum + count, 0),
      missesByReason: { ...this.#misses },
      joined: this.#joined,
    };
  }
}

import type { CallOptions } from "@causeway/ext-native";
import type { CacheConfigArtifact, CacheLevel } from "@causeway/obs";
import type { StageChoices } from "./compile-plan.js";
import type { CompiledPlan } from "./compiled-plan.js";
import type { KeptPlan } from "./kept-entry.js";
import type { PlanChange } from "./plan-keys.js";
import type { QueryRun } from "./query-run.js";
import type { PlanCacheSnapshot } from "./session-caches.js";

/** Who makes the plan of one query. */
export interface PlanMaker {
  /** By the compiling stages. */
  compile(limits: CallOptions): Promise<CompiledPlan>;
  /** From what another process has kept of it. */
  restore(kept: KeptPlan, limits: CallOptions): Promise<CompiledPlan>;
}

/** The cache stage: gives the plan of a query, as it was kept or from the compiling stages, and records on the run which. */
export interface PlanStage {
  /** How it is set up. */
  readonly config: CacheConfigArtifact;
  plan(query: QueryRun, choices: StageChoices, maker: PlanMaker): Promise<CompiledPlan>;
  /** Does something that changes what plans depend on: none of before is used again, and none that is made meanwhile is kept. */
  during<Value>(change: PlanChange, act: () => Promise<Value>): Promise<Value>;
  /** A change was called off, and may still come to pass at any time: no plan is used again. */
  uncertain(): Promise<void>;
  /** True when no query can be known yet, so that the first one is sure to need all stages. */
  isCold(): Promise<boolean>;
  /** Undefined: no plans are kept. */
  snapshot(): PlanCacheSnapshot | undefined;
  /** What is kept in memory now, the most recently used first. */
  entries(): readonly ListedPlan[];
  /** Empties all levels, or one. */
  clear(level?: CacheLevel): Promise<void>;
  close(): Promise<void>;
}

/** A plan that is kept in memory, as a list of them tells it. */
export interface ListedPlan {
  readonly key: string;
  readonly planHash: string;
  readonly lane: string;
  readonly sizeBytes: number;
  readonly createdAtMs: number;
  /** How often it was found. */
  readonly hits: number;
  /** When it was found or put in for the last time. */
  readonly lastUsedAtMs: number;
}

/** Keeps nothing: every query is compiled for itself. */
export const noPlanCache: PlanStage = {
  config: { cache: "plan", enabled: false, levels: [] },
  plan(query, _choices, { compile }) {
    query.cache = { use: "off" };
    return compile(query.limits());
  },
  during: (_change, act) => act(),
  async uncertain() {},
  isCold: async () => true,
  snapshot: () => undefined,
  entries: () => [],
  async clear() {},
  async close() {},
};

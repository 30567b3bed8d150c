import type { CancelOptions } from "@causeway/ext-native";
import type { StageChoices } from "./compile-plan.js";
import type { CompiledPlan } from "./compiled-plan.js";
import type { QueryRun } from "./query-run.js";
import type { PlanCacheSnapshot } from "./session-caches.js";

/** The cache stage: gives the plan of a query, from memory or from the compiling stages, and records on the run which. */
export interface PlanStage {
  plan(
    query: QueryRun,
    choices: StageChoices,
    compile: (limits: CancelOptions) => Promise<CompiledPlan>,
  ): Promise<CompiledPlan>;
  /** Something changed that plans depend on: none of before is used again. */
  changed(): Promise<void>;
  /** A change was called off, and may still come to pass at any time: no plan is used again. */
  uncertain(): Promise<void>;
  /** Undefined: no plans are kept. */
  snapshot(): PlanCacheSnapshot | undefined;
  /** What is kept now, the most recently used first. */
  entries(): readonly KeptPlan[];
  clear(): Promise<void>;
  close(): Promise<void>;
}

/** A plan that is kept. */
export interface KeptPlan {
  readonly key: string;
  readonly planHash: string;
  readonly lane: string;
  readonly sizeBytes: number;
  readonly createdAtMs: number;
}

/** Keeps nothing: every query is compiled for itself. */
export const noPlanCache: PlanStage = {
  plan(query, _choices, compile) {
    query.cache = { use: "off" };
    return compile(query.limits());
  },
  async changed() {},
  async uncertain() {},
  snapshot: () => undefined,
  entries: () => [],
  async clear() {},
  async close() {},
};

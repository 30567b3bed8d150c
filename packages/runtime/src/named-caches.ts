import type { EngineCaches } from "@causeway/ext-native";
import { checkOptions, type OptionRules, oneOf } from "./check-options.js";
import type { LiveRuns } from "./live-runs.js";
import type { PlanStage } from "./plan-stage.js";
import { RuntimeError } from "./runtime-error.js";
import type { CacheName, CacheSnapshot, ClearOptions, SessionCaches } from "./session-caches.js";

const clearRules: OptionRules<ClearOptions> = { level: oneOf("memory", "persistent") };

const names: readonly CacheName[] = ["plan", "list-files", "metadata", "statistics", "predicate"];

/** The session's caches: the engine's, and the plans. */
export class NamedCaches implements SessionCaches {
  readonly #engine: EngineCaches;
  readonly #plans: PlanStage;
  readonly #runs: LiveRuns;

  constructor(engine: EngineCaches, plans: PlanStage, runs: LiveRuns) {
    this.#engine = engine;
    this.#plans = plans;
    this.#runs = runs;
  }

  snapshot(): CacheSnapshot {
    this.#runs.assertOpen();
    const plan = this.#plans.snapshot();
    return { ...this.#engine.snapshot(), ...(plan === undefined ? {} : { plan }) };
  }

  async clear(name?: CacheName, options: ClearOptions = {}): Promise<void> {
    this.#runs.assertOpen();
    if (name !== undefined && !names.includes(name)) {
      throw new RuntimeError(
        "invalid-option",
        `there is no cache ${JSON.stringify(name)}; there are ${names.join(", ")}`,
        {
          option: "name",
        },
      );
    }
    checkOptions(options, clearRules, "clear");
    if (options.level === undefined && name !== "plan") this.#engine.clear(name);
    if (name === undefined || name === "plan") await this.#plans.clear(options.level);
  }
}

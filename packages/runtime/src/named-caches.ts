import { checkOptions, type OptionRules, oneOf } from "./check-options.js";
import type { LiveRuns } from "./live-runs.js";
import type { PlanStage } from "./plan-stage.js";
import { RuntimeError } from "./runtime-error.js";
import type { CacheName, CacheSnapshot, ClearOptions, SessionCaches } from "./session-caches.js";

const clearRules: OptionRules<ClearOptions> = { level: oneOf("memory", "persistent") };

/** The session's caches: so far there is one. */
export class NamedCaches implements SessionCaches {
  readonly #plans: PlanStage;
  readonly #runs: LiveRuns;

  constructor(plans: PlanStage, runs: LiveRuns) {
    this.#plans = plans;
    this.#runs = runs;
  }

  snapshot(): CacheSnapshot {
    this.#runs.assertOpen();
    const plan = this.#plans.snapshot();
    return plan === undefined ? {} : { plan };
  }

  async clear(name?: CacheName, options: ClearOptions = {}): Promise<void> {
    this.#runs.assertOpen();
    if (name !== undefined && name !== "plan") {
      throw new RuntimeError("invalid-option", `there is no cache ${JSON.stringify(name)}; there is "plan"`, {
        option: "name",
      });
    }
    checkOptions(options, clearRules, "clear");
    await this.#plans.clear(options.level);
  }
}

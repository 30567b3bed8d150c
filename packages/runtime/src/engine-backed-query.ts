import type { ScanBudget } from "@causeway/delta-pruning";
import type { CancelOptions, Explanation, PlanParameter, QueryParameters } from "@causeway/ext-native";
import { LaneError } from "@causeway/substrait-lane";
import type { Schema } from "apache-arrow";
import type { CompiledPlan } from "./compiled-plan.js";
import type { LiveRuns } from "./live-runs.js";
import type { PreparedQuery } from "./prepared-query.js";
import type { GivenQuery } from "./query-input.js";
import { checkExecuteOptions, type ExecuteOptions } from "./query-options.js";
import type { QueryResult } from "./query-result.js";
import { explainPlan, type QueryStages, startQuery } from "./run-query.js";

/** A compiled query over the engine's prepared plan: each execution is a run of its own. */
export class EngineBackedQuery<Row> implements PreparedQuery<Row> {
  readonly #given: GivenQuery;
  readonly #compiled: CompiledPlan;
  readonly #stages: QueryStages;
  readonly #runs: LiveRuns;
  readonly #budget: ScanBudget | undefined;

  constructor(
    given: GivenQuery,
    compiled: CompiledPlan,
    stages: QueryStages,
    runs: LiveRuns,
    budget: ScanBudget | undefined,
  ) {
    this.#budget = budget;
    this.#given = given;
    this.#compiled = compiled;
    this.#stages = stages;
    this.#runs = runs;
  }

  get schema(): Schema {
    return this.#compiled.plan.schema;
  }

  get parameters(): readonly PlanParameter[] {
    return this.#compiled.plan.parameters;
  }

  // biome-ignore lint/suspicious/noExplicitAny: one implementation stands behind two signatures that differ in the type of the rows.
  async execute(parameters?: QueryParameters, options: ExecuteOptions = {}): Promise<QueryResult<any>> {
    checkExecuteOptions(options);
    const query = this.#runs.begin("query", this.#given, options);
    query.adopt(this.#compiled);
    query.cache = { use: "off" };
    const budget = { ...this.#budget, ...options.budget };
    return startQuery(this.#stages, query, { ...options, parameters, budget }, () => this.#compiled);
  }

  async toSubstrait(options: CancelOptions = {}): Promise<Uint8Array> {
    this.#runs.assertOpen();
    const { plan, substrait } = this.#compiled;
    if (substrait !== undefined) return substrait.slice();
    const { bytes, refusal } = await plan.substrait(options);
    if (bytes !== undefined) return bytes;
    throw new LaneError("lane-refused", `${refusal.reason} (${refusal.code})`, { refusal });
  }

  async explain(
    options?: CancelOptions & { readonly parameters?: QueryParameters; readonly analyze?: boolean },
  ): Promise<Explanation> {
    this.#runs.assertOpen();
    return explainPlan(this.#stages.plans, this.#compiled, options ?? {});
  }
}

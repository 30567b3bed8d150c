import type { CancelOptions, Explanation, PlanParameter, PreparedPlan, QueryParameters } from "@causeway/ext-native";
import type { Schema } from "apache-arrow";
import { startExecution } from "./execute-plan.js";
import type { LiveRuns } from "./live-runs.js";
import type { PreparedQuery } from "./prepared-query.js";
import { checkExecuteOptions, type ExecuteOptions } from "./query-options.js";
import type { QueryResult } from "./query-result.js";

/** A compiled query over the engine's prepared plan: each execution is a run of its own. */
export class EngineBackedQuery<Row> implements PreparedQuery<Row> {
  readonly #sql: string;
  readonly #plan: PreparedPlan;
  readonly #runs: LiveRuns;

  constructor(sql: string, plan: PreparedPlan, runs: LiveRuns) {
    this.#sql = sql;
    this.#plan = plan;
    this.#runs = runs;
  }

  get schema(): Schema {
    return this.#plan.schema;
  }

  get parameters(): readonly PlanParameter[] {
    return this.#plan.parameters;
  }

  // biome-ignore lint/suspicious/noExplicitAny: one implementation stands behind two signatures that differ in the type of the rows.
  async execute(parameters?: QueryParameters, options: ExecuteOptions = {}): Promise<QueryResult<any>> {
    checkExecuteOptions(options);
    const query = this.#runs.begin(options.label ?? "query", this.#sql, options);
    return startExecution(query, { parameters, schema: options.schema }, () => this.#plan);
  }

  async explain(
    options?: CancelOptions & { readonly parameters?: QueryParameters; readonly analyze?: boolean },
  ): Promise<Explanation> {
    this.#runs.assertOpen();
    return this.#plan.explain(options);
  }
}

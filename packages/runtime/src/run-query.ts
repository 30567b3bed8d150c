import type { PreparedPlan, QueryParameters } from "@causeway/ext-native";
import { type ExplainOptions, type Explanation, NativeError, type RecordBatchStream } from "@causeway/ext-native";
import type { StandardSchemaV1 } from "@standard-schema/spec";
import { type CompilingStages, compilePlan, type StageChoices } from "./compile-plan.js";
import type { CompiledPlan } from "./compiled-plan.js";
import type { PlanStage } from "./plan-stage.js";
import { pruneScans } from "./prune-scans.js";
import type { QueryResult } from "./query-result.js";
import type { QueryRun } from "./query-run.js";
import { StreamedResult } from "./streamed-result.js";

/** What a session lends to each of its queries. */
export interface QueryStages extends CompilingStages {
  readonly plans: PlanStage;
}

/** What the last stage needs to know of a query. */
export interface ExecutionOptions {
  readonly parameters?: QueryParameters | undefined;
  readonly schema?: StandardSchemaV1 | undefined;
}

/** From the text to a plan: by preflight and lane, or by the cache, where they have done their work before. */
export async function compileQuery(stages: QueryStages, query: QueryRun, choices: StageChoices): Promise<CompiledPlan> {
  const compiled = await stages.plans.plan(query, choices, (limits) => compilePlan(stages, query, choices, limits));
  query.adopt(compiled);
  return compiled;
}

/** From the plan to a result that is being computed: prune, then execute. The run goes over to the reader of the result; what fails on the way ends it. */
export async function startQuery<Row>(
  { plans, catalogue }: QueryStages,
  query: QueryRun,
  options: ExecutionOptions,
  compile: () => CompiledPlan | Promise<CompiledPlan>,
): Promise<QueryResult<Row>> {
  try {
    const { plan } = await compile();
    query.pruning = query.run.phase("prune", () => pruneScans(plan));
    const stream = await execute(plans, query, plan, options.parameters).finally(() => {
      if (plan.statementKind !== "query") catalogue.changed();
    });
    return new StreamedResult<Row>(query, stream, options.schema);
  } catch (error) {
    throw await query.fail(error);
  }
}

/** The plans of a plan; with `analyze` it runs. */
export async function explainPlan(
  plans: PlanStage,
  { plan }: CompiledPlan,
  options: ExplainOptions,
): Promise<Explanation> {
  if (plan.statementKind === "query") return plan.explain(options);
  try {
    return await plan.explain(options);
  } finally {
    await plans.changed();
  }
}

async function execute(
  plans: PlanStage,
  query: QueryRun,
  plan: PreparedPlan,
  parameters: QueryParameters | undefined,
): Promise<RecordBatchStream> {
  if (plan.statementKind === "query") return query.execute(plan, parameters);
  // It may change what plans depend on, and has done so by the time its execution has begun.
  try {
    return await query.execute(plan, parameters);
  } catch (error) {
    // The engine does not take back what it had begun when it was called off.
    if (NativeError.isInstance(error) && ["aborted", "timeout"].includes(error.code)) await plans.uncertain();
    throw error;
  } finally {
    await plans.changed();
  }
}

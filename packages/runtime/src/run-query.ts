import type { PreparedPlan, QueryParameters } from "@causeway/ext-native";
import { type ExplainOptions, type Explanation, NativeError, type RecordBatchStream } from "@causeway/ext-native";
import type { StandardSchemaV1 } from "@standard-schema/spec";
import { type CompilingStages, compilePlan, type StageChoices } from "./compile-plan.js";
import type { CompiledPlan } from "./compiled-plan.js";
import type { PlanChange } from "./plan-keys.js";
import type { PlanStage } from "./plan-stage.js";
import { pruneScans } from "./prune-scans.js";
import type { QueryResult } from "./query-result.js";
import type { QueryRun } from "./query-run.js";
import { restorePlan } from "./restore-plan.js";
import { StreamedResult } from "./streamed-result.js";

/** What a session lends to each of its queries. */
export interface QueryStages extends CompilingStages {
  readonly plans: PlanStage;
}

/** What the last stage needs to know of a query. */
export interface ExecutionOptions {
  readonly parameters?: QueryParameters | undefined;
  readonly schema?: StandardSchemaV1 | undefined;
  readonly operators?: boolean | undefined;
}

/** From the text to a plan: by preflight and lane, or by the cache, where they have done their work before. */
export async function compileQuery(stages: QueryStages, query: QueryRun, choices: StageChoices): Promise<CompiledPlan> {
  const compiled = await stages.plans.plan(query, choices, {
    compile: (limits) => compilePlan(stages, query, choices, limits),
    restore: (kept, limits) => restorePlan(stages.engine, query.sql, kept, limits),
  });
  query.adopt(compiled);
  return compiled;
}

/** From the plan to a result that is being computed: prune, then execute. The run goes over to the reader of the result; what fails on the way ends it. */
export async function startQuery<Row>(
  { plans }: QueryStages,
  query: QueryRun,
  options: ExecutionOptions,
  compile: () => CompiledPlan | Promise<CompiledPlan>,
): Promise<QueryResult<Row>> {
  query.withOperators = options.operators ?? false;
  try {
    const { plan } = await compile();
    query.pruning = query.run.phase("prune", () => pruneScans(plan));
    const stream = await execute(plans, query, plan, options.parameters);
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
  const change = changeBy(plan);
  return change === undefined ? plan.explain(options) : plans.during(change, () => plan.explain(options));
}

/** What executing a plan may change of that on which plans depend. */
function changeBy({ statementKind }: PreparedPlan): PlanChange | undefined {
  if (statementKind === "query") return undefined;
  return statementKind === "ddl" || statementKind === "set" ? "session" : "tables";
}

async function execute(
  plans: PlanStage,
  query: QueryRun,
  plan: PreparedPlan,
  parameters: QueryParameters | undefined,
): Promise<RecordBatchStream> {
  const change = changeBy(plan);
  if (change === undefined) return query.execute(plan, parameters);
  // What it changes, it has changed by the time its execution has begun.
  return plans.during(change, async () => {
    try {
      return await query.execute(plan, parameters);
    } catch (error) {
      // The engine does not take back what it had begun when it was called off.
      if (NativeError.isInstance(error) && ["aborted", "timeout"].includes(error.code)) await plans.uncertain();
      throw error;
    }
  });
}

import type { ScanBudget } from "@causeway/delta-pruning";
import type { CallOptions, CommitOptions, PreparedPlan, QueryParameters } from "@causeway/ext-native";
import { type ExplainOptions, type Explanation, NativeError, type RecordBatchStream } from "@causeway/ext-native";
import type { StandardSchemaV1 } from "@standard-schema/spec";
import { type CompilingStages, compilePlan, type StageChoices } from "./compile-plan.js";
import type { CompiledPlan } from "./compiled-plan.js";
import type { PlanChange } from "./plan-keys.js";
import type { PlanStage } from "./plan-stage.js";
import { chosenFiles, hasLimits, type PruneStage } from "./prune-scans.js";
import { pruningArtifact } from "./pruning-summary.js";
import type { ProgressListener } from "./query-progress.js";
import type { QueryResult } from "./query-result.js";
import type { QueryRun } from "./query-run.js";
import { restorePlan } from "./restore-plan.js";
import { committedBy } from "./run-commits.js";
import { RuntimeError } from "./runtime-error.js";
import { StreamedResult } from "./streamed-result.js";
import { withFindings } from "./with-findings.js";

/** What a session lends to each of its queries. */
export interface QueryStages extends CompilingStages {
  readonly plans: PlanStage;
  readonly pruning: PruneStage;
  /** Moves the tables that follow their newest version, before a query is planned. Undefined where none does. */
  readonly refresh: (limits: CallOptions) => Promise<void> | undefined;
}

/** What the last stage needs to know of a query. */
export interface ExecutionOptions {
  readonly parameters?: QueryParameters | undefined;
  readonly schema?: StandardSchemaV1 | undefined;
  /** What each scan of a Delta table may read at most. */
  readonly budget?: ScanBudget | undefined;
  readonly onProgress?: ProgressListener | undefined;
  readonly commitMetadata?: CommitOptions["commitMetadata"] | undefined;
  readonly transaction?: CommitOptions["transaction"] | undefined;
}

/** From the text to a plan: by preflight and lane, or by the cache, where they have done their work before. */
export async function compileQuery(stages: QueryStages, query: QueryRun, choices: StageChoices): Promise<CompiledPlan> {
  const refreshing = stages.refresh(query.limits());
  if (refreshing !== undefined) await refreshing;
  const compiled = await stages.plans.plan(query, choices, {
    compile: (limits) => compilePlan(stages, query, choices, limits),
    restore: (kept, limits) => restorePlan(stages.engine, query.sql, kept, limits),
  });
  query.adopt(compiled);
  return compiled;
}

/** From the plan to a result that is being computed: prune, then execute. The run goes over to the reader of the result; what fails on the way ends it. */
export async function startQuery<Row>(
  { plans, catalogue, pruning }: QueryStages,
  query: QueryRun,
  options: ExecutionOptions,
  compile: () => CompiledPlan | Promise<CompiledPlan>,
): Promise<QueryResult<Row>> {
  try {
    const compiled = await compile();
    const { plan } = compiled;
    assertCommits(plan, options);
    if (query.record.includes("plan") && query.run.isRecording) await recordPlan(query, compiled, options.parameters);
    const stream =
      plan.statementKind === "query"
        ? await executeQuery(pruning, query, plan, options)
        : await executeStatement(plans, query, plan, options).finally(() => catalogue.changed());
    return new StreamedResult<Row>(query, stream, options.schema);
  } catch (error) {
    throw await query.fail(withFindings(query, error));
  }
}

/** The plans of a plan; with `analyze` it runs. */
export async function explainPlan(
  plans: PlanStage,
  { plan }: CompiledPlan,
  options: ExplainOptions,
): Promise<Explanation> {
  if (plan.statementKind === "query") return plan.explain(options);
  return plans.during(changeBy(plan), () => plan.explain(options));
}

/** What a commit carries is for a statement that makes one. Errors: `invalid-option`. */
function assertCommits({ changes }: PreparedPlan, { commitMetadata, transaction }: ExecutionOptions): void {
  if (changes !== undefined || (commitMetadata === undefined && transaction === undefined)) return;
  const option = transaction === undefined ? "commitMetadata" : "transaction";
  const text = `${option} is for statements that change a Delta table`;
  throw new RuntimeError("invalid-option", text, { option });
}

/** What the execution of a statement that is no query may change of that on which plans depend. */
function changeBy({ statementKind }: PreparedPlan): PlanChange {
  return statementKind === "ddl" || statementKind === "set" ? "session" : "tables";
}

/** Writes down the plans of a query. What is no query is left out: to explain it may be more than to look. */
async function recordPlan(
  query: QueryRun,
  { plan, lane: { planHash, lane }, substrait }: CompiledPlan,
  parameters: QueryParameters | undefined,
): Promise<void> {
  if (plan.statementKind !== "query") return;
  const { logical, optimized, physical } = await query.run.phase("explain", () =>
    plan.explain({ ...query.limits(), ...(parameters === undefined ? {} : { parameters }) }),
  );
  const bytes = substrait === undefined ? {} : { substrait: Buffer.from(substrait).toString("base64") };
  query.run.artifact("plan", { planHash, lane, logical, optimized, physical, ...bytes });
}

/** Binds the parameters first, so that their values prune; then the same plan runs on the files that are left. */
async function executeQuery(
  pruning: PruneStage,
  query: QueryRun,
  plan: PreparedPlan,
  { parameters, budget, onProgress }: ExecutionOptions,
): Promise<RecordBatchStream> {
  const values = parameters === undefined ? {} : { parameters };
  const operators = query.tellsOperators;
  const chosen = await query.run.phase("prune", async () => {
    query.pruning = [];
    if (!plan.scans.some(({ kind }) => kind === "delta")) return undefined;
    const bound = await plan.bind({ ...query.limits(), ...values });
    const { run, signal } = query;
    query.pruning = await pruning.prune(bound.scans, { run, signal, budget: hasLimits(budget) ? budget : undefined });
    if (run.isRecording) run.artifact("pruning", pruningArtifact(query.pruning));
    return { bound, files: chosenFiles(query.pruning) };
  });
  return query.execute(
    (limits) =>
      chosen === undefined
        ? plan.execute({ ...limits, ...values, operators })
        : chosen.bound.execute({ ...limits, files: chosen.files, operators }),
    onProgress,
  );
}

async function executeStatement(
  plans: PlanStage,
  query: QueryRun,
  plan: PreparedPlan,
  { parameters, onProgress, commitMetadata, transaction }: ExecutionOptions,
): Promise<RecordBatchStream> {
  const given = { operators: query.tellsOperators, ...(parameters === undefined ? {} : { parameters }) };
  const carried = {
    ...(commitMetadata === undefined ? {} : { commitMetadata }),
    ...(transaction === undefined ? {} : { transaction }),
  };
  const execute = (limits: CallOptions) =>
    plan.changes === undefined
      ? plan.execute({ ...limits, ...given })
      : committedBy(query.id, plan.changes, carried, (commit) => plan.execute({ ...limits, ...given, ...commit }));
  // What it changes, it has changed by the time its execution has begun.
  return plans.during(changeBy(plan), async () => {
    try {
      return await query.execute(execute, onProgress);
    } catch (error) {
      // The engine does not take back what it had begun when it was called off.
      if (NativeError.isInstance(error) && ["aborted", "timeout"].includes(error.code)) await plans.uncertain();
      throw error;
    }
  });
}

import type { ScanBudget } from "@causeway/delta-pruning";
import type {
  ChangeScope,
  DeltaTable,
  EngineSession,
  Explanation,
  ExprPlannerName,
  StorageOptions,
} from "@causeway/ext-native";
import type { Preflight, PreflightReport } from "@causeway/sql-preflight";
import { type Relation, type Shape, schemaFromArrow, table } from "@causeway/substrait-lane";
import { type CapabilityReport, capabilities } from "./capability-report.js";
import { changeRuns } from "./change-runs.js";
import type { StageChoices } from "./compile-plan.js";
import { EngineBackedQuery } from "./engine-backed-query.js";
import { EngineTraces } from "./engine-traces.js";
import { LiveRuns } from "./live-runs.js";
import { NamedCaches } from "./named-caches.js";
import { KeptDryRun } from "./native-adapters.js";
import type { PlanStage } from "./plan-stage.js";
import type { PreparedQuery } from "./prepared-query.js";
import { PruneStage } from "./prune-scans.js";
import { givenQuery, type QueryInput } from "./query-input.js";
import type { CompileOptions, ExplainOptions, QueryOptions } from "./query-options.js";
import { checkCompileOptions, checkExplainOptions, checkQueryOptions } from "./query-options.js";
import type { QueryResult } from "./query-result.js";
import { recordSetup } from "./record-setup.js";
import { nextCommitOfRun } from "./run-commits.js";
import { compileQuery, explainPlan, type QueryStages, startQuery } from "./run-query.js";
import type { RunReport } from "./run-report.js";
import type { PreflightOptions, Session } from "./session.js";
import { EngineFunctions } from "./session-functions.js";
import type { SessionOptions } from "./session-options.js";
import type { EngineTables } from "./session-tables.js";
import { sessionTracing } from "./session-tracing.js";
import type { StatementCatalogue } from "./statement-catalogue.js";
import { withFindings } from "./with-findings.js";

/** The parts that `openSession` puts together. */
export interface SessionParts {
  readonly engine: EngineSession;
  readonly tables: EngineTables;
  readonly catalogue: StatementCatalogue;
  readonly preflight: Preflight;
  readonly plans: PlanStage;
  readonly options: SessionOptions;
}

/** The session: each query is a run through the stages, over one engine. */
export class EngineBackedSession implements Session {
  readonly tables: EngineTables;
  readonly functions: EngineFunctions;
  readonly caches: NamedCaches;
  readonly #engine: EngineSession;
  readonly #stages: QueryStages;
  readonly #choices: StageChoices;
  readonly #pruning: PruneStage;
  readonly #budget: ScanBudget | undefined;
  readonly #runs: LiveRuns;
  readonly #traces: EngineTraces;
  readonly #changes: ChangeScope;
  #closing: Promise<void> | undefined;

  constructor({ engine, tables, catalogue, preflight, plans, options }: SessionParts) {
    this.tables = tables;
    this.functions = new EngineFunctions(engine, (act) =>
      plans.during("session", act).finally(() => catalogue.changed()),
    );
    this.#engine = engine;
    this.#pruning = new PruneStage(engine);
    this.#stages = {
      engine,
      preflight,
      plans,
      policy: options.policy,
      catalogue,
      pruning: this.#pruning,
      refresh: (limits) => tables.refresh(limits),
    };
    this.#budget = options.budget;
    this.#choices = { preflight: options.preflight ?? "enforce", lane: options.lane ?? "prefer-substrait" };
    this.#traces = new EngineTraces(engine, sessionTracing(options.tracing), options.record ?? []);
    this.#changes = changeRuns(options, this.#traces);
    this.#runs = new LiveRuns(this.#traces, options, (run) => recordSetup(run, engine, catalogue, plans));
    this.caches = new NamedCaches(engine.caches, plans, this.#runs);
  }

  // The rows are what the engine gives: their type is the caller's word, or what the schema makes of them.
  // biome-ignore lint/suspicious/noExplicitAny: one implementation stands behind two signatures that differ in the type of the rows.
  async query(input: QueryInput, options: QueryOptions = {}): Promise<QueryResult<any>> {
    checkQueryOptions(options);
    const query = this.#runs.begin("query", givenQuery(input), options);
    const execution = { ...options, budget: { ...this.#budget, ...options.budget } };
    return startQuery(this.#stages, query, execution, () => compileQuery(this.#stages, query, this.#chosen(options)));
  }

  async compile<Row>(input: QueryInput, options: CompileOptions = {}): Promise<PreparedQuery<Row>> {
    checkCompileOptions(options);
    const given = givenQuery(input);
    const compiled = await this.#runs.during("compile", given, options, (query) =>
      compileQuery(this.#stages, query, this.#chosen(options)),
    );
    return new EngineBackedQuery<Row>(given, compiled, this.#stages, this.#runs, this.#budget);
  }

  async explain(input: QueryInput, options: ExplainOptions = {}): Promise<Explanation> {
    checkExplainOptions(options);
    const { analyze = false, parameters } = options;
    return this.#runs.during("explain", givenQuery(input), options, async (query) => {
      const compiled = await compileQuery(this.#stages, query, this.#chosen(options));
      const how = { ...query.limits(), analyze, ...(parameters === undefined ? {} : { parameters }) };
      try {
        return await explainPlan(this.#stages.plans, compiled, how);
      } catch (error) {
        throw withFindings(query, error);
      }
    });
  }

  async preflight(sql: string, { signal, parameters }: PreflightOptions = {}): Promise<PreflightReport> {
    this.#runs.assertOpen();
    const { preflight, catalogue, engine } = this.#stages;
    const schemas = await catalogue.schemas();
    const dryRun = new KeptDryRun(engine, signal === undefined ? {} : { signal }, { parameters });
    const planDryRun = dryRun.run;
    return preflight.check(sql, { schemas, functions: catalogue.functions(), parameters, planDryRun, signal });
  }

  async table<Columns extends Shape = Shape>(name: string): Promise<Relation<Columns>> {
    this.#runs.assertOpen();
    return table(name, schemaFromArrow<Columns>(await this.tables.schema(name)));
  }

  delta(uri: string | URL, options?: { readonly storageOptions?: StorageOptions }): DeltaTable {
    this.#runs.assertOpen();
    return this.#engine.delta(uri, { ...options, commits: nextCommitOfRun, around: this.#changes });
  }

  runs(): readonly RunReport[] {
    return this.#runs.reports();
  }

  async installExprPlanners(names: readonly ExprPlannerName[]): Promise<void> {
    this.#runs.assertOpen();
    await this.#stages.plans.during("session", async () => this.#engine.installExprPlanners(names));
  }

  capabilities(): CapabilityReport {
    return capabilities();
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    this.#runs.close();
    await this.#engine.close();
    await this.#stages.plans.close();
    await this.#stages.preflight.close();
    this.#pruning.clear();
    await this.#runs.endAll();
    this.#traces.end();
  }

  #chosen({ preflight, lane }: CompileOptions): StageChoices {
    return { preflight: preflight ?? this.#choices.preflight, lane: lane ?? this.#choices.lane };
  }
}

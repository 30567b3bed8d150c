import {
  assertColumnsKnown,
  assertSchemas,
  assertText,
  parametersOf,
  policyOfText,
  registeredNames,
  schemasOf,
} from "./check-request.js";
import { type Judges, judgeStatement } from "./judge-statement.js";
import { keptOrNew } from "./keep-verdict.js";
import type { CheckContext, Preflight, SchemaContext } from "./preflight.js";
import { abortedError, PreflightError } from "./preflight-error.js";
import type { PreflightReport } from "./preflight-report.js";
import type { AstArtifact, DifferenceEdit, LineageGraph, Transpilation } from "./sqlglot-answers.js";
import type { SqlglotRequest } from "./sqlglot-client.js";
import { type VerdictStore, verdictKey } from "./verdict-store.js";

interface Cancellable {
  readonly signal?: AbortSignal | undefined;
}

/** The preflight: each call is one request to SQLGlot, or a verdict that was kept. */
export class SqlglotPreflight implements Preflight {
  readonly #judges: Judges;
  readonly #verdicts: VerdictStore | undefined;
  readonly #underWay = new Set<Promise<unknown>>();
  #closing: Promise<void> | undefined;

  constructor(judges: Judges, verdicts: VerdictStore | undefined) {
    this.#judges = judges;
    this.#verdicts = verdicts;
  }

  async check(sql: string, context: CheckContext): Promise<PreflightReport> {
    const report = await this.#during(context, () => {
      assertText(sql);
      assertSchemas(context);
      assertColumnsKnown(context, this.#judges.policy);
      return this.#judge(sql, context);
    });
    record(report, context);
    return report;
  }

  lineage(sql: string, column: string, context: SchemaContext): Promise<LineageGraph> {
    return this.#demand([sql, column], context, () => {
      assertSchemas(context);
      return { op: "lineage", sql, column, schemas: schemasOf(context) };
    });
  }

  transpile(sql: string, options: Cancellable & { from: string; to: string }): Promise<Transpilation> {
    const { from, to } = options ?? {};
    return this.#demand([sql, from, to], options, () => ({ op: "transpile", sql, from, to }));
  }

  async format(sql: string, options: Cancellable & { pretty?: boolean } = {}): Promise<string> {
    const { pretty = true } = options;
    const answer = await this.#demand<{ sql: string }>([sql], options, () => ({ op: "format", sql, pretty }));
    return answer.sql;
  }

  async explainDifference(
    before: string,
    after: string,
    options: Cancellable = {},
  ): Promise<readonly DifferenceEdit[]> {
    const request = { op: "difference", a: before, b: after } as const;
    const answer = await this.#demand<{ edits: DifferenceEdit[] }>([before, after], options, () => request);
    return answer.edits;
  }

  readAst(ast: AstArtifact, options: Cancellable = {}): Promise<{ sql: string; equal: boolean }> {
    return this.#demand([], options, () => ({ op: "readAst", ast }));
  }

  warmUp(): void {
    if (this.#closing === undefined) this.#judges.sqlglot.warmUp();
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    await Promise.allSettled(this.#underWay);
    await this.#judges.sqlglot.close();
  }

  #judge(sql: string, context: CheckContext): Promise<PreflightReport> {
    const planDryRun = context.planDryRun ?? this.#judges.planDryRun;
    const judge = () => judgeStatement(sql, context, { ...this.#judges, planDryRun });
    const { fingerprint, functions, include } = context;
    // What a planner knows of the tables, only the fingerprint can tell.
    if (this.#verdicts === undefined || (fingerprint === undefined && planDryRun !== undefined)) return judge();
    const key = verdictKey({
      sql,
      policy: policyOfText(this.#judges.policy),
      tables: registeredNames(context),
      schemas: fingerprint ?? context.schemas,
      functions,
      parameters: parametersOf(context),
      include,
      isPlanned: planDryRun !== undefined,
    });
    return keptOrNew(this.#verdicts, key, judge);
  }

  #demand<Answer extends object>(
    texts: readonly unknown[],
    options: Cancellable | undefined,
    request: () => SqlglotRequest,
  ): Promise<Answer> {
    return this.#during(options, () => {
      assertText(...texts);
      return this.#judges.sqlglot.demand<Answer>(request(), options?.signal);
    });
  }

  async #during<Value>({ signal }: Cancellable = {}, work: () => Promise<Value>): Promise<Value> {
    if (this.#closing !== undefined) throw new PreflightError("preflight-closed", "the preflight is closed");
    if (signal?.aborted) throw abortedError(signal.reason);
    const working = work();
    this.#underWay.add(working);
    try {
      return await working;
    } finally {
      this.#underWay.delete(working);
    }
  }
}

function record(report: PreflightReport, { run }: CheckContext): void {
  const { ok, checkedBy, statementKind, tables, diagnostics, timings, ast } = report;
  run?.event("preflight", {
    ok,
    checkedBy,
    ...(statementKind === undefined ? {} : { statementKind }),
    tables,
    diagnosticCodes: diagnostics.map(({ code }) => code),
    durationMs: timings.totalMs,
  });
  if (ast !== undefined) run?.artifact("sqlglot-ast", ast);
}

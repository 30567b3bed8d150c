import { askPlanner } from "./ask-planner.js";
import { checkRequest, registeredNames } from "./check-request.js";
import type { DiagnosticCode } from "./diagnostic.js";
import { withoutHiddenNames } from "./hidden-names.js";
import { judgeByPolicy } from "./judge-by-policy.js";
import { type AnalyzedStatement, makeReport, present } from "./make-report.js";
import { judgedAlone, mergeFindings } from "./merge-findings.js";
import type { PlanDryRun } from "./plan-dry-run.js";
import type { CompletePolicy } from "./policy.js";
import type { CheckContext } from "./preflight.js";
import type { PreflightReport } from "./preflight-report.js";
import { rowRulesOf } from "./row-rules.js";
import type { CheckAnswer, ErrorAnswer } from "./sqlglot-answers.js";
import { isErrorAnswer, type SqlglotClient } from "./sqlglot-client.js";

/** Who judges, and by what. */
export interface Judges {
  readonly sqlglot: SqlglotClient;
  readonly policy: CompletePolicy;
  readonly planDryRun?: PlanDryRun | undefined;
}

/** What is held against a statement that is right in itself: by a policy, or because of the values that it is given. */
const besideTheStatement: ReadonlySet<DiagnosticCode> = new Set([
  "table-not-allowed",
  "column-not-allowed",
  "function-not-allowed",
  "missing-limit",
  "cross-join",
  "too-complex",
  "parameter-missing",
  "parameter-type",
  "parameter-unused",
]);

/** Longest text that SQLGlot is asked about, in UTF-16 code units: it takes near a second for that. No one writes longer ones by hand. */
const longestText = 100_000;

/** Judges a text by SQLGlot, or by SQLGlot and a planner at once. A text that the planner refuses is refused without waiting for SQLGlot. */
export async function judgeStatement(sql: string, context: CheckContext, judges: Judges): Promise<PreflightReport> {
  const startMs = performance.now();
  const { policy, planDryRun } = judges;
  if (planDryRun === undefined) {
    const analyzed = await analyze(sql, context, judges, context.signal);
    return makeReport({ analyzed }, judgedAlone(analyzed.answer, policy), timings(startMs, undefined, analyzed));
  }
  const refused = new AbortController();
  const signal = context.signal === undefined ? refused.signal : AbortSignal.any([context.signal, refused.signal]);
  const analysis = analyze(sql, context, judges, signal);
  // Told below, unless the planner has decided by itself.
  analysis.catch(() => {});
  try {
    const planned = await askPlanner(planDryRun, sql, context.signal);
    const dryRunMs = performance.now() - startMs;
    const diagnostics = [...planned.diagnostics, ...judgeByPolicy(planned, policy, registeredNames(context))];
    const errors = diagnostics.filter(({ severity }) => severity === "error");
    // Of these SQLGlot knows the places; anything else that is wrong needs no second opinion.
    const isRight = errors.every(({ code }) => besideTheStatement.has(code));
    const analyzed = errors.length === 0 ? await analysis : isRight ? await analysis.catch(() => undefined) : undefined;
    const merged = analyzed === undefined ? diagnostics : mergeFindings(diagnostics, planned, analyzed.answer, policy);
    const report = makeReport({ planned, analyzed }, merged, timings(startMs, dryRunMs, analyzed));
    const rowRules = rowRulesOf(policy, report.tables);
    return rowRules.length === 0 ? report : { ...report, rowRules };
  } finally {
    refused.abort();
  }
}

async function analyze(
  sql: string,
  context: CheckContext,
  { sqlglot, policy }: Judges,
  signal: AbortSignal | undefined,
): Promise<AnalyzedStatement> {
  if (sql.length > longestText) return { answer: unanswered(tooLong(sql)) };
  const asked = await sqlglot.ask<CheckAnswer>(checkRequest(sql, context, policy), signal);
  const { answer } = asked;
  if (isErrorAnswer(answer)) return { ...asked, answer: unanswered(answer) };
  return { ...asked, answer: withoutHiddenNames(withoutNulls(answer), policy, context) };
}

/** Our Python gives null for what it cannot place. */
function withoutNulls(answer: CheckAnswer): CheckAnswer {
  const diagnostics = answer.diagnostics.map(({ culprit, ...rest }) => ({ ...rest, ...(culprit ? { culprit } : {}) }));
  return { ...answer, diagnostics };
}

function tooLong(sql: string): ErrorAnswer {
  const message = `The text has ${sql.length} characters; SQLGlot reads at most ${longestText}.`;
  return { error: { code: "too-complex", message } };
}

/** A text that our Python could not follow is one that it could not parse. */
function unanswered({ error }: ErrorAnswer): CheckAnswer {
  const code = error.code === "too-complex" ? "too-complex" : "syntax-error";
  return {
    diagnostics: [{ code, severity: "error", message: error.message, suggestions: [] }],
    statementKind: null,
    unparsed: true,
    tables: [],
    columns: [],
    functions: [],
    parameters: [],
    outputColumns: [],
    fingerprint: null,
    normalizedSql: null,
    timings: { parseMs: 0, bindMs: 0, checksMs: 0, totalMs: 0 },
  };
}

function timings(
  startMs: number,
  dryRunMs: number | undefined,
  analyzed?: AnalyzedStatement,
): PreflightReport["timings"] {
  const { durationMs: sqlglotMs, answer } = analyzed ?? {};
  return { ...present({ dryRunMs, sqlglotMs, sqlglot: answer?.timings }), totalMs: performance.now() - startMs };
}

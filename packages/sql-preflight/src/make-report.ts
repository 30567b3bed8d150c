import type { Diagnostic } from "./diagnostic.js";
import type { PlanFindings } from "./plan-dry-run.js";
import type { PreflightReport, PreflightTimings } from "./preflight-report.js";
import type { CheckAnswer } from "./sqlglot-answers.js";
import type { StatementKind } from "./statement-kind.js";
import type { WorkerStart } from "./worker-messages.js";

/** What SQLGlot made of a statement. Without a start it was not asked. */
export interface AnalyzedStatement {
  readonly answer: CheckAnswer;
  readonly start?: WorkerStart;
  readonly durationMs?: number;
}

/** What the halves of a check found. At least one of them is there. */
export interface Findings {
  readonly planned?: PlanFindings | undefined;
  readonly analyzed?: AnalyzedStatement | undefined;
}

/** The report of a check. What both halves tell is the planner's, whose statement it is in the end. */
export function makeReport(
  { planned, analyzed }: Findings,
  diagnostics: readonly Diagnostic[],
  timings: PreflightTimings,
): PreflightReport {
  const answer = analyzed?.answer;
  // A planner that refuses a statement tells no more of it.
  const plan = planned?.diagnostics.some(({ severity }) => severity === "error") ? undefined : planned;
  const statementKind = planned?.statementKind ?? answer?.statementKind ?? undefined;
  const { startedBy, coldReason } = analyzed?.start ?? {};
  return {
    ok: diagnostics.every(({ severity }) => severity !== "error"),
    checkedBy: planned === undefined ? "sqlglot" : answer === undefined ? "plan-dry-run" : "both",
    diagnostics,
    ...present({ statementKind: statementKind as StatementKind | undefined }),
    tables: [...new Set(plan?.tables ?? answer?.tables ?? [])],
    columns: plan?.columns ?? answer?.columns ?? [],
    functions: answer?.functions ?? plan?.functions?.map((name) => ({ name, kind: null })) ?? [],
    parameters: plan?.parameters ?? answer?.parameters ?? [],
    outputColumns: plan?.outputColumns ?? answer?.outputColumns ?? [],
    ...present({ lineage: answer?.lineage, ast: answer?.ast, fingerprint: answer?.fingerprint ?? undefined }),
    ...present({ normalizedSql: planned?.normalizedSql ?? answer?.normalizedSql ?? undefined }),
    ...present({ startedBy, coldReason }),
    timings,
  };
}

/** An object without the properties that are undefined. */
export function present<Parts extends object>(parts: Parts): { [Key in keyof Parts]?: Exclude<Parts[Key], undefined> } {
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)) as never;
}

import type { Diagnostic, DiagnosticCode } from "./diagnostic.js";
import { rulesBeyond } from "./judge-by-policy.js";
import type { PlanFindings } from "./plan-dry-run.js";
import type { CompletePolicy } from "./policy.js";
import type { CheckAnswer } from "./sqlglot-answers.js";

/** What a planner decides: when it plans a statement, these are no errors of it, whatever SQLGlot makes of it. */
const plannersWord: ReadonlySet<DiagnosticCode> = new Set([
  "unknown-table",
  "unknown-column",
  "unknown-function",
  "ambiguous-column",
  "wrong-arity",
  "type-mismatch",
  "aggregate-misuse",
  "missing-group-by",
  "window-misuse",
  "set-operation-mismatch",
  // The policy has been held against the kind that the planner told.
  "statement-not-allowed",
]);

/** What leaves open whose columns a statement reads: where the policy has rules for columns, it is no word of the planner's alone. */
const openNames: ReadonlySet<DiagnosticCode> = new Set(["unknown-table", "unknown-column", "ambiguous-column"]);

/** What is wrong with a statement as a whole, whatever each half calls the culprit. */
const ofTheWhole: ReadonlySet<DiagnosticCode> = new Set(["cross-join", "missing-limit", "too-complex"]);

/**
 * Both halves as one list, each finding once: what the planner and the policy have against the plan, then what SQLGlot found besides.
 * The planner has planned the statement, so of what only a planner decides SQLGlot's errors become warnings.
 * A name that SQLGlot does not find stays an error where the policy has rules for columns: they cannot be held against it.
 */
export function mergeFindings(
  planned: readonly Diagnostic[],
  findings: PlanFindings,
  answer: CheckAnswer,
  policy: CompletePolicy,
): Diagnostic[] {
  const isUnread = answer.unparsed || answer.diagnostics.some(({ code }) => code === "syntax-error");
  const analyzed = isUnread
    ? unparsed(answer, findings, policy)
    : answer.diagnostics.map((found) => demoted(found, policy));
  const merged = [...planned];
  for (const diagnostic of analyzed) {
    const same = merged.findIndex((other) => isSame(other, diagnostic));
    if (same < 0) merged.push(diagnostic);
    else merged[same] = fuller(merged[same] as Diagnostic, diagnostic);
  }
  return merged;
}

/** What SQLGlot found where it judges alone. */
export function judgedAlone(answer: CheckAnswer, policy: CompletePolicy): readonly Diagnostic[] {
  const { diagnostics, statementKind } = answer;
  const isAnalyzed = statementKind === "query" || statementKind === "explain";
  if (isAnalyzed || diagnostics.some(({ severity }) => severity === "error")) return diagnostics;
  const { statements: _kinds, onUnparsed: _onUnparsed, tables, ...others } = policy;
  const rules = [...(tables === "registered" ? [] : ["tables"]), ...Object.keys(others)];
  const isRefused = rules.length > 0 || policy.onUnparsed === "refuse";
  const asked = rules.length > 0 ? `, which the policy asks (${rules.join(", ")})` : "";
  const message = `Without a planner it cannot be told what a statement of kind ${statementKind ?? "unknown"} touches${asked}.`;
  const severity = isRefused ? "error" : "warning";
  return [...diagnostics, { code: "unparsed", severity, message, suggestions: [] }];
}

function unparsed({ diagnostics }: CheckAnswer, findings: PlanFindings, policy: CompletePolicy): Diagnostic[] {
  const reasons = diagnostics.filter(({ code }) => code === "syntax-error" || code === "too-complex");
  const others = diagnostics.filter((diagnostic) => !reasons.includes(diagnostic));
  const rules = rulesBeyond(findings, policy);
  const isRefused = policy.onUnparsed === "refuse" || rules.length > 0;
  const asked = rules.length > 0 ? `, and the planner cannot tell what the policy asks (${rules.join(", ")})` : "";
  const message = `SQLGlot cannot read what the planner plans${asked}: ${reasons[0]?.message ?? "it gave no reason"}`;
  const place = reasons[0] ?? { suggestions: [] };
  return [...others, { ...place, code: "unparsed", severity: isRefused ? "error" : "warning", message }];
}

function demoted(diagnostic: Diagnostic, policy: CompletePolicy): Diagnostic {
  const isOpen = policy.columns !== undefined && openNames.has(diagnostic.code);
  const isTheirs = diagnostic.severity === "error" && plannersWord.has(diagnostic.code) && !isOpen;
  return isTheirs ? { ...diagnostic, severity: "warning" } : diagnostic;
}

/** The same finding of both halves: of one code and, where both tell, about one thing in one place. */
function isSame(a: Diagnostic, b: Diagnostic): boolean {
  if (a.code !== b.code) return false;
  const isOnePlace = a.line === undefined || b.line === undefined || (a.line === b.line && a.column === b.column);
  const isUnplaced = a.line === undefined || b.line === undefined;
  return isOnePlace && ((isUnplaced && ofTheWhole.has(a.code)) || bareName(a.culprit) === bareName(b.culprit));
}

/** The name at the end of a qualified one: each half qualifies as it likes. */
function bareName(culprit: string | undefined): string | undefined {
  return culprit
    ?.slice(culprit.lastIndexOf(".") + 1)
    .replaceAll('"', "")
    .toLowerCase();
}

/** One of two descriptions of a finding, with the place and the suggestions of the other where it has none. */
function fuller(first: Diagnostic, second: Diagnostic): Diagnostic {
  const { line, column, endLine, endColumn } = first.line === undefined ? second : first;
  const suggestions = first.suggestions.length > 0 ? first.suggestions : second.suggestions;
  return { ...first, suggestions, ...(line === undefined ? {} : { line, column, endLine, endColumn }) };
}

import { expect, test } from "vitest";
import { plainFindings } from "../test/support/findings.js";
import { completePolicy } from "./complete-policy.js";
import type { Diagnostic } from "./diagnostic.js";
import { judgedAlone, mergeFindings } from "./merge-findings.js";
import type { Policy } from "./policy.js";
import type { CheckAnswer } from "./sqlglot-answers.js";

const answerOf = (parts: Partial<CheckAnswer>): CheckAnswer => ({
  diagnostics: [],
  statementKind: "query",
  unparsed: false,
  tables: [],
  columns: [],
  functions: [],
  parameters: [],
  outputColumns: [],
  fingerprint: null,
  normalizedSql: null,
  timings: { parseMs: 1, bindMs: 1, checksMs: 1, totalMs: 3 },
  ...parts,
});

const found = (code: Diagnostic["code"], parts: Partial<Diagnostic> = {}): Diagnostic => ({
  code,
  severity: "error",
  message: "x",
  suggestions: [],
  ...parts,
});

const merge = (planned: Diagnostic[], answer: Partial<CheckAnswer>, policy: Policy = {}) =>
  mergeFindings(planned, plainFindings, answerOf(answer), completePolicy(policy)).map(({ code, severity }) => [
    code,
    severity,
  ]);

test("what both halves found is told once, with the place and the suggestions of either", () => {
  const planned = found("table-not-allowed", { culprit: "datafusion.public.Salaries" });
  const place = { line: 2, column: 6, endLine: 2, endColumn: 14 };
  const analyzed = found("table-not-allowed", { culprit: '"salaries"', ...place, suggestions: ["sales"] });
  const other = found("table-not-allowed", { culprit: "payroll", ...place });
  const answer = answerOf({ diagnostics: [analyzed, other] });
  expect(mergeFindings([planned], plainFindings, answer, completePolicy())).toEqual([
    { ...planned, ...place, suggestions: ["sales"] },
    other,
  ]);
});

test("the same finding in two places is two findings", () => {
  const first = found("function-not-allowed", { culprit: "f", line: 1, column: 8 });
  expect(merge([first], { diagnostics: [{ ...first, column: 20 }] })).toHaveLength(2);
});

test("a planner that plans a statement has the last word on its names and types, the policy has it on the rest", () => {
  const diagnostics = [
    found("unknown-column"),
    found("type-mismatch"),
    found("column-not-allowed"),
    found("cross-join"),
  ];
  expect(merge([], { diagnostics })).toEqual([
    ["unknown-column", "warning"],
    ["type-mismatch", "warning"],
    ["column-not-allowed", "error"],
    ["cross-join", "error"],
  ]);
});

test("what only the planner reads is a warning, or refused where the policy says so", () => {
  const unread = { unparsed: true, diagnostics: [found("syntax-error", { line: 1, column: 3 })] };
  expect(merge([], unread)).toEqual([["unparsed", "warning"]]);
  expect(merge([], unread, { onUnparsed: "refuse" })).toEqual([["unparsed", "error"]]);
  const [diagnostic] = mergeFindings([], plainFindings, answerOf(unread), completePolicy());
  expect(diagnostic).toMatchObject({ line: 1, column: 3 });
});

test("what only the planner reads is refused where the policy asks what the planner cannot tell", () => {
  const unread = { unparsed: true, diagnostics: [found("too-complex")] };
  expect(merge([], unread, { maxJoins: 2 })).toEqual([["unparsed", "error"]]);
  expect(merge([], unread, { columns: { deny: { people: ["ssn"] } } })).toEqual([["unparsed", "error"]]);
});

test("standing alone, a statement of which only the kind is known is refused where the policy asks for more", () => {
  const described = answerOf({ statementKind: "describe" });
  const alone = (policy: Policy) => judgedAlone(described, completePolicy(policy)).map(({ severity }) => severity);
  expect(alone({})).toEqual(["warning"]);
  expect(alone({ tables: ["flights"] })).toEqual(["error"]);
  expect(alone({ columns: { deny: { people: ["ssn"] } } })).toEqual(["error"]);
  expect(alone({ onUnparsed: "refuse" })).toEqual(["error"]);
});

test("a name that SQLGlot does not find is an error where columns have rules", () => {
  const diagnostics = [found("unknown-table"), found("type-mismatch")];
  expect(merge([], { diagnostics })).toEqual([
    ["unknown-table", "warning"],
    ["type-mismatch", "warning"],
  ]);
  expect(merge([], { diagnostics }, { columns: { deny: { people: ["ssn"] } } })).toEqual([
    ["unknown-table", "error"],
    ["type-mismatch", "warning"],
  ]);
});

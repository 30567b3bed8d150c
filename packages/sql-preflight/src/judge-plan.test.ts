import { expect, test } from "vitest";
import { judgePlan } from "./judge-plan.js";
import type { PlanFindings } from "./plan-dry-run.js";

const findings: PlanFindings = {
  diagnostics: [],
  statementKind: "query",
  tables: ["flights"],
  columns: [{ table: "flights", column: "delay" }],
  functions: ["sum"],
  queryDepth: 2,
  literals: 3,
  outputColumns: [],
  parameters: [],
};

test("a plan over registered tables passes", () => {
  expect(judgePlan(findings, { tables: ["flights"] })).toMatchObject({ ok: true, checkedBy: "plan-dry-run" });
});

test.each([
  [{ tables: ["airports"] }, "table-not-allowed"],
  [{ columns: { deny: { flights: ["delay"] } } }, "column-not-allowed"],
  [{ functions: { deny: ["sum"] } }, "function-not-allowed"],
  [{ statements: ["explain"] as const }, "statement-not-allowed"],
  [{ maxJoins: 3 }, "unparsed"],
  [{ maxDepth: 1 }, "too-complex"],
  [{ maxLiterals: 2 }, "too-complex"],
])("policy %j refuses it as %s", (policy, code) => {
  const { ok, diagnostics } = judgePlan(findings, { policy, tables: ["flights"] });
  expect(ok).toBe(false);
  expect(diagnostics.map((diagnostic) => diagnostic.code)).toEqual([code]);
});

test("a size that is told passes as far as it is allowed, and refuses where it is not told", () => {
  const policy = { maxDepth: 2, maxLiterals: 3 };
  expect(judgePlan(findings, { policy, tables: ["flights"] })).toMatchObject({ ok: true });
  const { queryDepth: _depth, literals: _literals, ...untold } = findings;
  expect(judgePlan(untold, { policy, tables: ["flights"] }).diagnostics).toMatchObject([{ code: "unparsed" }]);
});

test("a table that nobody registered is refused", () => {
  expect(judgePlan(findings, { tables: [] }).diagnostics[0]).toMatchObject({
    code: "table-not-allowed",
    culprit: "flights",
  });
});

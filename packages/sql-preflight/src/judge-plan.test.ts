import { expect, test } from "vitest";
import { judgePlan } from "./judge-plan.js";
import type { PlanFindings } from "./plan-dry-run.js";

const findings: PlanFindings = {
  diagnostics: [],
  statementKind: "query",
  tables: ["flights"],
  columns: [{ table: "flights", column: "delay" }],
  functions: ["sum"],
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
])("policy %j refuses it as %s", (policy, code) => {
  const { ok, diagnostics } = judgePlan(findings, { policy, tables: ["flights"] });
  expect(ok).toBe(false);
  expect(diagnostics.map((diagnostic) => diagnostic.code)).toEqual([code]);
});

test("a table that nobody registered is refused", () => {
  expect(judgePlan(findings, { tables: [] }).diagnostics[0]).toMatchObject({
    code: "table-not-allowed",
    culprit: "flights",
  });
});

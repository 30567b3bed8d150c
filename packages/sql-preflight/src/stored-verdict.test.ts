import { expect, test } from "vitest";
import type { PreflightReport } from "./preflight-report.js";
import { storedVerdict, verdictFromStored } from "./stored-verdict.js";

const report: PreflightReport = {
  ok: false,
  checkedBy: "both",
  diagnostics: [{ code: "table-not-allowed", severity: "error", message: "no", line: 1, column: 15, suggestions: [] }],
  statementKind: "query",
  tables: ["flights"],
  columns: [{ table: "flights", column: "delay" }],
  functions: [{ name: "count", kind: "aggregate" }],
  parameters: [{ name: "$1", type: null }],
  outputColumns: [{ name: "n", type: "Int64", nullable: false }],
  rowRules: [{ table: "flights", filters: ["tenant = $tenant"], masked: ["ssn"] }],
  fingerprint: "f",
  timings: { totalMs: 1.5 },
};

test("a verdict comes back as it was", () => {
  expect(verdictFromStored(storedVerdict(report))).toEqual(report);
});

test.each([
  ["no JSON", "{"],
  ["no object", "[]"],
  ["null", "null"],
  ["another version", storedVerdict(report).replace(/"verdictVersion":\d+/, '"verdictVersion":1')],
  ["no report", storedVerdict(report).replace(/"report":.*$/, '"report":null}')],
  ["a refusal that says ok", storedVerdict(report).replace('"ok":false', '"ok":true')],
  ["an unknown code", storedVerdict(report).replace("table-not-allowed", "nothing-known")],
  ["a list that is gone", storedVerdict(report).replace('"tables":["flights"],', "")],
])("of %s there is no verdict", (_, stored) => {
  expect(verdictFromStored(stored)).toBeUndefined();
});

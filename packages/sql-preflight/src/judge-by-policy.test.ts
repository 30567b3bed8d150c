import { expect, test } from "vitest";
import { plainFindings } from "../test/findings.js";
import type { Diagnostic } from "./diagnostic.js";
import { completePolicy, judgeByPolicy, type Policy, readOnlyPolicy } from "./preflight-policy.js";
import { type StatementKind, statementKinds } from "./statement-kind.js";

function codes(findings: Partial<typeof plainFindings>, policy?: Policy, registered = ["flights", "airports"]) {
  return judgeByPolicy({ ...plainFindings, ...findings }, completePolicy(policy), registered).map(({ code }) => code);
}

const error = (code: Diagnostic["code"], culprit?: string): Diagnostic => ({
  code,
  severity: "error",
  message: "x",
  culprit,
});

test("only reading is allowed unless the policy says more", () => {
  const allowed = statementKinds.filter((statementKind) => codes({ statementKind }).length === 0);
  expect(allowed).toEqual(["query", "explain", "describe"]);
  expect(completePolicy()).toEqual(readOnlyPolicy);
});

test("the policy names the kinds that are allowed, and no others", () => {
  const policy: Policy = { statements: ["dml"] };
  expect(codes({ statementKind: "dml" }, policy)).toEqual([]);
  expect(codes({ statementKind: "query" }, policy)).toEqual(["statement-not-allowed"]);
  expect(codes({ statementKind: "query" }, { statements: [] })).toEqual(["statement-not-allowed"]);
});

test("a kind that nobody knows is not allowed", () => {
  expect(codes({ statementKind: undefined })).toEqual(["statement-not-allowed"]);
  expect(codes({ statementKind: "merge" as StatementKind })).toEqual(["statement-not-allowed"]);
});

test("what the planner has already refused is not refused twice", () => {
  expect(codes({ statementKind: undefined, diagnostics: [error("syntax-error")] })).toEqual([]);
  expect(codes({ statementKind: "ddl", diagnostics: [error("statement-not-allowed")] })).toEqual([]);
  expect(codes({ tables: ["flihgts"], diagnostics: [error("unknown-table", "flihgts")] })).toEqual([]);
});

test("a refusal for one reason does not hide a write", () => {
  expect(codes({ statementKind: "copy", diagnostics: [error("unknown-column")] })).toEqual(["statement-not-allowed"]);
});

test("a warning of the planner stands for no refusal", () => {
  const warning: Diagnostic = { code: "statement-not-allowed", severity: "warning", message: "x" };
  expect(codes({ statementKind: undefined, diagnostics: [warning] })).toEqual(["statement-not-allowed"]);
});

test("a table that is not registered is refused, each once", () => {
  const tables = ["flights", "information_schema.tables", "s.flights", "information_schema.tables"];
  expect(judgeByPolicy({ ...plainFindings, tables }, completePolicy(), ["flights"])).toEqual([
    {
      code: "table-not-allowed",
      severity: "error",
      message: "The table information_schema.tables is not registered.",
      culprit: "information_schema.tables",
    },
    {
      code: "table-not-allowed",
      severity: "error",
      message: "The table s.flights is not registered.",
      culprit: "s.flights",
    },
  ]);
});

test("a list of tables allows those of them that are registered", () => {
  const policy: Policy = { tables: ["flights", "later"] };
  expect(codes({ tables: ["flights"] }, policy)).toEqual([]);
  expect(codes({ tables: ["airports"] }, policy)).toEqual(["table-not-allowed"]);
  expect(codes({ tables: ["later"] }, policy)).toEqual(["table-not-allowed"]);
  expect(codes({ tables: ["Flights"] }, policy)).toEqual(["table-not-allowed"]);
});

test("a policy that could not be enforced is refused", () => {
  for (const policy of [
    { tabels: ["flights"] },
    { statements: ["select"] },
    { tables: "all" },
    { tables: [1] },
    { tables: null },
    { statements: null },
    { statements: "query" },
  ]) {
    expect(() => completePolicy(policy as never)).toThrow(/^invalid-policy: /);
  }
});

test("a policy changed afterwards changes nothing", () => {
  const statements: StatementKind[] = ["query"];
  const policy = completePolicy({ statements });
  statements.push("ddl");
  expect(policy.statements).toEqual(["query"]);
});

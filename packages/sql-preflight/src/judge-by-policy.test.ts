import { expect, test } from "vitest";
import { plainFindings } from "../test/support/findings.js";
import { completePolicy } from "./complete-policy.js";
import type { Diagnostic } from "./diagnostic.js";
import { judgeByPolicy, rulesBeyond } from "./judge-by-policy.js";
import type { PlanFindings } from "./plan-dry-run.js";
import type { Policy } from "./policy.js";
import { type StatementKind, statementKinds } from "./statement-kind.js";

/** What the policy has against these findings, over a session with `flights` and `airports`. */
function codes(findings: Partial<PlanFindings>, policy: Policy = {}, registered = ["flights", "airports"]) {
  return judgeByPolicy({ ...plainFindings, ...findings }, completePolicy(policy), registered).map(({ code }) => code);
}

const error = (code: Diagnostic["code"], culprit?: string): Diagnostic => ({
  code,
  severity: "error",
  message: "x",
  culprit,
  suggestions: [],
});

test("only reading is allowed unless the policy says more", () => {
  const allowed = statementKinds.filter((statementKind) => codes({ statementKind }).length === 0);
  expect(allowed).toEqual(["query", "explain", "describe"]);
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
  const warning: Diagnostic = { ...error("statement-not-allowed"), severity: "warning" };
  expect(codes({ statementKind: undefined, diagnostics: [warning] })).toEqual(["statement-not-allowed"]);
});

test("a table that is not registered is refused, each once", () => {
  const tables = ["flights", "information_schema.tables", "s.flights", "information_schema.tables"];
  const found = judgeByPolicy({ ...plainFindings, tables }, completePolicy(), ["flights"]);
  expect(found.map(({ code, culprit, message }) => [code, culprit, message])).toEqual([
    ["table-not-allowed", "information_schema.tables", "The table information_schema.tables is not registered."],
    ["table-not-allowed", "s.flights", "The table s.flights is not registered."],
  ]);
});

test("names and patterns of tables allow those of them that are registered", () => {
  const policy: Policy = { tables: ["fl*", "later"] };
  expect(codes({ tables: ["flights"] }, policy)).toEqual([]);
  expect(codes({ tables: ["airports"] }, policy)).toEqual(["table-not-allowed"]);
  expect(codes({ tables: ["later"] }, policy)).toEqual(["table-not-allowed"]);
  expect(codes({ tables: ["Flights"] }, policy, ["Flights"])).toEqual(["table-not-allowed"]);
});

test("what is denied is denied in any case of its letters", () => {
  const policy: Policy = { tables: { deny: ["air?orts"] } };
  expect(codes({ tables: ["flights"] }, policy)).toEqual([]);
  expect(codes({ tables: ["airports"] }, policy)).toEqual(["table-not-allowed"]);
  expect(codes({ tables: ["AIRPORTS"] }, policy, ["AIRPORTS"])).toEqual(["table-not-allowed"]);
  expect(codes({ tables: ["airports"] }, { tables: { allow: ["*"], deny: ["airports"] } })).toEqual([
    "table-not-allowed",
  ]);
});

test("columns are judged where the planner tells them", () => {
  const columns = [
    { table: "flights", column: "delay" },
    { table: "flights", column: "pilot_name" },
  ];
  expect(codes({ columns }, { columns: { deny: { "f*": ["pilot_*"] } } })).toEqual(["column-not-allowed"]);
  expect(codes({ columns }, { columns: { allow: { flights: ["delay"] } } })).toEqual(["column-not-allowed"]);
  expect(codes({ columns }, { columns: { allow: { airports: ["code"] } } })).toEqual([]);
});

test("functions are judged where the planner tells them", () => {
  const functions = ["strpos", "upper"];
  expect(codes({ functions }, { functions: { deny: ["str*"] } })).toEqual(["function-not-allowed"]);
  expect(codes({ functions }, { functions: { allow: ["upper", "strpos"] } })).toEqual([]);
});

test("knows which rules a planner cannot answer", () => {
  const policy = completePolicy({ columns: {}, functions: {}, maxJoins: 3, requireLimit: false });
  expect(rulesBeyond(plainFindings, policy)).toEqual(["columns", "functions", "maxJoins"]);
  expect(rulesBeyond({ ...plainFindings, columns: [], functions: [] }, policy)).toEqual(["maxJoins"]);
});

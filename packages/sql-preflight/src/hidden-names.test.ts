import { expect, test } from "vitest";
import { completePolicy } from "./complete-policy.js";
import { withoutHiddenNames } from "./hidden-names.js";
import type { CheckAnswer } from "./sqlglot-answers.js";

const schemas = [
  { name: "people", columns: ["name", "ssn"].map((name) => ({ name, type: "Utf8" })) },
  { name: "salaries", columns: [{ name: "payroll", type: "Int64" }] },
];

const answer = (message: string, suggestions: readonly string[]) =>
  ({ diagnostics: [{ code: "unknown-column", severity: "error", message, suggestions }] }) as unknown as CheckAnswer;

test.each([
  [["people.ssn"], "There is no column sn here."],
  [["people.SSN", "people.name"], "There is no column sn here. Did you mean people.name?"],
  [["payroll"], "There is no column sn here."],
  [["salaries"], "There is no column sn here."],
  [["name"], "There is no column sn here. Did you mean name?"],
])("of the suggestions %j only the permitted ones are told", (suggestions, message) => {
  const policy = completePolicy({ tables: ["people"], columns: { deny: { "*": ["ssn"] } } });
  const told = `There is no column sn here. Did you mean ${suggestions.join(" or ")}?`;
  expect(withoutHiddenNames(answer(told, suggestions), policy, { schemas }).diagnostics[0]?.message).toBe(message);
});

test("a policy that hides no name leaves all of them", () => {
  const told = answer("There is no column sn here. Did you mean people.ssn?", ["people.ssn"]);
  expect(withoutHiddenNames(told, completePolicy(), { schemas })).toBe(told);
});

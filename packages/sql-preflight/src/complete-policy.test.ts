import { expect, test } from "vitest";
import { completePolicy } from "./complete-policy.js";
import { type Policy, readOnlyPolicy } from "./policy.js";
import type { StatementKind } from "./statement-kind.js";

test("no policy is read-only over registered tables", () => {
  expect(completePolicy()).toEqual(readOnlyPolicy);
  expect(completePolicy({ tables: undefined })).toEqual(readOnlyPolicy);
});

test.each([
  [{ tabels: ["flights"] }, "tabels"],
  [{ statements: ["select"] }, "statements: select"],
  [{ statements: null }, "statements"],
  [{ statements: "query" }, "statements"],
  [{ tables: "all" }, "tables"],
  [{ tables: [1] }, "tables: 1"],
  [{ tables: null }, "tables"],
  [{ tables: ["[ab]*"] }, 'tables: "[ab]*"'],
  [{ tables: { only: ["a"] } }, "tables.only"],
  [{ tables: { deny: [""] } }, 'tables.deny: ""'],
  [{ columns: ["ssn"] }, "columns"],
  [{ columns: { deny: ["ssn"] } }, "columns.deny"],
  [{ columns: { deny: { people: "ssn" } } }, "columns.deny.people"],
  [{ functions: ["upper"] }, "functions"],
  [{ functions: { allow: "upper" } }, "functions.allow"],
  [{ maxJoins: -1 }, "maxJoins"],
  [{ maxRows: "10" }, "maxRows"],
  [{ maxDepth: 1.5 }, "maxDepth"],
  [{ maxLiterals: Number.NaN }, "maxLiterals"],
  [{ requireLimit: 1 }, "requireLimit"],
  [{ forbidCrossJoin: "yes" }, "forbidCrossJoin"],
  [{ onUnparsed: "allow" }, "onUnparsed"],
  [{ rowFilters: { orders: "" } }, "rowFilters.orders"],
  [{ rowFilters: { "": "true" } }, "rowFilters"],
  [{ rowFilters: ["tenant_id = 1"] }, "rowFilters"],
  [{ columnMasks: { orders: { ssn: 1 } } }, "columnMasks.orders.ssn"],
  [{ columnMasks: { orders: "ssn" } }, "columnMasks.orders"],
  [{ parameters: { tenant: { id: 1 } } }, "parameters.tenant"],
  [{ rowFilter: {} }, "rowFilter"],
  [["query"], "a policy is an object"],
  ["read-only", "a policy is an object"],
])("a policy that could not be enforced is refused by the name of its key: %j", (policy, named) => {
  expect(() => completePolicy(policy as Policy)).toThrow(
    expect.objectContaining({ code: "invalid-policy", message: expect.stringContaining(`invalid-policy: ${named}`) }),
  );
});

test("a policy changed afterwards changes nothing", () => {
  const statements: StatementKind[] = ["query"];
  const denied = ["ssn"];
  const policy = completePolicy({ statements, columns: { deny: { people: denied } } });
  statements.push("ddl");
  denied.pop();
  expect(policy).toMatchObject({ statements: ["query"], columns: { deny: { people: ["ssn"] } } });
});

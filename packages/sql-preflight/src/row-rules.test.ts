import { expect, test } from "vitest";
import { completePolicy } from "./complete-policy.js";
import { createPreflight } from "./create-preflight.js";
import { rowRulesOf } from "./row-rules.js";

const rules = {
  rowFilters: { "ord*": "tenant = $tenant", ORDERS: "id > 0" },
  columnMasks: { orders: { ssn: "'***'" } },
  parameters: { tenant: 7n },
};

test("a table meets the rules whose patterns it fits, in any case of the letters", () => {
  const policy = completePolicy(rules);
  expect(rowRulesOf(policy, ["orders", "people", "orders", "ordinals"])).toEqual([
    { table: "orders", filters: ["tenant = $tenant", "id > 0"], masked: ["ssn"] },
    { table: "ordinals", filters: ["tenant = $tenant"], masked: [] },
  ]);
});

test("without an engine that enforces them there is no preflight with row rules", () => {
  expect(() => createPreflight({ policy: rules })).toThrow(/^invalid-policy: row filters and masks/);
});

import { expect, test } from "vitest";
import { caught, errorOf, openSession, rowsOf } from "./support/sessions.js";

test("nested fields and array operators are there from the start", async () => {
  const session = openSession();
  expect(session.exprPlanners()).toEqual(["nested-field-access", "array-operators"]);
  const sql =
    "SELECT named_struct('a', 1)['a'] AS field, [1, 2, 3][2] AS element, [1] || [2] AS joined, [1, 2] @> [1] AS contains";
  expect(await rowsOf(session, sql)).toEqual([{ field: 1n, element: 2n, joined: [1n, 2n], contains: true }]);
});

test("operators of JSON are installed later, or when the session opens", async () => {
  const document = `'{"a": {"b": [1, "two"]}, "n": 7}'`;
  const sql = `SELECT ${document}->'a'->'b'->>1 AS text, (${document}->'n')::int AS number`;
  const session = openSession();
  expect((await errorOf(session, sql)).code).not.toBe("internal");
  session.installExprPlanners(["json", "json"]);
  expect(await rowsOf(session, sql)).toEqual([{ text: "two", number: 7 }]);
  expect(session.exprPlanners()).toEqual(["nested-field-access", "array-operators", "json"]);
  expect(await rowsOf(openSession({ exprPlanners: ["json"] }), sql)).toHaveLength(1);
});

test("the operator ? asks whether a document has a key, beside everything else that a question mark may be", async () => {
  const session = openSession({ exprPlanners: ["json"] });
  const document = `'{"a": {"b": 1}, "type": null}'`;
  const sql = `SELECT ${document} ? 'a' AS has, ${document} ? 'x' AS has_not, NOT ${document} ? 'x' AS negated, (${document}->'a') ? 'b' AS nested,
      '?' AS text, "what?" AS name, value ? 'type' AND value ? 'a' AS both, [value][1] ? 'a' AS element -- why?
    FROM (SELECT ${document} AS value, 1 AS "what?")
    WHERE value ? $1 /* ? */`;
  const rows = await rowsOf(session, sql, { parameters: ["a"] });
  expect(rows).toEqual([
    { has: true, has_not: false, negated: true, nested: true, text: "?", name: 1n, both: true, element: true },
  ]);
  expect(await rowsOf(session, "SELECT json_contains('{\"a\": 1}', 'a') AS has")).toEqual([{ has: true }]);
  // Without the planner it is an operator that the engine does not have; as a parameter it is none of the engine's.
  expect((await errorOf(openSession(), `SELECT ${document} ? 'a'`)).code).toMatch(
    /^(not-supported|invalid-plan|type-mismatch)$/,
  );
  expect((await errorOf(session, "SELECT 1 WHERE ? = 1")).code).toBe("parameter-missing");
  expect((await errorOf(session, "SELECT 1 ?")).code).toBe("syntax-error");
});

test("dates are counted in days", async () => {
  const session = openSession({ exprPlanners: ["date-arithmetic"] });
  const sql = `SELECT (DATE '2024-02-28' + 2)::varchar AS later, (1 + DATE '2023-12-31')::varchar AS next, (DATE '2024-03-01' - 1)::varchar AS earlier,
                      DATE '2024-03-01' - DATE '2024-02-01' AS days, (DATE '2024-01-31' + INTERVAL '1 month')::date::varchar AS month, 1 + 2 AS three`;
  expect(await rowsOf(session, sql)).toEqual([
    { later: "2024-03-01", next: "2024-01-01", earlier: "2024-02-29", days: 29n, month: "2024-02-29", three: 3n },
  ]);
});

test("an unknown planner is named with those that there are, and nothing is installed", async () => {
  const session = openSession();
  const unknown = {
    code: "unknown-planner",
    details: { planner: "xml", known: ["nested-field-access", "array-operators", "json", "date-arithmetic"] },
  };
  const install = async () => session.installExprPlanners(["json", "xml" as never]);
  expect(await caught(install())).toMatchObject(unknown);
  expect(session.exprPlanners()).not.toContain("json");
  expect(await caught((async () => openSession({ exprPlanners: ["xml" as never] }))())).toMatchObject(unknown);
});

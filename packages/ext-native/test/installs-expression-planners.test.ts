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

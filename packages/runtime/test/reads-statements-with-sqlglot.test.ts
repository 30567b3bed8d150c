import { memorySink } from "@causeway/obs";
import { expect, test } from "vitest";
import { numberTable } from "./support/number-table.js";
import { openTestSession } from "./support/open-test-session.js";

const tables = { numbers: { arrow: numberTable(3) }, others: { arrow: numberTable(3) } };

test("the preflight tells columns, functions and lineage of what the engine plans", async () => {
  const session = await openTestSession({ tables });
  expect(await session.preflight("SELECT abs(n) AS size FROM numbers ORDER BY 1")).toMatchObject({
    ok: true,
    checkedBy: "both",
    diagnostics: [],
    tables: ["numbers"],
    columns: [{ table: "numbers", column: "n" }],
    functions: [{ name: "abs", kind: "scalar" }],
    outputColumns: [{ name: "size", type: "Int64" }],
    lineage: [{ name: "size", sources: [{ table: "numbers", column: "n" }] }],
  });
});

test.each([
  ["a column", { columns: { deny: { "num*": ["n"] } } }, "SELECT * FROM numbers", "column-not-allowed"],
  [
    "a column in a subquery",
    { columns: { deny: { numbers: ["n"] } } },
    "SELECT 1 WHERE EXISTS (SELECT 1 FROM numbers x WHERE x.n = 1)",
    "column-not-allowed",
  ],
  ["a function", { functions: { deny: ["abs"] } }, "SELECT abs(n) FROM numbers", "function-not-allowed"],
  ["a result without a limit", { maxRows: 10 }, "SELECT n FROM numbers", "missing-limit"],
  ["a join without a condition", { forbidCrossJoin: true }, "SELECT 1 FROM numbers, others", "cross-join"],
  ["more joins", { maxJoins: 0 }, "SELECT 1 FROM numbers JOIN others USING (n)", "too-complex"],
])("the policy refuses %s", async (_, policy, sql, code) => {
  const session = await openTestSession({ tables, policy });
  await expect(session.query(sql)).rejects.toMatchObject({
    code: "preflight-refused",
    diagnostics: [{ code, severity: "error", line: 1 }],
  });
  // The engine holds the policy by itself.
  for (const preflight of ["warn", "off"] as const) {
    await expect(session.query(sql, { preflight })).rejects.toMatchObject({ code, details: { refusals: [{ code }] } });
  }
});

/** Longer than what SQLGlot is asked about. */
const long = `SELECT n FROM numbers WHERE n IN (${Array.from({ length: 30_000 }, (__, n) => n).join(",")})`;

test("what the engine alone can read runs, and the report says so", async () => {
  const session = await openTestSession({ tables });
  const result = await session.query(long);
  expect(await result.count()).toBe(3);
  expect(result.report.preflight).toMatchObject({ verdict: "passed", diagnosticCodes: ["unparsed"] });
});

test("what the engine alone can read is held against the policy by the engine", async () => {
  const session = await openTestSession({ tables, policy: { columns: { deny: { numbers: ["name"] } } } });
  expect(await (await session.query(long)).count()).toBe(3);
  await expect(session.query(long.replace("n FROM", "name FROM"))).rejects.toMatchObject({
    code: "preflight-refused",
    diagnostics: [{ code: "column-not-allowed" }, { code: "unparsed", severity: "warning" }],
  });
});

test.each([{ onUnparsed: "refuse" }, { maxLiterals: 10 }] as const)(
  "what the engine alone can read is refused by %j",
  async (policy) => {
    const session = await openTestSession({ tables, policy });
    await expect(session.query(long)).rejects.toMatchObject({
      code: "preflight-refused",
      diagnostics: [{ code: "unparsed", severity: "error" }],
    });
  },
);

test.each([
  ["that SQL has made", "generic", "SELECT twice(n) FROM numbers", "SELECT twice(n, n) FROM numbers"],
  [
    "of higher order",
    "duckdb",
    "SELECT array_transform([n], x -> x + 1) FROM numbers",
    "SELECT array_transform([n]) FROM numbers",
  ],
])("functions are those of the engine's own catalogue, with those %s", async (_, dialect, right, wrong) => {
  const session = await openTestSession({
    tables,
    engine: { settings: { "datafusion.sql_parser.dialect": dialect } },
  });
  if (dialect === "generic") {
    await session.functions.define("CREATE FUNCTION twice(x BIGINT) RETURNS BIGINT RETURN x * 2");
  }
  const { ok, checkedBy, diagnostics } = await session.preflight(right);
  expect({ ok, checkedBy, diagnostics }).toEqual({ ok: true, checkedBy: "both", diagnostics: [] });
  expect(await session.preflight(wrong)).toMatchObject({ ok: false, diagnostics: [{ severity: "error" }] });
  // The engine's own error says the same.
  await expect(session.query(wrong)).rejects.toMatchObject({ diagnostics: [{ severity: "error" }] });
});

test("a sink takes the tree of each statement that was read", async () => {
  const diagnostics = memorySink();
  const session = await openTestSession({ tables, diagnostics });
  for (const _ of [1, 2]) await (await session.query("SELECT n FROM numbers")).rows();
  expect(diagnostics.artifacts("sqlglot-ast")).toMatchObject([
    { sqlglot: expect.any(String), tree: expect.any(Array) },
  ]);
});

import { readFile } from "node:fs/promises";
import { tableFromArrays } from "apache-arrow";
import { expect, test } from "vitest";
import type { Session } from "../src/index.js";
import { openTestSession } from "./support/open-test-session.js";

const orders = tableFromArrays({
  id: Int32Array.of(1, 2, 3),
  tenant: ["a", "b", "a"],
  code: ["10", "not a number", "30"],
  ssn: ["111", "222", "333"],
});

const openTenant = (tenant: string, preflight: "enforce" | "off" = "enforce") =>
  openTestSession({
    tables: { orders: { arrow: orders } },
    policy: {
      rowFilters: { orders: "tenant = $tenant" },
      columnMasks: { orders: { ssn: "'***'" } },
      parameters: { tenant },
    },
    preflight,
  });

const rowsOf = async (session: Session, sql: string, parameters?: Record<string, unknown>) =>
  (await session.query(sql, parameters === undefined ? {} : { parameters })).rows();

test.each(["enforce", "off"] as const)(
  "each session sees the rows of its tenant, masked, with the preflight on %s",
  async (preflight) => {
    const [a, b] = [await openTenant("a", preflight), await openTenant("b", preflight)];
    expect(await rowsOf(a, "SELECT id, ssn FROM orders ORDER BY id")).toEqual([
      { id: 1, ssn: "***" },
      { id: 3, ssn: "***" },
    ]);
    expect(await rowsOf(b, "SELECT id, ssn FROM orders")).toEqual([{ id: 2, ssn: "***" }]);
    // Nothing of the other tenant's rows is computed.
    expect(await rowsOf(a, "SELECT id FROM orders WHERE CAST(code AS BIGINT) > 10")).toEqual([{ id: 3 }]);
    expect(await rowsOf(a, "SELECT $tenant AS t, count(*) AS n FROM orders", { tenant: "b" })).toEqual([
      { t: "b", n: 2n },
    ]);
  },
);

test("relations, compiled queries and kept plans obey it as texts do", async () => {
  const session = await openTenant("a");
  const table = await session.table<{ id: "int32"; ssn: "string" }>("orders");
  for (const _ of ["miss", "hit"]) {
    const result = await session.query(table.sort((row) => [row.id.desc()]).limit(5));
    expect(await result.rows({ mode: "js" })).toMatchObject([
      { id: 3, tenant: "a", ssn: "***" },
      { id: 1, tenant: "a", ssn: "***" },
    ]);
  }
  const compiled = await session.compile("SELECT count(*) AS n FROM orders WHERE ssn <> '***'");
  expect(await (await compiled.execute()).rows()).toEqual([{ n: 0n }]);
});

test("the report of the preflight says which row rules a statement meets, and no values", async () => {
  const session = await openTenant("secret tenant");
  const report = await session.preflight("SELECT count(*) FROM orders");
  expect(report).toMatchObject({
    ok: true,
    rowRules: [{ table: "orders", filters: ["tenant = $tenant"], masked: ["ssn"] }],
  });
  expect(JSON.stringify(report)).not.toContain("secret tenant");
});

test.each([
  ["an unknown table", { rowFilters: { ordres: "true" } }],
  ["an unknown column", { rowFilters: { orders: "nosuch = 1" } }],
  ["a filter that is no condition", { rowFilters: { orders: "id" } }],
  ["a mask of another type", { columnMasks: { orders: { id: "'x'" } } }],
  ["a value that is missing", { rowFilters: { orders: "tenant = $tenant" } }],
])("%s: no session is opened", async (_, policy) => {
  await expect(openTestSession({ tables: { orders: { arrow: orders } }, policy })).rejects.toMatchObject({
    code: "invalid-policy",
  });
});

test("the engine has no policy of its own beside the session's", async () => {
  // @ts-expect-error: it is an option of the session
  await expect(openTestSession({ engine: { policy: {} } })).rejects.toMatchObject({ code: "invalid-option" });
});

test("all evasions of the check are evasions of nothing when only the engine looks", async () => {
  const corpus = await readFile(
    new URL("../../sql-preflight/python/tests/corpus/evasions.sql", import.meta.url),
    "utf8",
  );
  const texts = corpus.split("\n").filter((line) => line !== "" && !line.startsWith("--"));
  const denied = ["strpos", "date_part", "input_file_name", "file_row_index", "version", "array_element"];
  const session = await openTestSession({
    tables: {
      flights: { arrow: tableFromArrays({ origin: ["SFO"], price: ["secret-price"], delay: Int32Array.of(5) }) },
      carriers: { arrow: tableFromArrays({ code: ["secret-carrier"], name: ["secret-carrier"] }) },
    },
    policy: {
      statements: ["query", "explain"],
      tables: ["flights"],
      columns: { deny: { flights: ["price"] } },
      functions: { deny: denied },
    },
    engine: { allow: ["ddl", "dml", "copy", "set", "external-table"] },
    preflight: "off",
  });
  expect(texts.length).toBeGreaterThan(150);
  const passed: string[] = [];
  for (const line of texts) {
    const sql = line.replaceAll("\\n", "\n").replaceAll("\\t", "\t");
    const outcome = await rowsOf(session, sql).catch((error: Error) => error);
    if (!(outcome instanceof Error)) passed.push(sql);
    const told = outcome instanceof Error ? outcome.message : JSON.stringify(outcome, (_, part) => String(part));
    expect(told, sql).not.toMatch(/secret-/);
  }
  // What is no more than deep is followed by the engine, and reaches nothing.
  expect(passed.filter((sql) => !/^SELECT (\(+1\)+|(NOT )+true)$/.test(sql))).toEqual([]);
});

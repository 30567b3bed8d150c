import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { standInStatements } from "./stand-in-tables.js";
import { summaryLines } from "./summary.js";
import { isQuery, testRecords } from "./test-records.js";

test("a test file is read with what it includes, without its answers", async () => {
  const folder = await mkdtemp(join(tmpdir(), "causeway-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, "part.slt"), "statement ok\nCREATE TABLE t (a INT);\n");
  await writeFile(
    join(folder, "whole.slt"),
    "# words\ninclude ./part.slt\n\nquery I rowsort\nSELECT a\nFROM t\n----\n1\n\nquery error no such\nSELECT b FROM t\n",
  );
  expect(await testRecords(join(folder, "whole.slt"))).toEqual([
    { sql: "CREATE TABLE t (a INT)", fails: false, line: 2 },
    { sql: "SELECT a\nFROM t", fails: false, line: 5 },
    { sql: "SELECT b FROM t", fails: true, line: 11 },
  ]);
});

test("queries are told from other statements", () => {
  for (const sql of ["SELECT 1", "-- why\n(VALUES (1))", "/* a */ with x as (select 1) table x", "FROM t"]) {
    expect(isQuery(sql), sql).toBe(true);
  }
  for (const sql of ["EXPLAIN SELECT 1", "SELECT a INTO b FROM t", "SET x = 1"]) expect(isQuery(sql), sql).toBe(false);
});

test("a table over a file that is not there has made-up rows, as far as its columns are known", () => {
  const create = "CREATE EXTERNAL TABLE t (a INT NOT NULL, b DECIMAL(5, 2)) STORED AS CSV LOCATION 'no/such.csv'";
  const [table, rows] = standInStatements(create) ?? [];
  expect(table).toBe("CREATE TABLE t (a INT NOT NULL, b DECIMAL(5, 2))");
  expect(rows).toMatch(/^INSERT INTO t SELECT arrow_cast\(.*CASE WHEN .* THEN NULL ELSE/);
  expect(standInStatements("CREATE EXTERNAL TABLE t STORED AS CSV LOCATION 'no/such.csv'")).toBeUndefined();
  expect(standInStatements("CREATE TABLE t (a INT)")).toBeUndefined();
});

test("the summary counts what is refused apart from what runs", () => {
  const select = { file: "f", line: 1, sql: "SELECT 1", preflight: { codes: [] }, preflightAlone: { codes: [] } };
  const lines = summaryLines({
    outcomes: [
      { ...select, lanes: "same" },
      { ...select, lanes: "by-sql", reason: "plan-differs" },
      { ...select, lanes: "refused", preflight: { codes: ["unknown-table"] } },
      { ...select, lanes: "fails" },
    ],
    crashes: [],
  });
  expect(lines).toContain("4 SELECTs, 2 run by the engine, 1 not planned, 1 fail when they are optimised or run");
  expect(lines).toContain("by Substrait: 1, 50.00 %");
  expect(lines).toContain("  1 plan-differs");
});

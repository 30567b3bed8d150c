import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { numberTable } from "./support/number-table.js";
import { openTestSession } from "./support/open-test-session.js";
import { temporaryFolder } from "./support/temporary-folder.js";

const tables = { numbers: { arrow: numberTable(3) }, salaries: { arrow: numberTable(3) } };

test.each([
  "CREATE TABLE copy AS SELECT * FROM numbers",
  "INSERT INTO numbers VALUES (1, 'x')",
  "COPY numbers TO '/tmp/never-written.csv'",
  "SET datafusion.execution.batch_size = 1",
  "DROP TABLE numbers",
])("%s is refused, with and without the preflight", async (sql) => {
  const session = await openTestSession({ tables });
  for (const preflight of ["enforce", "warn", "off"] as const) {
    await expect(session.query(sql, { preflight })).rejects.toMatchObject({ code: "statement-refused" });
  }
  expect(await (await session.query("SELECT count(*) AS n FROM numbers")).first()).toEqual({ n: 3n });
});

test("a table outside of the policy is refused, also inside a subquery", async () => {
  const session = await openTestSession({ tables, policy: { tables: ["numbers"] } });
  await expect(session.query("SELECT * FROM numbers WHERE n IN (SELECT n FROM salaries)")).rejects.toMatchObject({
    code: "preflight-refused",
    diagnostics: [{ code: "table-not-allowed", culprit: "salaries" }],
    runId: expect.any(String),
  });
  await expect(session.explain("SELECT * FROM salaries")).rejects.toMatchObject({ code: "preflight-refused" });
  await expect(session.compile("SELECT * FROM salaries")).rejects.toMatchObject({ code: "preflight-refused" });
  expect(await (await session.query("SELECT * FROM numbers")).count()).toBe(3);
});

test("with warn a text that breaks a rule over texts runs, and its report says what was found", async () => {
  const session = await openTestSession({ tables, policy: { maxLiterals: 0 }, preflight: "warn" });
  const result = await session.query("SELECT n FROM numbers WHERE n < 2");
  expect(await result.count()).toBe(2);
  expect(result.report.preflight).toEqual({ mode: "warn", verdict: "warned", diagnosticCodes: ["too-complex"] });
});

test.each(["warn", "off"] as const)("with %s the engine holds the policy by itself", async (preflight) => {
  const session = await openTestSession({ tables, policy: { tables: ["numbers"] }, preflight });
  const sql = "SELECT * FROM numbers WHERE n IN (SELECT n FROM salaries)";
  for (const using of [session.query(sql), session.compile(sql), session.explain(sql)]) {
    await expect(using).rejects.toMatchObject({ code: "table-not-allowed", details: { table: "salaries" } });
  }
  const relation = session.query(await session.table("numbers"));
  expect(await (await relation).count()).toBe(3);
});

test("with off nothing is looked at, and the report says so", async () => {
  const session = await openTestSession({ tables, preflight: "off" });
  const result = await session.query("SELECT * FROM salaries");
  expect(await result.count()).toBe(3);
  expect(result.report.preflight).toEqual({ mode: "off", verdict: "skipped", diagnosticCodes: [] });
});

test("SQL text alone names no file", async () => {
  const file = join(await temporaryFolder(), "secret.csv");
  await writeFile(file, "secret\n1\n");
  const session = await openTestSession();
  await expect(session.query(`SELECT * FROM '${file}'`)).rejects.toMatchObject({ code: "unknown-table" });
});

test("what makes rows without a table is no table", async () => {
  const session = await openTestSession();
  expect(await (await session.query("SELECT value FROM generate_series(1, 5)")).count()).toBe(5);
  expect(await (await session.query("VALUES (1), (2)")).count()).toBe(2);
});

test("a statement runs where both the engine and the policy permit it", async () => {
  const session = await openTestSession({
    tables,
    policy: { statements: ["query", "ddl"] },
    engine: { allow: ["ddl"] },
  });
  await (await session.query("CREATE TABLE evens AS SELECT n FROM numbers WHERE n % 2 = 0")).rows();
  expect(await (await session.query("SELECT n FROM evens")).count()).toBe(2);
});

test("a policy that cannot be enforced does not open a session", async () => {
  // @ts-expect-error: there is no rule of that name
  await expect(openTestSession({ policy: { files: [] } })).rejects.toMatchObject({ code: "invalid-policy" });
});

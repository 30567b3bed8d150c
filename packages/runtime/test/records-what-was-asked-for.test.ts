import { memorySink } from "@causeway/obs";
import { artifactSchemas } from "@causeway/obs/schemas";
import { Ajv } from "ajv";
import { expect, test } from "vitest";
import { numberTable } from "./support/number-table.js";
import { openTestSession } from "./support/open-test-session.js";

const tables = { numbers: { arrow: numberTable(10) } };

test("the text, the plans and the operators are recorded where that is asked, as the schemas say", async () => {
  const diagnostics = memorySink();
  const session = await openTestSession({ diagnostics, tables, record: ["statement", "plan", "operators"] });
  const sql = "SELECT sum(n) AS total FROM numbers WHERE n > $1";
  for (const parameter of [3, 4]) await (await session.query(sql, { parameters: [parameter] })).rows();
  expect(diagnostics.artifacts("statement")).toMatchObject([
    { sql, findings: [] },
    { sql, findings: [] },
  ]);
  const plans = diagnostics.artifacts("plan");
  expect(plans).toMatchObject([
    { lane: "substrait", substrait: expect.any(String) },
    { lane: "substrait", substrait: expect.any(String) },
  ]);
  expect(plans[1]?.physical).toContain("n@0 > 4");
  const reports = diagnostics.artifacts("run-report");
  expect(reports[1]?.operators).toMatchObject({ rows: 1, children: [expect.anything()] });
  const ajv = new Ajv({ strict: true, allowUnionTypes: true });
  for (const name of ["statement", "plan", "run-report"] as const) {
    const validate = ajv.compile(artifactSchemas[name]);
    for (const payload of diagnostics.artifacts(name))
      expect([validate(payload), validate.errors]).toEqual([true, null]);
  }
});

test("what is wrong with a text stands beside it", async () => {
  const diagnostics = memorySink();
  const policy = { columns: { deny: { numbers: ["name"] } } };
  const session = await openTestSession({ diagnostics, tables, policy, record: ["statement"] });
  await expect(session.query("SELECT name FROM numbers")).rejects.toMatchObject({ code: "preflight-refused" });
  await expect(session.query("SELECT nam FROM numbers")).rejects.toMatchObject({ code: "unknown-column" });
  expect(diagnostics.artifacts("statement").map(({ findings }) => findings)).toMatchObject([
    [{ code: "column-not-allowed", line: 1, column: 8 }],
    [{ code: "unknown-column", line: 1, column: 8 }],
  ]);
});

test("nothing of it is recorded otherwise", async () => {
  const diagnostics = memorySink();
  const session = await openTestSession({ diagnostics, tables });
  const result = await session.query("SELECT n FROM numbers");
  await result.rows();
  expect(diagnostics.artifacts("statement")).toEqual([]);
  expect(diagnostics.artifacts("plan")).toEqual([]);
  expect(result.report).not.toHaveProperty("operators");
});

test("what cannot be recorded is refused", async () => {
  // @ts-expect-error: there is no such detail
  await expect(openTestSession({ record: ["rows"] })).rejects.toMatchObject({
    code: "invalid-option",
    option: "record",
  });
});

test("a session tells its latest runs", async () => {
  const session = await openTestSession({ tables });
  await (await session.query("SELECT n FROM numbers", { label: "ended" })).rows();
  await expect(session.query("SELECT nothing FROM numbers", { label: "failed" })).rejects.toThrow();
  const open = await session.query("SELECT n FROM numbers", { label: "open" });
  expect(session.runs().map(({ label, outcome }) => [label, outcome])).toEqual([
    ["ended", "ok"],
    ["failed", "error"],
    ["open", "running"],
  ]);
  await open.cancel();
  for (let index = 0; index < 120; index += 1) await (await session.query("SELECT 1", { label: `${index}` })).count();
  const labels = session.runs().map(({ label }) => label);
  expect([labels.length, labels[0], labels.at(-1)]).toEqual([100, "20", "119"]);
});

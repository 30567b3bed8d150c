import { expect, test } from "vitest";
import { NativeError, openSession, RuntimeError } from "../src/index.js";
import { numberTable } from "./support/number-table.js";
import { openTestSession } from "./support/open-test-session.js";

const openWithNumbers = () => openTestSession({ tables: { numbers: { arrow: numberTable(3) } } });

test.each([
  ["SELECT * FROM nowhere", { code: "unknown-table", details: { table: "nowhere" } }],
  [
    "SELECT n,\n  nothing FROM numbers",
    { code: "unknown-column", details: { column: "nothing", position: { line: 2, column: 3 } } },
  ],
  ["SELECT nosuch(n) FROM numbers", { code: "unknown-function", details: { function: "nosuch" } }],
  ["SELECT n\nFROM numbers GROUP ORDER", { code: "syntax-error", details: { position: { line: 2, column: 14 } } }],
  ["", { code: "syntax-error" }],
])("%j", async (sql, expected) => {
  const session = await openWithNumbers();
  for (const preflight of ["enforce", "warn", "off"] as const) {
    const error: unknown = await session.query(sql, { preflight }).catch((thrown: unknown) => thrown);
    expect(NativeError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({ ...expected, runId: expect.stringMatching(/^[\da-f-]{36}$/) });
  }
});

test("an error of the engine has the findings in the form of the preflight, as a refusal has", async () => {
  const session = await openWithNumbers();
  for (const preflight of ["enforce", "warn"] as const) {
    await expect(session.query("SELECT n,\n  nothing FROM numbers", { preflight })).rejects.toMatchObject({
      code: "unknown-column",
      diagnostics: [{ code: "unknown-column", severity: "error", line: 2, column: 3, culprit: "nothing" }],
    });
  }
  // The planner lets this pass and the optimiser does not; SQLGlot has seen where.
  const late: { code: string; diagnostics: { code: string; line?: number }[] } = await session
    .query("SELECT n FROM numbers\nWHERE n AND n > 1")
    .then(
      () => undefined as never,
      (error) => error,
    );
  expect(late.diagnostics[0]).toMatchObject({ code: late.code, severity: "error" });
  expect(late.diagnostics).toContainEqual(expect.objectContaining({ code: "type-mismatch", line: 2 }));
});

test.each([
  ["missing", undefined, { code: "parameter-missing", details: { parameter: "$1" } }],
  ["extra", [1, 2], { code: "parameter-extra", details: { parameter: "$2" } }],
  ["of a wrong type", [true], { code: "parameter-type", details: { parameter: "$1" } }],
  ["of no type at all", [{ a: 1 }], { code: "parameter-type", details: { parameter: "$1" } }],
])("a parameter that is %s", async (_, parameters, expected) => {
  const session = await openWithNumbers();
  const query = session.query("SELECT n FROM numbers WHERE n < $1", parameters === undefined ? {} : { parameters });
  await expect(query).rejects.toMatchObject({ ...expected, runId: expect.any(String) });
});

test("all that is wrong with parameters, with places, before anything runs: of a new plan, a kept and a compiled one", async () => {
  const session = await openWithNumbers();
  const sql = "SELECT n, '$9' FROM numbers\nWHERE n < $1 AND n > $2";
  const compiled = await session.compile(sql);
  const expected = {
    code: "parameter-missing",
    details: { parameter: "$2", position: { line: 2, column: 22 } },
    diagnostics: [
      { code: "parameter-missing", culprit: "$2", line: 2, column: 22, endColumn: 24 },
      { code: "parameter-type", culprit: "$1", line: 2, column: 11, endColumn: 13 },
    ],
  };
  const parameters = [true];
  const ways = [
    () => session.query(sql, { parameters }),
    () => session.query(sql, { parameters }),
    () => compiled.execute(parameters),
    () => session.explain(sql, { parameters }),
  ];
  for (const way of ways) await expect(way()).rejects.toMatchObject(expected);
  const [, , , failed] = session.runs().filter(({ outcome }) => outcome === "error");
  expect(failed?.preflight).toMatchObject({
    verdict: "refused",
    diagnosticCodes: ["parameter-missing", "parameter-type"],
  });
  // The text is right in itself: with other values it runs, as it was kept.
  const result = await session.query(sql, { parameters: [3, 0] });
  expect(await result.count()).toBe(2);
  expect(result.report.preflight).toMatchObject({ verdict: "passed", diagnosticCodes: [] });
});

test("values are held against the plan by the preflight as well", async () => {
  const session = await openWithNumbers();
  const report = await session.preflight("SELECT n FROM numbers WHERE n < $1 AND n > $2", { parameters: [true] });
  expect(report.ok).toBe(false);
  expect(report.diagnostics).toMatchObject([
    { code: "parameter-missing", severity: "error", culprit: "$2", line: 1, column: 44 },
    { code: "parameter-type", severity: "error", culprit: "$1", line: 1, column: 33 },
  ]);
  const extra = await session.preflight("SELECT n FROM numbers", { parameters: [1] });
  expect(extra).toMatchObject({ ok: false, diagnostics: [{ code: "parameter-unused", culprit: "$1" }] });
  expect(await session.preflight("SELECT n FROM numbers WHERE n < $1", { parameters: [2] })).toMatchObject({
    ok: true,
    checkedBy: "both",
    diagnostics: [],
  });
});

test("a session option that does not exist, with the nearest that does", async () => {
  // @ts-expect-error: there is no option of that name
  const opening = openSession({ table: {} });
  await expect(opening).rejects.toMatchObject({
    code: "unknown-option",
    option: "table",
    suggestions: ["tables", "lane"],
  });
  expect(RuntimeError.isInstance(await opening.catch((error: unknown) => error))).toBe(true);
});

test("an engine option that does not exist", async () => {
  // @ts-expect-error: there is no option of that name
  await expect(openSession({ engine: { thread: 2 } })).rejects.toMatchObject({ code: "unknown-option" });
});

test("a text that is no text", async () => {
  const session = await openWithNumbers();
  // @ts-expect-error: a query is a text, a relation or the bytes of a plan
  await expect(session.query(42)).rejects.toMatchObject({ code: "invalid-input" });
  // @ts-expect-error: the bytes of a plan are a Uint8Array
  await expect(session.query({ substrait: "CgA=" })).rejects.toMatchObject({ code: "invalid-input" });
});

test("the preflight reports all of it and refuses nothing by itself", async () => {
  const session = await openWithNumbers();
  expect(await session.preflight("SELECT n,\n  nothing FROM numbers")).toMatchObject({
    ok: false,
    diagnostics: [{ code: "unknown-column", culprit: "nothing", line: 2, column: 3 }],
  });
  expect(await session.preflight("SELECT n FROM numbers WHERE n < $1")).toMatchObject({
    ok: true,
    statementKind: "query",
    tables: ["numbers"],
    outputColumns: [{ name: "n", type: "Int64" }],
    parameters: [{ name: "$1", type: "Int64" }],
  });
});

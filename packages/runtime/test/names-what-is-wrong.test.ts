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

test.each([
  ["missing", undefined, { code: "parameter-missing", details: { parameter: "$1" } }],
  ["extra", [1, 2], { code: "parameter-extra", details: { parameter: "$2" } }],
  ["of a wrong type", [{ a: 1 }], { code: "parameter-type", details: { parameter: "$1" } }],
])("a parameter that is %s", async (_, parameters, expected) => {
  const session = await openWithNumbers();
  const query = session.query("SELECT n FROM numbers WHERE n < $1", parameters === undefined ? {} : { parameters });
  await expect(query).rejects.toMatchObject({ ...expected, runId: expect.any(String) });
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

import { tableFromArrays } from "apache-arrow";
import { describe, expect, it } from "vitest";
import { caught, errorOf, openSession, rowsOf } from "./support/sessions.js";

async function flights() {
  const session = openSession();
  await session.registerTable("flights", { arrow: tableFromArrays({ origin: ["SFO"], delay: Int32Array.of(5) }) });
  return session;
}

describe("an error of SQL", () => {
  it.each([
    ["SELECT *\nFROM nowhere", "unknown-table", { table: "nowhere", position: { line: 2, column: 6 } }],
    [
      "SELECT origin,\n  arrival FROM flights",
      "unknown-column",
      { column: "arrival", position: { line: 2, column: 3 } },
    ],
    [
      "SELECT soundex2(origin) FROM flights",
      "unknown-function",
      { function: "soundex2", position: { line: 1, column: 8 } },
    ],
    ["SELECT origin FORM flights", "syntax-error", { position: { line: 1, column: 20 } }],
    ["SELECT 'é💶' SELECT", "syntax-error", { position: { line: 1, column: 13 } }],
    ["SELECT a.delay FROM flights a JOIN flights b ON delay > 1", "ambiguous-column", { column: "delay" }],
    ["SELECT upper(origin, 5) FROM flights", "type-mismatch", {}],
    ["SELECT origin - true FROM flights", "type-mismatch", { position: { line: 1, column: 8 } }],
    ["SELECT delay FROM flights WHERE count(*) > 1", "invalid-plan", {}],
    ["", "syntax-error", {}],
    ["SELECT 1; SELECT 2", "syntax-error", {}],
    ["SELECT \0", "syntax-error", {}],
  ])("%j is %s", async (sql, code, details) => {
    const error = await caught((await flights()).prepare(sql));
    expect(error).toMatchObject({ code, details });
    expect(error.message.startsWith(`${code}: `)).toBe(true);
  });

  it("in text with a lone surrogate stays in JavaScript", async () => {
    expect(await caught((await flights()).prepare("SELECT '\ud800'"))).toMatchObject({ code: "invalid-argument" });
  });

  it("of 17 MB is query-too-large", async () => {
    const error = await caught((await flights()).prepare(`SELECT '${"x".repeat(17 * 1024 * 1024)}'`));
    expect(error).toMatchObject({ code: "query-too-large", details: { limit: 16 * 1024 * 1024 } });
  });

  it("while the query runs comes from the stream", async () => {
    const session = await flights();
    expect(await errorOf(session, "SELECT delay / (delay - 5) AS x FROM flights")).toMatchObject({
      code: "execution-error",
    });
    expect(await rowsOf(session, "SELECT 1 AS still_alive")).toEqual([{ still_alive: 1n }]);
  });
});

describe("queries beyond all measure end with an error or a result, never a crash", () => {
  const chain = (operator: string, operand: string, length: number) =>
    Array.from({ length }, () => operand).join(` ${operator} `);
  it.each([
    ["1,000 nested parentheses", `SELECT ${"(".repeat(1000)}1${")".repeat(1000)}`],
    ["3,000 nested casts", `SELECT ${"CAST(".repeat(3000)}1${" AS BIGINT)".repeat(3000)}`],
    ["ORDER BY with 2,000 keys", `SELECT 1 AS a ORDER BY ${chain(",", "a", 2000)}`],
    ["10,000 ORs", `SELECT ${chain("OR", "(1 = 2)", 10_000)}`],
    ["10,000 ANDs", `SELECT ${chain("AND", "true", 10_000)}`],
    ["10,000 sums", `SELECT ${chain("+", "1", 10_000)}`],
    ["10,000 concatenations", `SELECT ${chain("||", "'a'", 10_000)}`],
    ["5,000 unions", chain("UNION ALL", "SELECT 1", 5000)],
    ["5,000 nested CASEs", `SELECT ${"CASE WHEN true THEN ".repeat(5000)}1${" END".repeat(5000)}`],
    ["300 relations in FROM", `SELECT 1 FROM ${Array.from({ length: 300 }, (_, index) => `(SELECT 1) t${index}`)}`],
    [
      "500 common table expressions, each over the one before",
      `WITH c0 AS (SELECT 1 AS a)${Array.from({ length: 500 }, (_, index) => `, c${index + 1} AS (SELECT a FROM c${index})`).join("")} SELECT * FROM c500`,
    ],
    ["a list of 50,000 values", `SELECT 1 IN (${Array.from({ length: 50_000 }, (_, index) => index)})`],
    ["1 MB of text", `SELECT '${"x".repeat(1024 * 1024)}' AS x`],
  ])("%s", { timeout: 60_000 }, async (_name, sql) => {
    const session = await flights();
    const outcome = await rowsOf(session, sql).catch((error: unknown) => error);
    if (outcome instanceof Error)
      expect(outcome).toMatchObject({ code: expect.stringMatching(/^(query-too-deep|query-too-large|syntax-error)$/) });
    expect(await rowsOf(session, "SELECT 1 AS alive")).toEqual([{ alive: 1n }]);
  });
});

import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { openTestSession } from "./support/open-test-session.js";

/** The tables of the corpus. */
const tables = [
  `flights (origin VARCHAR NOT NULL, destination VARCHAR, carrier VARCHAR, delay BIGINT, distance DOUBLE, cancelled BOOLEAN,
    day DATE, seen TIMESTAMP, price DECIMAL(15, 2), tags VARCHAR[], detail STRUCT<gate VARCHAR, terminal BIGINT>)`,
  "carriers (code VARCHAR NOT NULL, name VARCHAR, country VARCHAR)",
  'airports (code VARCHAR NOT NULL, city VARCHAR, "Country Name" VARCHAR, latitude DOUBLE)',
  '"values" (a BIGINT, b BIGINT)',
  '"map" (k BIGINT)',
  '"Mixed" ("Id" BIGINT, "id" BIGINT, "naïve" VARCHAR, "日本" VARCHAR)',
];

/** The bad statements that need no policy and no parameters, without their marks, and the first code of each. */
async function badStatements(): Promise<{ sql: string; code: string }[]> {
  const corpus = await readFile(new URL("../../sql-preflight/python/tests/corpus/bad.txt", import.meta.url), "utf8");
  const [plain = ""] = corpus.split(/^(?:policy|parameters) /m);
  return (
    plain
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("#"))
      .map((line) => {
        const end = line.indexOf(": ");
        const text = line.slice(end + 2).replace(/[⟦⟧]/g, "");
        const sql = text.replaceAll("\\n", "\n").replaceAll("\\t", "\t").replaceAll("\\r", "\r");
        return { sql, code: line.slice(0, end).split(", ")[0] as string };
      })
      // Here a policy permits what makes tables, and the engine follows what is deep.
      .filter(({ code }) => code !== "statement-not-allowed" && code !== "too-complex")
  );
}

test("of bad statements the engine and SQLGlot together refuse nearly all, never fail, and give places", async () => {
  const session = await openTestSession({ engine: { allow: ["ddl"] }, policy: { statements: ["query", "ddl"] } });
  for (const table of tables) await (await session.query(`CREATE TABLE ${table}`, { preflight: "off" })).rows();
  const bad = await badStatements();
  expect(bad.length).toBeGreaterThan(150);
  const passed: string[] = [];
  let placed = 0;
  for (const { sql } of bad) {
    const { ok, diagnostics } = await session.preflight(sql);
    if (ok) passed.push(sql);
    placed += diagnostics.some(({ severity, line }) => severity === "error" && line !== undefined) ? 1 : 0;
  }
  expect(passed.length, passed.join("\n")).toBeLessThanOrEqual(0.05 * bad.length);
  // The engine refuses at once, and does not know the place of a wrong type.
  expect(placed / bad.length).toBeGreaterThan(0.6);
});

import { expect, test } from "vitest";
import { byBothLanes } from "./support/both-lanes.js";
import { errorOf, openSession, rowsOf } from "./support/sessions.js";

const tables = [
  "CREATE TABLE t AS SELECT value AS a, value % 3 AS g, chr(65 + value % 5) AS s FROM generate_series(1, 20)",
  "CREATE TABLE l AS SELECT value AS id, {level: value, name: 'n'} AS s FROM generate_series(1, 20)",
  "CREATE TABLE r AS SELECT value AS id, {level: value * 10, name: 'n'} AS s FROM generate_series(1, 20)",
  "CREATE TABLE lists AS SELECT [1, 2, 3] AS list, 30 AS n",
];

const joins = (count: number) =>
  `SELECT count(*) FROM t t0 ${Array.from({ length: count }, (_, index) => `JOIN t t${index + 1} ON t${index}.a = t${index + 1}.a`).join(" ")}`;
const nested = (levels: number) =>
  Array.from({ length: levels }).reduce<string>(
    (query, _, level) => `SELECT a + ${level} AS a FROM (${query}) WHERE a > ${level} ORDER BY a LIMIT 1000`,
    "SELECT a FROM t",
  );
const cases = (levels: number) =>
  `SELECT ${Array.from({ length: levels }).reduce<string>((inner, _, level) => `CASE WHEN a = ${level} THEN ${level} ELSE ${inner} END`, "a")} FROM t`;

const carried: readonly (readonly [what: string, sql: string])[] = [
  ["one grouping set", "SELECT g, count(*), grouping(g) FROM t GROUP BY GROUPING SETS ((g))"],
  ["one grouping set of two", "SELECT g, s, sum(a), grouping(g, s) FROM t GROUP BY GROUPING SETS ((g, s))"],
  ["the empty grouping set", "SELECT count(*), sum(a) FROM t GROUP BY GROUPING SETS (())"],
  ["the empty grouping set of no rows", "SELECT count(*) FROM t WHERE a < 0 GROUP BY GROUPING SETS (())"],
  ["a cube of one", "SELECT g, count(*) FROM t GROUP BY CUBE (g)"],
  ["a rollup and a grouping set", "SELECT g, s, count(*) FROM t GROUP BY GROUPING SETS ((g, s), (g), ())"],
  ["60 joins", joins(60)],
  ["queries 40 deep", nested(40)],
  ["a CASE 40 deep", cases(40)],
  [
    "90 branches of EXCEPT",
    Array.from({ length: 90 }, (_, index) => `SELECT a FROM t WHERE a <> ${index}`).join(" EXCEPT "),
  ],
  [
    "lists of values that are never NULL",
    "SELECT array_append(column1, 4), arrow_typeof(column1) FROM (VALUES (arrow_cast([1, 2], 'List(non-null Int64)')), (arrow_cast(NULL, 'List(non-null Int64)')))",
  ],
  ["rows of computed structs", "SELECT min(column1), max(column1) FROM (VALUES ({a: 1, b: 2}), ({a: 1, b: 3}))"],
  ["a lambda beside a lambda", "SELECT array_transform(array_filter(list, v -> v > 1), v -> v * n) FROM lists"],
  [
    "lambdas in each other",
    "SELECT array_transform([list], w -> array_transform(w, v -> v + n + w[1])), array_any_match(list, v -> v = 2) FROM lists",
  ],
  ["a join by computed fields", "SELECT l.id, r.id FROM l JOIN r ON l.s['level'] * 10 = r.s['level'] ORDER BY l.id"],
  [">= ALL", "SELECT a FROM t WHERE a >= ALL (SELECT g FROM t)"],
  [">= ALL of the same column", "SELECT a FROM t WHERE a >= ALL (SELECT a FROM t)"],
  ["= ANY of the same column", "SELECT a FROM t WHERE a = ANY (SELECT a FROM t WHERE a > 7)"],
  ["< ANY", "SELECT a FROM t WHERE a < ANY (SELECT g FROM t)"],
  [
    "tables of the information schema",
    "SELECT table_name, table_type FROM information_schema.tables ORDER BY table_name",
  ],
  [
    "columns of the information schema",
    "SELECT c.table_name, count(*) FROM information_schema.columns c JOIN information_schema.tables t ON c.table_name = t.table_name GROUP BY 1",
  ],
  ["settings", "SELECT name FROM information_schema.df_settings WHERE name LIKE '%batch_size'"],
];

test.each(carried)("%s", { timeout: 120_000 }, async (_, sql) => {
  // The dialect that knows lambdas.
  const settings = { "datafusion.sql_parser.dialect": "duckdb" };
  const session = openSession({ targetPartitions: 1, allow: ["ddl"], settings });
  for (const statement of tables) await rowsOf(session, statement);
  const outcome = await byBothLanes(session, sql);
  expect(outcome).toMatchObject({ lane: "both" });
  if (outcome.lane !== "both") return;
  expect(outcome.substrait).toBe(outcome.sql);
  expect(outcome.sql).not.toContain("error");
});

test("an expression deeper than a decoder follows goes by SQL, and its session goes on", {
  timeout: 120_000,
}, async () => {
  const session = openSession({ allow: ["ddl"] });
  for (const statement of tables) await rowsOf(session, statement);
  expect(await byBothLanes(session, cases(80))).toMatchObject({ lane: "sql", refusal: { class: "too-deep" } });
  expect(await rowsOf(session, "SELECT 1 AS one")).toEqual([{ one: 1n }]);
});

test("a comparison with ANY or ALL of a column of the same name is held", async () => {
  const session = openSession({ allow: ["ddl"] });
  for (const statement of tables) await rowsOf(session, statement);
  expect(await rowsOf(session, "SELECT a FROM t WHERE a >= ALL (SELECT a FROM t)")).toEqual([{ a: 20n }]);
  expect(await rowsOf(session, "SELECT count(*) AS n FROM t WHERE a < ANY (SELECT a FROM t)")).toEqual([{ n: 19n }]);
  expect(await rowsOf(session, "SELECT a FROM t WHERE a <> ALL (SELECT a FROM t WHERE a > 1)")).toEqual([{ a: 1n }]);
});

test("what a policy hides, the information schema does not tell by bytes either", async () => {
  const free = openSession({ allow: ["ddl"] });
  const { bytes } = await (await free.prepare("SELECT table_name FROM information_schema.tables")).substrait();
  const session = openSession({ policy: { tables: { allow: ["t"] } } });
  await expect(session.prepareSubstrait(bytes as Uint8Array)).rejects.toMatchObject({ code: "table-not-allowed" });
  expect(await errorOf(session, "SELECT table_name FROM information_schema.tables")).toMatchObject({
    code: "table-not-allowed",
  });
});

import { readFileSync } from "node:fs";
import {
  Dictionary,
  Field,
  Int32,
  LargeUtf8,
  type RecordBatch,
  Schema,
  Table,
  Utf8,
  vectorFromArray,
} from "apache-arrow";
import { expect, test } from "vitest";
import { readRows } from "../src/index.js";
import { batchesOf, errorOf, openSession, rowsOf } from "./support/sessions.js";

interface GoldenCase {
  readonly function: string;
  readonly arguments: readonly (string | null)[];
  readonly result: string | null;
}

// Made and checked by PyPI's blake3: see cross-check/rule_functions.py.
const golden = JSON.parse(
  readFileSync(new URL("./golden/rule-functions.json", import.meta.url), "utf8"),
) as readonly GoldenCase[];

function literal(text: string | null): string {
  return text === null ? "CAST(NULL AS VARCHAR)" : `'${text.replaceAll("'", "''")}'`;
}

test("constants hash to the golden values", async () => {
  const session = openSession();
  const calls = golden.map((each) => `${each.function}(${each.arguments.map(literal).join(", ")})::varchar`);
  const [row] = await rowsOf(session, `SELECT ${calls.map((call, index) => `${call} AS c${index}`).join(", ")}`);
  golden.forEach((each, index) => {
    expect(row?.[`c${index}`], JSON.stringify(each)).toBe(each.result);
  });
});

const encodings = {
  Utf8: (values: unknown[]) => vectorFromArray(values, new Utf8()),
  LargeUtf8: (values: unknown[]) => vectorFromArray(values, new LargeUtf8()),
  Dictionary: (values: unknown[]) => vectorFromArray(values, new Dictionary(new Utf8(), new Int32())),
};

for (const [encoding, encoded] of Object.entries(encodings)) {
  test(`columns of ${encoding} hash to the golden values`, async () => {
    const session = openSession();
    for (const name of ["stable_hash64", "stable_hash128", "prefixed_hash64"]) {
      const cases = golden.filter((each) => each.function === name);
      const width = cases[0]?.arguments.length ?? 0;
      const columns = Array.from({ length: width }, (_, place) => `a${place}`);
      const vectors = columns.map((column, place) => [column, encoded(cases.map((each) => each.arguments[place]))]);
      await session.registerTable(name, { arrow: new Table(Object.fromEntries(vectors)) });
      const rows = await rowsOf(session, `SELECT ${name}(${columns.join(", ")})::varchar AS hash FROM ${name}`);
      expect(rows.map(({ hash }) => hash)).toEqual(cases.map((each) => each.result));
      const views = columns.map((column) => `arrow_cast(${column}, 'Utf8View')`).join(", ");
      const ofViews = await rowsOf(session, `SELECT ${name}(${views})::varchar AS hash FROM ${name}`);
      expect(ofViews).toEqual(rows);
    }
  });
}

test("no two lists of parts make one id, with nulls, empty texts and separators among them", async () => {
  const session = openSession();
  const values = ["NULL", "''", "'a'", "'b'", "'ab'", "':'", "'a:'"];
  const lists = values.flatMap((one) => [
    [one],
    ...values.flatMap((two) => [[one, two], ...values.map((three) => [one, two, three])]),
  ]);
  const calls = lists.map((parts) => `(stable_id('fn', ${parts.join(", ")}))`);
  const rows = await rowsOf(
    session,
    `SELECT count(DISTINCT id) AS ids, count(*) AS n FROM (VALUES ${calls.join(", ")}) AS t(id)`,
  );
  expect(rows).toEqual([{ ids: BigInt(lists.length), n: BigInt(lists.length) }]);
});

test("arguments are given by name, in any order and after those by position", async () => {
  const session = openSession();
  const rows = await rowsOf(
    session,
    `SELECT stable_id('fn', 'x') AS by_position, stable_id(parts => 'x', prefix => 'fn') AS by_name,
            stable_id('fn', parts => 'x') AS mixed, prefixed_hash64(TEXT => 'x', prefix => 'fn') AS any_case,
            prefixed_hash64('fn', 'x') AS prefixed`,
  );
  const [row] = rows;
  expect(row?.["by_name"]).toBe(row?.["by_position"]);
  expect(row?.["mixed"]).toBe(row?.["by_position"]);
  expect(row?.["any_case"]).toBe(row?.["prefixed"]);
});

const wrongCalls = [
  ["stable_id(prefix => 'fn', part => 'x')", "unknown-argument", { argument: "part" }],
  ["stable_id('fn', prefix => 'x')", "argument-repeated", { argument: "prefix" }],
  ["stable_id(parts => 'x')", "argument-missing", { argument: "prefix" }],
  ["stable_id(prefix => 'x')", "argument-missing", { argument: "parts", function: "stable_id" }],
  ["stable_id()", "argument-missing", { argument: "prefix", function: "stable_id" }],
  ["stable_hash64('a', 'b')", "argument-extra", { function: "stable_hash64", limit: 1 }],
  ["stable_hash64(1)", "type-mismatch", { argument: "text", given: "Int64", expected: "text" }],
  ["stable_id('fn', 'a', 2)", "type-mismatch", { argument: "parts", function: "stable_id" }],
  ["cpg_score(1, 1, 'x')", "type-mismatch", { argument: "type_match", expected: "Float64" }],
  ["cpg_score(1, 1, scope_match => 1)", "argument-repeated", { argument: "scope_match" }],
] as const;

for (const [call, code, details] of wrongCalls) {
  test(`${call} is ${code}, and the session lives on`, async () => {
    const session = openSession();
    expect(await errorOf(session, `SELECT ${call}`)).toMatchObject({ code, details });
    expect(await rowsOf(session, "SELECT 1 AS one")).toEqual([{ one: 1n }]);
  });
}

test("an id is the same in a filter, a join and an aggregate", async () => {
  const session = openSession();
  const schema = new Schema([new Field("name", new Utf8(), true)]);
  const names = ["a", "b", "a", null];
  const table = new Table(schema, new Table({ name: vectorFromArray(names, new Utf8()) }).batches as RecordBatch[]);
  await session.registerTable("names", { arrow: table });
  const sql = `SELECT stable_id('fn', l.name) AS id, count(*) AS n FROM names l JOIN names r ON stable_hash64(l.name) = stable_hash64(r.name)
               WHERE stable_hash128(l.name) <> stable_hash128('b') GROUP BY 1`;
  const rows = (await batchesOf(session, sql)).flatMap((batch) => readRows(batch));
  const [wanted] = await rowsOf(session, "SELECT stable_id('fn', 'a') AS id");
  expect(rows).toEqual([{ id: wanted?.["id"], n: 4n }]);
});

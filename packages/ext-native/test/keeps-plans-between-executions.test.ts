import { join } from "node:path";
import { tableFromArrays } from "apache-arrow";
import { describe, expect, it } from "vitest";
import {
  type DeltaScanDescription,
  type EngineSession,
  type PreparedPlan,
  type QueryParameters,
  readRows,
  type UnknownRow,
} from "../src/index.js";
import { openSession, rowsOf } from "./support/sessions.js";
import { temporaryFolder } from "./support/temporary-folder.js";
import { registerTpc, tpcQueries } from "./support/tpc-data.js";

/** A prepared plan keeps what was optimised of it. Whatever is kept, it must give the rows of a statement that is planned for the first time. */

async function rowsOfPlan(plan: PreparedPlan, parameters?: QueryParameters): Promise<UnknownRow[]> {
  const rows: UnknownRow[] = [];
  const stream = await plan.execute(parameters === undefined ? {} : { parameters });
  for await (const batch of stream) rows.push(...readRows(batch, "js"));
  return rows;
}

/** The rows as text in an order of their own, or the code of the error. */
async function outcome(work: Promise<UnknownRow[]>): Promise<string> {
  return work.then(
    (rows) =>
      rows
        .map((row) => JSON.stringify(row, plain))
        .sort()
        .join("\n"),
    (error: { code?: string }) => `error ${error.code}`,
  );
}

function plain(_name: string, value: unknown): unknown {
  if (typeof value === "bigint") return Number(value);
  return Object.is(value, -0) ? "-0" : typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
}

const columns = `
  CAST(i AS INT) AS i, CAST(CASE WHEN i % 5 = 0 THEN NULL ELSE i * 1000000007 END AS BIGINT) AS l, CAST(abs(i * 8) % 256 AS TINYINT UNSIGNED) AS u,
  CASE WHEN i % 7 = 0 THEN NULL WHEN i % 11 = 0 THEN CAST('NaN' AS DOUBLE) ELSE i / 4.0e0 END AS f,
  CASE WHEN i % 4 = 0 THEN NULL ELSE concat(chr(CAST(97 + i % 3 AS BIGINT)), '%_', i) END AS s,
  CAST(i / 3.0 AS DECIMAL(9, 2)) AS c, CAST(CAST(19723 + i AS INT) AS DATE) AS d, i % 2 = 0 AS b`;

async function withTables(): Promise<EngineSession> {
  const session = openSession({ targetPartitions: 2, allow: ["ddl", "copy"] });
  const folder = temporaryFolder();
  const numbers = `SELECT ${columns} FROM (SELECT value - 30 AS i FROM generate_series(0, 59))`;
  await rowsOf(session, `COPY (${numbers}) TO '${join(folder, "t.parquet")}'`);
  await session.registerTable("t", { parquet: join(folder, "t.parquet") });
  const delta = session.delta(join(folder, "delta"));
  await delta.write(await session.prepare("SELECT * EXCLUDE (u), CAST(u AS SMALLINT) AS u FROM t WHERE i < 0"), {
    mode: "create",
  });
  await delta.write(await session.prepare("SELECT * EXCLUDE (u), CAST(u AS SMALLINT) AS u FROM t WHERE i >= 0"), {
    mode: "append",
  });
  await session.registerTable("e", { delta: delta.uri });
  await session.registerTable("m", {
    arrow: tableFromArrays({ i: Int32Array.of(-29, 0, 1, 7, 12), n: ["a", "b", null, "c", "a%_7"] }),
  });
  return session;
}

/** Numbers that are the same in each run (Lehmer's generator of 1951, as MINSTD has it). */
function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

type Random = (below: number) => number;

const numbers = [
  0,
  1,
  -1,
  7,
  12.5,
  -29,
  127,
  128,
  255,
  256,
  32_768,
  2 ** 31 - 1,
  2 ** 31,
  -(2 ** 31) - 1,
  2 ** 53 - 1,
  0.5,
  1e300,
  -0.25,
];
const texts = ["", "a", "a%", "%", "_%", "a%_1", "%\\%%", "b%_2", "zz", "a\\%\\_%", "b%_-23"];

const pick = <Item>(random: Random, items: readonly Item[]): Item => items[random(items.length)] as Item;
const numberOrNull = (random: Random): unknown =>
  random(8) === 0 ? null : random(12) === 0 ? 2n ** 63n - 1n : pick(random, numbers);
const textOrNull = (random: Random): unknown => (random(8) === 0 ? null : pick(random, texts));
const flagOrNull = (random: Random): unknown => [true, false, null][random(3)];

function literal(value: unknown): string {
  if (typeof value === "string") return `'${value.replaceAll("'", "''")}'`;
  if (typeof value === "bigint" || Number.isSafeInteger(value)) return `CAST('${value}' AS BIGINT)`;
  if (typeof value === "number") return `CAST('${value}' AS DOUBLE)`;
  return String(value).toUpperCase();
}

/** A condition in which `?` stands for a value, and how its values are drawn. */
function condition(random: Random, depth: number): { text: string; draw: ((random: Random) => unknown)[] } {
  if (depth > 0 && random(3) > 0) {
    const [left, right] = [condition(random, depth - 1), condition(random, depth - 1)];
    const text = pick(random, ["(% AND %)", "(% OR %)", "(NOT % OR %)", "(% = %)", "CASE WHEN % THEN % ELSE NULL END"]);
    const [first, second, third] = text.split("%") as [string, string, string];
    return { text: `${first}${left.text}${second}${right.text}${third}`, draw: [...left.draw, ...right.draw] };
  }
  const column = pick(random, ["i", "l", "u", "f", "c", "i + l", "u * 2", "-i"]);
  const operator = pick(random, ["=", "<>", "<", ">=", "IS DISTINCT FROM"]);
  return pick(random, [
    { text: `${column} ${operator} ?`, draw: [numberOrNull] },
    { text: `? ${operator} ${column}`, draw: [numberOrNull] },
    { text: `${column} BETWEEN ? AND ?`, draw: [numberOrNull, numberOrNull] },
    { text: `${column} IN (?, ?, 3, ?, ?)`, draw: [numberOrNull, numberOrNull, numberOrNull, numberOrNull] },
    { text: `${column} NOT IN (?, 5)`, draw: [numberOrNull] },
    { text: `${column} + ? > ? * 2`, draw: [numberOrNull, numberOrNull] },
    { text: `CAST(? AS DOUBLE) < ${column}`, draw: [numberOrNull] },
    { text: `COALESCE(f, ?) > 1`, draw: [numberOrNull] },
    { text: "s LIKE ?", draw: [textOrNull] },
    { text: "s NOT ILIKE ?", draw: [textOrNull] },
    { text: "s > ?", draw: [textOrNull] },
    { text: "s = ? OR s IS NULL", draw: [textOrNull] },
    { text: "b = ?", draw: [flagOrNull] },
    { text: "(b OR ?)", draw: [flagOrNull] },
    { text: "? IS NULL", draw: [numberOrNull] },
    { text: `i IN (SELECT i FROM m WHERE n LIKE ? OR i > ?)`, draw: [textOrNull, numberOrNull] },
    { text: `EXISTS (SELECT 1 FROM m WHERE m.i = o.i AND m.i <> ?)`, draw: [numberOrNull] },
  ]);
}

const shapes = [
  "SELECT * FROM t AS o WHERE %",
  "SELECT * FROM e AS o WHERE %",
  "SELECT i, (%) AS v FROM t AS o",
  "SELECT (%) AS v, count(*) AS n, sum(i) AS s FROM e AS o GROUP BY 1",
  "SELECT o.i, p.s FROM t AS o JOIN e AS p ON o.i = p.i AND p.i < 20 WHERE %",
  "SELECT i, s FROM t AS o WHERE % ORDER BY i LIMIT 3",
  "SELECT min(i) AS a, max(s) AS z FROM e AS o WHERE %",
  "SELECT i FROM (SELECT * FROM t AS o WHERE %) AS x LEFT JOIN m USING (i)",
];

describe("a prepared plan with other values each time", () => {
  it.each([1, 2, 3, 4])("has the rows of fresh statements with literals (seed %d)", async (seed) => {
    const session = await withTables();
    const random = generator(seed * 7_919);
    let withRows = 0;
    for (let round = 0; round < 60; round += 1) {
      const { text, draw } = condition(random, 2);
      const statement = pick(random, shapes).replace("%", () => text);
      let placeholder = 0;
      const plan = await session.prepare(statement.replace(/\?/g, () => `$${++placeholder}`)).catch(() => undefined);
      // The planner refuses it, whatever the values are.
      if (plan === undefined) continue;
      for (let execution = 0; execution < 4; execution += 1) {
        const values = draw.map((drawn) => drawn(random));
        let at = 0;
        const fresh = statement.replace(/\?/g, () => literal(values[at++]));
        const expected = await outcome(rowsOf(session, fresh, { mode: "js" }));
        const found = await outcome(rowsOfPlan(plan, values));
        // A value that is refused as a parameter is no row that is wrong.
        if (found !== "error parameter-type") expect(found, `${fresh}`).toBe(expected);
        if (!expected.startsWith("error") && expected !== "") withRows += 1;
      }
    }
    expect(withRows).toBeGreaterThan(60);
  });

  it.each<[string, QueryParameters[]]>([
    ["SELECT i FROM t ORDER BY i LIMIT $1", [[2], [5], [0], [1]]],
    ["SELECT i FROM t ORDER BY i LIMIT 3 OFFSET $1", [[0], [57], [10]]],
    ["SELECT round(f, $1) AS v FROM t WHERE i = 1", [[0], [1], [2]]],
    ["SELECT date_trunc($1, d) AS v FROM t WHERE i = 1", [["month"], ["year"], ["week"]]],
    ["SELECT $1 AS v", [[1], ["a"], [null], [2.5], [2n ** 64n - 1n]]],
    ["SELECT i FROM t WHERE d >= $1 ORDER BY i LIMIT 1", [["2024-01-10"], ["2023-12-25"], [new Date("2024-01-05")]]],
    [
      "SELECT v + $1 AS v FROM (VALUES ($2), ($3)) AS x(v)",
      [
        [1, 2, 3],
        [1.5, 2, 3],
        [1, null, 3],
      ],
    ],
    ["SELECT approx_percentile_cont(i, $1) AS v FROM t", [[0.1], [0.9]]],
    // It is executable only where the value folds the condition to nothing.
    ["SELECT CASE WHEN -i + $1 > 7 THEN i IN (SELECT i FROM m) ELSE NULL END AS v FROM t", [[null], [1], [null]]],
  ])("%s is the same as each for itself", async (sql, all) => {
    const session = await withTables();
    const plan = await session.prepare(sql);
    for (const parameters of [...all, ...all]) {
      const alone = await outcome(rowsOf(session, sql, { parameters, mode: "js" }));
      expect(await outcome(rowsOfPlan(plan, parameters)), String(parameters)).toBe(alone);
    }
  });
});

describe("a prepared plan that runs again", () => {
  it("has the same rows, and reports of its own, alone and at the same time", { timeout: 120_000 }, async () => {
    const session = openSession({ targetPartitions: 2 });
    await registerTpc(session, "tpch");
    for (const { name, sql } of await tpcQueries("tpch")) {
      const plan = await session.prepare(sql);
      const first = await rowsAndCounts(plan);
      const again = [await rowsAndCounts(plan), ...(await Promise.all([plan, plan, plan].map(rowsAndCounts)))];
      expect(again, name).toEqual([first, first, first, first]);
    }
  });

  it("sees files that are replaced or added, and rows that are inserted", async () => {
    const session = openSession({ allow: ["ddl", "dml", "copy"], targetPartitions: 2 });
    const folder = temporaryFolder();
    const write = (name: string, from: number, to: number) =>
      rowsOf(session, `COPY (SELECT value AS i FROM generate_series(${from}, ${to})) TO '${join(folder, name)}'`);
    await write("a.parquet", 1, 10);
    await session.registerTable("files", { parquet: folder });
    await rowsOf(session, "CREATE TABLE held AS SELECT 1 AS i");
    const plan = await session.prepare("SELECT min(i) AS a, max(i) AS z, count(*) AS n FROM files");
    const held = await session.prepare("SELECT count(*) AS n FROM held");
    expect(await rowsOfPlan(plan)).toEqual([{ a: 1n, z: 10n, n: 10n }].map(asJs));
    expect(await rowsOfPlan(plan)).toEqual([{ a: 1n, z: 10n, n: 10n }].map(asJs));
    await write("a.parquet", 5, 6);
    expect(await rowsOfPlan(plan)).toEqual([{ a: 5n, z: 6n, n: 2n }].map(asJs));
    await write("b.parquet", 100, 101);
    expect(await rowsOfPlan(plan)).toEqual([{ a: 5n, z: 101n, n: 4n }].map(asJs));
    expect(await rowsOfPlan(held)).toEqual([{ n: 1n }].map(asJs));
    await rowsOf(session, "INSERT INTO held VALUES (2), (3)");
    expect(await rowsOfPlan(held)).toEqual([{ n: 3n }].map(asJs));
  });

  it("reads the files that are chosen for this execution", async () => {
    const session = await withTables();
    const plan = await session.prepare("SELECT count(*) AS n FROM e");
    const [scan] = (await plan.bind()).scans;
    const index = await session.deltaIndex(scan as DeltaScanDescription, []);
    const all = [...(index.files.getChild("number") ?? [])].map(Number);
    expect(all).toHaveLength(2);
    for (const files of [all, all.slice(0, 1), all.slice(0, 1), all.slice(1), [], all]) {
      const bound = await plan.bind();
      const rows: UnknownRow[] = [];
      for await (const batch of await bound.execute({ files: new Map([[0, Uint32Array.from(files)]]) }))
        rows.push(...readRows(batch, "js"));
      expect(rows).toEqual([{ n: 30 * files.length }]);
    }
  });

  it("follows settings that change meanwhile", async () => {
    const session = openSession({ allow: ["set"], targetPartitions: 2 });
    await registerTpc(session, "tpch");
    const plan = await session.prepare("SELECT l_orderkey, count(*) AS n FROM lineitem GROUP BY 1");
    const partitions = async () => {
      await rowsOfPlan(plan);
      return (await plan.explain()).physical.includes("RepartitionExec");
    };
    expect(await partitions()).toBe(true);
    await rowsOf(session, "SET datafusion.execution.target_partitions = 1");
    expect(await partitions()).toBe(false);
    await rowsOf(session, "SET datafusion.execution.target_partitions = 2");
    expect(await partitions()).toBe(true);
  });

  it("tells of functions that are defined meanwhile", async () => {
    const session = openSession();
    const plan = await session.prepare(
      "SELECT routine_name FROM information_schema.routines WHERE routine_name = $1 GROUP BY 1",
    );
    expect(await rowsOfPlan(plan, ["twice"])).toEqual([]);
    await session.functions.define("CREATE FUNCTION twice(a BIGINT) RETURNS BIGINT RETURN a * 2");
    expect(await rowsOfPlan(plan, ["twice"])).toEqual([{ routine_name: "twice" }]);
  });

  it("tells the time of its execution, and draws anew", async () => {
    const session = await withTables();
    for (const sql of [
      "SELECT CAST(now() AS BIGINT) AS v",
      "SELECT random() AS v FROM t WHERE i = 1",
      "SELECT uuid() AS v",
      "SELECT v FROM (SELECT i, CAST(now() AS BIGINT) AS v FROM t) WHERE i = $1",
      "SELECT random() AS v FROM t WHERE i = $1",
    ]) {
      const plan = await session.prepare(sql);
      const seen = new Set<unknown>();
      for (let execution = 0; execution < 3; execution += 1)
        seen.add((await rowsOfPlan(plan, sql.includes("$") ? [1] : undefined))[0]?.["v"]);
      expect(seen.size, sql).toBe(3);
    }
  });

  it("keeps the view that it was prepared with", async () => {
    const session = await withTables();
    await rowsOf(session, "CREATE VIEW v AS SELECT i, now() AS t FROM t WHERE i > 25");
    const plan = await session.prepare("SELECT CAST(t AS BIGINT) AS t, i FROM v ORDER BY i");
    const [first, second] = [await rowsOfPlan(plan), await rowsOfPlan(plan)];
    expect(first.map(({ i }) => i)).toEqual([26, 27, 28, 29]);
    expect(second[0]?.["t"]).not.toBe(first[0]?.["t"]);
  });
});

async function rowsAndCounts(plan: PreparedPlan): Promise<unknown> {
  const stream = await plan.execute();
  const rows: string[] = [];
  for await (const batch of stream) for (const row of readRows(batch, "json")) rows.push(JSON.stringify(row));
  const { report } = stream;
  const scans = report.scans.map(({ table, filesRead }) => ({ table, filesRead }));
  return { rows: rows.sort(), scans, count: report.rows, out: report.operators?.rows };
}

function asJs(row: Record<string, bigint>): Record<string, number> {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, Number(value)]));
}

import { describe, expect, it } from "vitest";
import type { QueryParameters, UnknownRow } from "../src/index.js";
import { rowsOfPlan, withTables } from "./support/prepared-plans.js";
import { rowsOf } from "./support/sessions.js";

/** A prepared plan keeps what was optimised of it. Whatever is kept, it must give the rows of a statement that is planned for the first time. */

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

import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { EngineSession, type PreparedPlan, readRows, type ScanPredicate } from "../src/index.js";
import { temporaryFolder } from "./support/temporary-folder.js";

/** A session over a Delta table of two files, with a column of each kind. */
async function openOverTable(): Promise<{ session: EngineSession; uri: string }> {
  const session = EngineSession.open();
  onTestFinished(() => session.close());
  const table = session.delta(join(await temporaryFolder(), "table"));
  const rows = (from: number) => `SELECT column1 AS n, CAST(column1 AS INT) AS narrow, 'a' || column1 AS s,
      CAST(column1 AS DOUBLE) AS f, CAST(column1 AS DECIMAL(20, 2)) AS d, CAST('2026-03-01' AS DATE) AS day,
      arrow_cast('2026-03-01T12:00:00Z', 'Timestamp(Microsecond, Some("UTC"))') AS t, column1 > 0 AS b,
      named_struct('x', column1) AS st, CASE WHEN ${from} = 0 THEN 'low' ELSE 'high' END AS p
    FROM (VALUES (${from}), (${from + 1}))`;
  await table.write(await session.prepare(rows(0)), { mode: "create", partitionBy: ["p"] });
  await table.write(await session.prepare(rows(100)), { mode: "append" });
  await session.registerTable("t", { delta: table.uri });
  return { session, uri: table.uri };
}

async function rowsOf(plan: Pick<PreparedPlan, "execute">): Promise<unknown[]> {
  const rows: unknown[] = [];
  for await (const batch of await plan.execute()) rows.push(...readRows(batch, "json"));
  return rows;
}

const column = (...path: string[]) => ({ kind: "column", path });
const integer = (value: number) => ({ type: "integer", value: String(value) });

test("conditions are told as data, literals with all their digits", async () => {
  const { session } = await openOverTable();
  const predicate = async (condition: string): Promise<ScanPredicate | undefined> =>
    (await (await session.prepare(`SELECT n FROM t WHERE ${condition}`)).bind()).scans[0]?.predicate;
  expect(await predicate("n > 9007199254740993")).toEqual({
    kind: "compare",
    input: column("n"),
    operator: ">",
    value: { type: "integer", value: "9007199254740993" },
  });
  expect(await predicate("5 < narrow")).toMatchObject({ input: column("narrow"), operator: ">", value: integer(5) });
  expect(await predicate("d = 12.50")).toMatchObject({ value: { type: "decimal", unscaled: "1250", scale: 2 } });
  expect(await predicate("f = 'NaN'::double")).toMatchObject({ value: { type: "float", value: "NaN" } });
  expect(await predicate("day >= DATE '1969-12-31'")).toMatchObject({ value: { type: "date", days: -1 } });
  expect(await predicate("t < TIMESTAMP '2026-03-01T00:00:00Z'")).toMatchObject({
    value: { type: "timestamp", value: expect.stringMatching(/^1772323200000000/), zone: "UTC" },
  });
  expect(await predicate("s LIKE 'a!%b%' ESCAPE '!'")).toMatchObject({
    kind: "like",
    pattern: "a!%b%",
    escapeCharacter: "!",
  });
  expect(await predicate("n IN (1, 7, 9, 11, 13)")).toMatchObject({ kind: "in-list" });
  expect(await predicate("n NOT IN (1, NULL)")).toMatchObject({ kind: expect.any(String) });
  expect(await predicate("st['x'] = 3")).toMatchObject({ input: column("st", "x") });
  expect(await predicate("date_trunc('month', t) = TIMESTAMP '2026-03-01T00:00:00Z'")).toMatchObject({
    kind: expect.stringMatching(/compare|and/),
  });
  expect(await predicate("date_part('year', day) = 2026")).toBeDefined();
  expect(await predicate("left(s, 1) = 'a'")).toMatchObject({ input: { kind: "left", input: column("s"), length: 1 } });
  expect(await predicate("b AND s > 'a' AND (n = 1 OR n % 2 = 0)")).toEqual({
    kind: "and",
    operands: [
      { kind: "compare", input: column("b"), operator: "=", value: { type: "boolean", value: true } },
      { kind: "compare", input: column("s"), operator: ">", value: { type: "string", value: "a" } },
      {
        kind: "or",
        operands: [
          { kind: "compare", input: column("n"), operator: "=", value: integer(1) },
          { kind: "unknown", text: expect.stringContaining("% ") },
        ],
      },
    ],
  });
});

test("each scan has a number of its own, its columns and the predicate that reaches it", async () => {
  const { session } = await openOverTable();
  const plan = await session.prepare(
    `WITH late AS (SELECT * FROM t WHERE n >= $1)
     SELECT a.s FROM late a JOIN late b ON a.n = b.n WHERE b.p = 'high' AND a.f > (SELECT avg(f) FROM t WHERE p = 'low')`,
  );
  const { scans } = await plan.bind({ parameters: [50] });
  expect(scans.map(({ id }) => id).toSorted()).toEqual([0, 1, 2]);
  for (const scan of scans) expect(scan).toMatchObject({ table: "t", version: 1 });
  const texts = scans.map(({ predicate }) => JSON.stringify(predicate));
  expect(texts.filter((text) => text.includes('"50"'))).toHaveLength(2);
  expect(texts.filter((text) => text.includes('"low"'))).toHaveLength(1);
  expect(scans.find(({ predicate }) => JSON.stringify(predicate).includes('"low"'))?.columns).toContain("f");
});

test("a bound plan runs on the files that are chosen, again and again, and the table is as it was", async () => {
  const { session } = await openOverTable();
  const plan = await session.prepare("SELECT n FROM t ORDER BY n");
  const bound = await plan.bind();
  const [scan] = bound.scans;
  if (scan === undefined) throw new Error("the plan has no scan");
  const { files, metadata } = await session.deltaIndex(scan, ["n"]);
  expect(files.schema.fields.map(({ name }) => name)).toEqual(
    expect.arrayContaining(["number", "path", "partition.p", "min.n", "max.n", "null_count.n"]),
  );
  expect(files.schema.fields.map(({ name }) => name)).not.toContain("min.s");
  expect(metadata.partitionColumns).toEqual(["p"]);
  for (let row = 0; row < files.numRows; row += 1) {
    const chosen = new Map([[scan.id, Uint32Array.of(Number(files.getChild("number")?.get(row)))]]);
    const low = Number(files.getChild("min.n")?.get(row));
    expect(await rowsOf({ execute: () => bound.execute({ files: chosen }) })).toEqual([{ n: low }, { n: low + 1 }]);
  }
  expect(await rowsOf({ execute: () => bound.execute({ files: new Map([[scan.id, Uint32Array.of()]]) }) })).toEqual([]);
  expect(await rowsOf(bound)).toHaveLength(4);
  expect(await rowsOf(plan)).toHaveLength(4);
});

test("files and scans that are not there are refused, and so is a statement that is no query", async () => {
  const { session } = await openOverTable();
  const bound = await (await session.prepare("SELECT n FROM t")).bind();
  await expect(bound.execute({ files: new Map([[0, Uint32Array.of(2)]]) })).rejects.toMatchObject({
    code: "invalid-option",
    details: { option: "files" },
  });
  await expect(bound.execute({ files: new Map([[7, Uint32Array.of(0)]]) })).rejects.toMatchObject({
    code: "invalid-option",
  });
  await expect(bound.execute({ files: { 0: [0] } as never })).rejects.toMatchObject({ code: "invalid-option" });
  expect(await rowsOf(bound)).toHaveLength(4);
  await expect((await session.prepare("EXPLAIN SELECT n FROM t")).bind()).rejects.toMatchObject({
    code: "invalid-plan",
  });
  await expect(session.deltaIndex({ snapshot: 0, version: 9 }, [])).rejects.toMatchObject({
    code: "version-not-found",
  });
});

test("without a choice the engine leaves out files by itself", async () => {
  const { session } = await openOverTable();
  const stream = await (await session.prepare("SELECT n FROM t WHERE n < 50 AND p <> 'none'")).execute();
  let rows = 0;
  for await (const batch of stream) rows += batch.numRows;
  expect(rows).toBe(2);
  expect(stream.report.scans).toMatchObject([{ table: "t", filesTotal: 2, filesRead: 1 }]);
});

test("rows are counted by the log, and a filter counts those that it lets through", async () => {
  const { session } = await openOverTable();
  expect(await rowsOf(await session.prepare("SELECT count(*) AS n FROM t"))).toEqual([{ n: 4 }]);
  expect(await rowsOf(await session.prepare("SELECT count(*) AS n FROM t WHERE n > 0"))).toEqual([{ n: 3 }]);
  expect(await rowsOf(await session.prepare("SELECT n FROM t WHERE n > 0 LIMIT 1"))).toHaveLength(1);
});

test("a session that follows a table moves by new commits", async () => {
  const { session, uri } = await openOverTable();
  expect(await session.refreshTable("t")).toBeUndefined();
  const before = await (await session.prepare("SELECT n FROM t")).bind();
  await session.delta(uri).write(await session.prepare("SELECT * FROM t WHERE n = 0"), { mode: "append" });
  expect(await session.refreshTable("t")).toMatchObject({ name: "t", version: 2, files: 3 });
  const after = await (await session.prepare("SELECT n FROM t")).bind();
  const [old, next] = [before.scans[0], after.scans[0]];
  expect(next).toMatchObject({ version: 2, snapshot: old?.snapshot });
  expect(session.deltaCommits(Number(next?.snapshot), { after: 1, through: 2 })).toMatchObject([
    { version: 2, added: [{ number: 2, partitionValues: { p: "low" } }], removed: [] },
  ]);
  expect(await rowsOf(before)).toHaveLength(4);
  expect(await rowsOf(after)).toHaveLength(5);
  await expect(session.refreshTable("nothing")).resolves.toBeUndefined();
});

import { copyFile, mkdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { EngineSession, readRows } from "@causeway/ext-native";
import { expect, onTestFinished, test } from "vitest";
import type { Session } from "../src/index.js";
import { openTestSession } from "./support/open-test-session.js";
import { appendCommit, rewriteLog, withDeletionVectors } from "./support/rewrite-log.js";
import { temporaryFolder } from "./support/temporary-folder.js";

interface Statistics {
  numRecords: number;
  minValues: Record<string, unknown>;
  maxValues: Record<string, unknown>;
  nullCount: Record<string, number>;
}

/** A Delta table with a file for each SELECT, and a session over it. */
async function tableOf(selects: readonly string[], partitionBy: readonly string[] = []) {
  const engine = EngineSession.open();
  onTestFinished(() => engine.close());
  const table = engine.delta(join(await temporaryFolder(), "table"));
  for (const [at, select] of selects.entries()) {
    const mode = at === 0 ? ({ mode: "create", partitionBy } as const) : ({ mode: "append" } as const);
    await table.write(await engine.prepare(select), mode);
  }
  return table.uri;
}

/** Changes the statistics that the log has. */
const withStatistics = (change: (statistics: Statistics) => void) => (action: { add?: { stats: string } }) => {
  if (action.add === undefined) return action;
  const statistics = JSON.parse(action.add.stats) as Statistics;
  change(statistics);
  return { add: { ...action.add, stats: JSON.stringify(statistics) } };
};

async function openOver(uri: string): Promise<Session> {
  return openTestSession({ tables: { t: { delta: uri } }, preflight: "off" });
}

/** The rows of a query, with and without the prune stage. */
async function rowsOf(uri: string, sql: string): Promise<unknown[]> {
  const session = await openOver(uri);
  const rows = await (await session.query(sql)).rows({ mode: "json" });
  const engine = EngineSession.open();
  onTestFinished(() => engine.close());
  await engine.registerTable("t", { delta: uri });
  const alone: unknown[] = [];
  for await (const batch of await (await engine.prepare(sql)).execute()) {
    alone.push(...readRows(batch, "json"));
  }
  expect(alone).toEqual(rows);
  return rows;
}

const forms = [
  { form: "alone", also: undefined },
  { form: "with deletion vectors", also: withDeletionVectors([0]) },
] as const;

test.each(forms)("a column with one bound is read from the file, $form", async ({ also }) => {
  const text = "x".repeat(40);
  const value = "1234567890123456789.123456789";
  const uri = await tableOf([
    `SELECT '${text}' AS s, CAST('${value}' AS DECIMAL(38, 9)) AS d, 7 AS n UNION ALL
     SELECT '${text}' AS s, CAST('${value}' AS DECIMAL(38, 9)) AS d, 7 AS n`,
  ]);
  await rewriteLog(
    uri,
    withStatistics(({ minValues, maxValues }) => {
      for (const bounds of [minValues, maxValues]) Object.assign(bounds, { s: "x".repeat(32), d: Number(value), n: 7 });
    }) as never,
  );
  if (also !== undefined) await rewriteLog(uri, also);
  const row = { s: text, d: value, n: 7 };
  expect(new Set((await rowsOf(uri, "SELECT s, d, n FROM t")).map((found) => JSON.stringify(found)))).toEqual(
    new Set([JSON.stringify(row)]),
  );
  expect(await rowsOf(uri, "SELECT max(s) AS s, min(d) AS d FROM t")).toEqual([{ s: text, d: value }]);
  // Bounds that are cut or rounded keep the file.
  expect(await rowsOf(uri, `SELECT count(*) > 0 AS found FROM t WHERE s = '${text}'`)).toEqual([{ found: true }]);
  expect(await rowsOf(uri, `SELECT count(*) > 0 AS found FROM t WHERE s > '${"x".repeat(36)}'`)).toEqual([
    { found: true },
  ]);
  expect(await rowsOf(uri, `SELECT count(*) > 0 AS found FROM t WHERE d = CAST('${value}' AS DECIMAL(38, 9))`)).toEqual(
    [{ found: true }],
  );
});

test("a condition that is null for every row keeps none", async () => {
  const uri = await tableOf(
    ["SELECT 1 AS x, nullif('a', '') AS p, nullif('a', '') AS q", "SELECT 2 AS x, 'b' AS p, NULL AS q"],
    ["p", "q"],
  );
  for (const condition of [
    "x NOT IN (1, NULL)",
    "p NOT IN ('a', NULL)",
    "x = NULL",
    "NOT (x = NULL)",
    "p <> q",
    "CASE WHEN p = 'z' THEN true END",
    "p IN ('z', NULL)",
  ]) {
    expect({ condition, rows: await rowsOf(uri, `SELECT x FROM t WHERE ${condition}`) }).toEqual({
      condition,
      rows: [],
    });
  }
  expect(await rowsOf(uri, "SELECT x FROM t WHERE p IN ('a', NULL)")).toEqual([{ x: 1 }]);
  expect(await rowsOf(uri, "SELECT x FROM t WHERE p = q")).toEqual([{ x: 1 }]);
});

test.each(forms)("rows with NaN are found whatever the statistics say, $form", async ({ also }) => {
  const select = "SELECT column1 AS f, CAST(column1 AS FLOAT) AS g FROM (VALUES (1.0), ('NaN'::double), (1.0), (1.0))";
  for (const bound of [undefined, 1, "NaN"]) {
    const uri = await tableOf([select]);
    await rewriteLog(
      uri,
      withStatistics(({ minValues, maxValues }) => {
        for (const name of ["f", "g"]) {
          Object.assign(minValues, { [name]: 1 });
          if (bound === undefined) delete maxValues[name];
          else Object.assign(maxValues, { [name]: bound });
        }
      }) as never,
    );
    if (also !== undefined) await rewriteLog(uri, also);
    for (const condition of ["f > 5", "f >= 2", "f = 'NaN'::double", "f <> 1", "NOT (f < 5)", "g > 5", "g <> 1"]) {
      const rows = await rowsOf(uri, `SELECT count(*) AS n FROM t WHERE ${condition}`);
      expect({ bound, condition, rows }).toEqual({ bound, condition, rows: [{ n: 1 }] });
    }
  }
});

test("the top of a column with NaN is NaN", async () => {
  const uri = await tableOf([
    "SELECT 1.0::double AS f",
    "SELECT 'NaN'::double AS f UNION ALL SELECT 0.5",
    "SELECT 3.0::double AS f",
  ]);
  expect(await rowsOf(uri, "SELECT f FROM t ORDER BY f DESC LIMIT 2")).toEqual([{ f: "NaN" }, { f: 3 }]);
});

test("an empty partition text is NULL", async () => {
  const uri = await tableOf(["SELECT 1 AS x, nullif('a', '') AS p", "SELECT 2 AS x, 'b' AS p"], ["p"]);
  await rewriteLog(uri, ((action: { add?: { partitionValues: { p: string } } }) =>
    action.add?.partitionValues.p === "b" ? { add: { ...action.add, partitionValues: { p: "" } } } : action) as never);
  expect(await rowsOf(uri, "SELECT x, p FROM t WHERE p IS NULL")).toEqual([{ x: 2, p: null }]);
  expect(await rowsOf(uri, "SELECT x FROM t WHERE p <> 'a'")).toEqual([]);
});

test("a partition of -0 is found by a condition that -0 meets", async () => {
  const uri = await tableOf(["SELECT 1 AS x, -0.0::double AS p", "SELECT 2 AS x, 1.0::double AS p"], ["p"]);
  expect(await rowsOf(uri, "SELECT x FROM t WHERE p < 0.5")).toEqual([{ x: 1 }]);
  const session = await openOver(uri);
  // Whether -0 is 0 is the engine's to say, of stored values and of others alike.
  const [{ same } = { same: undefined }] = await (
    await session.query<{ same: boolean }>("SELECT -0.0::double = 0.0::double AS same")
  ).rows();
  expect(await rowsOf(uri, "SELECT x FROM t WHERE p = 0.0")).toEqual(same ? [{ x: 1 }] : []);
});

test("the texts of floats bound them as doubles too, where a column has changed its type", async () => {
  const uri = await tableOf(["SELECT CAST(0.7 AS FLOAT) AS f", "SELECT CAST(0.1 AS FLOAT) AS f"]);
  const features = ["typeWidening"];
  const protocol = { minReaderVersion: 3, minWriterVersion: 7, readerFeatures: features, writerFeatures: features };
  const metadata = { "delta.typeChanges": [{ fromType: "float", toType: "double" }] };
  const schemaString = JSON.stringify({
    type: "struct",
    fields: [{ name: "f", type: "double", nullable: true, metadata }],
  });
  await rewriteLog(uri, (action) => {
    if (action.protocol !== undefined) return { protocol };
    return action.metaData === undefined ? action : { metaData: { ...action.metaData, schemaString } };
  });
  // As a double the first is 0.699999988079071, and the second 0.10000000149011612.
  expect(await rowsOf(uri, "SELECT count(*) AS n FROM t WHERE f < 0.7")).toEqual([{ n: 2 }]);
  expect(await rowsOf(uri, "SELECT count(*) AS n FROM t WHERE f < 0.7 AND f > 0.5")).toEqual([{ n: 1 }]);
  expect(await rowsOf(uri, "SELECT count(*) AS n FROM t WHERE f > 0.1 AND f < 0.2")).toEqual([{ n: 1 }]);
  expect(await rowsOf(uri, "SELECT count(*) AS n FROM t WHERE f = 0.7 OR f = 0.1")).toEqual([{ n: 0 }]);
});

test.each(forms)("timestamps of the type INT96 are right beyond the year 2262, $form", async ({ also }) => {
  const folder = join(await temporaryFolder(), "table");
  await mkdir(join(folder, "_delta_log"), { recursive: true });
  const file = fileURLToPath(new URL("./fixtures/int96.parquet", import.meta.url));
  await copyFile(file, join(folder, "a.parquet"));
  const field = (name: string, type: string) => ({ name, type, nullable: true, metadata: {} });
  const schemaString = JSON.stringify({ type: "struct", fields: [field("n", "integer"), field("at", "timestamp")] });
  await appendCommit(folder, 0, [
    { protocol: { minReaderVersion: 1, minWriterVersion: 2 } },
    {
      metaData: {
        id: "t",
        format: { provider: "parquet", options: {} },
        schemaString,
        partitionColumns: [],
        configuration: {},
      },
    },
    {
      add: {
        path: "a.parquet",
        size: (await stat(file)).size,
        partitionValues: {},
        modificationTime: 1,
        dataChange: true,
        stats: JSON.stringify({ numRecords: 4, minValues: {}, maxValues: {}, nullCount: {} }),
      },
    },
  ]);
  if (also !== undefined) await rewriteLog(folder, also);
  const rows = await rowsOf(folder, "SELECT n, CAST(at AS TEXT) AS at FROM t WHERE n > 1 ORDER BY n");
  expect(rows).toEqual([
    { n: 2, at: "2262-04-12T00:00:00Z" },
    { n: 3, at: "9999-12-31T23:59:59.999999Z" },
    { n: 4, at: "0001-01-01T00:00:00Z" },
  ]);
  expect(
    await rowsOf(
      folder,
      "SELECT n FROM t WHERE at > arrow_cast('5000-01-01T00:00:00Z', 'Timestamp(Microsecond, Some(\"UTC\"))')",
    ),
  ).toEqual([{ n: 3 }]);
});

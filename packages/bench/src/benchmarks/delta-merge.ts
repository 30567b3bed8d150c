import { access, cp, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { EngineSession } from "@causeway/ext-native";
import { DuckDBInstance } from "@duckdb/node-api";
import { BenchError } from "../bench-error.js";
import type { Benchmark, BenchmarkReport } from "../benchmark.js";
import type { WriteResult } from "../delta-write/write-result.js";
import { alternated } from "../peers/running-peers.js";
import { pythonProgram } from "../prepare/python-tools.js";
import { runCommand } from "../prepare/run-command.js";
import { tpchTables } from "../prepare/tpch-data.js";
import { tpchDeltaTables } from "../prepare/tpch-delta-tables.js";
import { quotedLiteral } from "../quoted-literal.js";
import { best, median } from "../statistics.js";
import type { Workplace } from "../workplace.js";

const names = ["causeway", "deltalake"] as const;
type MergerName = (typeof names)[number];

/** One in a hundred rows of lineitem, nine in ten of them changed and one in ten new, into a copy of the table; each time in a fresh process. */
export const deltaMerge: Benchmark = {
  name: "delta-merge",
  title: "Merge of one row in a hundred into TPC-H lineitem, scale factor 1, as a Delta table",
  async run(workplace: Workplace): Promise<BenchmarkReport> {
    const { lineitem } = await tpchTables(workplace, workplace.tpchScale);
    const { lineitem: table } = await tpchDeltaTables(workplace);
    const changes = await changesOf(workplace, lineitem);
    const expected = await merged(lineitem, changes);
    const found = new Map<MergerName, WriteResult[]>(names.map((name) => [name, []]));
    // The first round checks what was merged and warms the file cache; it is not counted.
    for (let round = 0; round <= workplace.rounds; round += 1) {
      for (const name of alternated(names, round)) {
        const target = join(workplace.cache, `merged-by-${name}`);
        await rm(target, { recursive: true, force: true });
        await cp(table, target, { recursive: true });
        const result = await merge(workplace, name, changes, target);
        if (round === 0) check(name, expected, await contentOf(await filesOf(target)));
        else found.get(name)?.push(result);
        await rm(target, { recursive: true, force: true });
        workplace.progress(`  ${name}: ${(result.elapsedMs / 1000).toFixed(2)} s`);
      }
    }
    return report(workplace, expected, found);
  },
};

async function merge(workplace: Workplace, name: MergerName, changes: string, target: string): Promise<WriteResult> {
  const command =
    name === "causeway"
      ? [process.execPath, fileURLToPath(new URL("./delta-merge/causeway-merge.js", import.meta.url))]
      : [await pythonProgram(workplace, "python"), join(workplace.packageFolder, "python", "merge_delta.py")];
  const [program = "", ...script] = command;
  return JSON.parse(await runCommand(program, [...script, changes, target, String(workplace.threads)])) as WriteResult;
}

/** The rows to merge as a Parquet file, made on first use: spread over the whole table. */
async function changesOf(workplace: Workplace, lineitem: string): Promise<string> {
  const path = join(workplace.cache, `lineitem-changes-sf${workplace.tpchScale}.parquet`);
  const isReady = await access(path).then(
    () => true,
    () => false,
  );
  if (isReady) return path;
  // A new row has the number of a line that no order has.
  await inDuckDB(`COPY (
    SELECT * REPLACE (
      CAST(l_linenumber + CASE WHEN hash(l_orderkey, l_linenumber) // 100 % 10 = 0 THEN 100 ELSE 0 END AS INTEGER) AS l_linenumber,
      CAST(l_quantity + 1 AS DECIMAL(15, 2)) AS l_quantity, 'merged' AS l_comment)
    FROM read_parquet(${quotedLiteral(lineitem)}) WHERE hash(l_orderkey, l_linenumber) % 100 = 0
  ) TO ${quotedLiteral(`${path}.unfinished`)} (FORMAT parquet)`);
  await rename(`${path}.unfinished`, path);
  return path;
}

interface Content {
  readonly rows: number;
  readonly changed: number;
  readonly quantity: string;
}

const counts = "count(*), count(*) FILTER (l_comment = 'merged'), sum(l_quantity)";

async function contentOf(files: readonly string[]): Promise<Content> {
  const list = files.map(quotedLiteral).join(", ");
  return contentIn(await inDuckDB(`SELECT ${counts} FROM read_parquet([${list}])`));
}

/** What the table must hold afterwards, by DuckDB. */
async function merged(lineitem: string, changes: string): Promise<Content> {
  const [table, source] = [lineitem, changes].map((path) => `read_parquet(${quotedLiteral(path)})`);
  const kept = `SELECT old.* FROM ${table} AS old ANTI JOIN ${source} AS new USING (l_orderkey, l_linenumber)`;
  return contentIn(await inDuckDB(`SELECT ${counts} FROM (${kept} UNION ALL SELECT * FROM ${source})`));
}

function contentIn([rows, changed, quantity]: readonly unknown[]): Content {
  return { rows: Number(rows), changed: Number(changed), quantity: String(quantity) };
}

/** The active files of a table. */
async function filesOf(table: string): Promise<string[]> {
  await using session = EngineSession.open();
  const paths = (await session.delta(table).files()).getChild("path");
  return [...(paths ?? [])].map((path) => join(table, decodeURIComponent(String(path))));
}

async function inDuckDB(sql: string): Promise<readonly unknown[]> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const [row = []] = (await connection.runAndReadAll(sql)).getRows();
  connection.closeSync();
  instance.closeSync();
  return row;
}

function check(name: string, expected: Content, found: Content): void {
  if (JSON.stringify(found) === JSON.stringify(expected)) return;
  throw new BenchError("answers-differ", `${name} made ${JSON.stringify(found)}, not ${JSON.stringify(expected)}`);
}

function report(
  workplace: Workplace,
  { rows, changed }: Content,
  found: ReadonlyMap<MergerName, readonly WriteResult[]>,
): BenchmarkReport {
  const results = (name: MergerName): readonly WriteResult[] => found.get(name) ?? [];
  const seconds = (name: MergerName): number => best(results(name).map(({ elapsedMs }) => elapsedMs)) / 1000;
  const megabytes = (name: MergerName): number => median(results(name).map(({ peakBytes }) => peakBytes)) / 1e6;
  return {
    figures: [
      { name: "rows merged", value: changed / seconds("causeway") / 1000, unit: "thousand/s" },
      {
        name: "time beside deltalake in Python",
        value: seconds("causeway") / seconds("deltalake"),
        unit: "×",
        atMost: 1,
      },
      {
        name: "peak memory beside deltalake in Python",
        value: megabytes("causeway") / megabytes("deltalake"),
        unit: "×",
        atMost: 1,
      },
    ],
    tables: [
      {
        title: `${changed} rows into ${rows}, best of ${workplace.rounds} fresh processes`,
        columns: ["engine", "seconds", "thousand rows/s", "peak MB"],
        rows: names.map((name) => [name, seconds(name), changed / seconds(name) / 1000, megabytes(name)]),
      },
    ],
    notes: [
      `${names.flatMap((name) => results(name)[0]?.version ?? []).join("; ")}; each with its own defaults.`,
      "DuckDB counted what each had made, against its own join of both. The start of the process is not in the times.",
    ],
  };
}

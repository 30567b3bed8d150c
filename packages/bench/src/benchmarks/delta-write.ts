import { rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { DuckDBInstance } from "@duckdb/node-api";
import { BenchError } from "../bench-error.js";
import type { Benchmark, BenchmarkReport } from "../benchmark.js";
import type { WriteResult } from "../delta-write/write-result.js";
import { alternated } from "../peers/running-peers.js";
import { pythonProgram } from "../prepare/python-tools.js";
import { runCommand } from "../prepare/run-command.js";
import { tpchTables } from "../prepare/tpch-data.js";
import { quotedLiteral } from "../quoted-literal.js";
import { best, median } from "../statistics.js";
import type { Workplace } from "../workplace.js";

const names = ["causeway", "deltalake"] as const;
type WriterName = (typeof names)[number];

/** Six million rows from Parquet into a new Delta table, each time in a fresh process. */
export const deltaWrite: Benchmark = {
  name: "delta-write",
  title: "Write TPC-H lineitem, scale factor 1, to Delta",
  async run(workplace: Workplace): Promise<BenchmarkReport> {
    const { lineitem } = await tpchTables(workplace);
    const expected = await contentOf(lineitem);
    const found = new Map<WriterName, WriteResult[]>(names.map((name) => [name, []]));
    // The first round checks what was written and warms the file cache; it is not counted.
    for (let round = 0; round <= workplace.rounds; round += 1) {
      for (const name of alternated(names, round)) {
        const target = join(workplace.cache, `written-by-${name}`);
        await rm(target, { recursive: true, force: true });
        const result = await write(workplace, name, lineitem, target);
        if (round === 0) check(name, expected, await contentOf(join(target, "*.parquet")));
        else found.get(name)?.push(result);
        await rm(target, { recursive: true, force: true });
        workplace.progress(`  ${name}: ${(result.elapsedMs / 1000).toFixed(2)} s`);
      }
    }
    return report(workplace, expected.rows, found);
  },
};

async function write(workplace: Workplace, name: WriterName, lineitem: string, target: string): Promise<WriteResult> {
  const threads = String(workplace.threads);
  const command =
    name === "causeway"
      ? [process.execPath, fileURLToPath(new URL("./delta-write/causeway-child.js", import.meta.url))]
      : [await pythonProgram(workplace, "python"), join(workplace.packageFolder, "python", "write_delta.py")];
  const [program = "", ...script] = command;
  return JSON.parse(await runCommand(program, [...script, lineitem, target, threads])) as WriteResult;
}

interface Content {
  readonly rows: number;
  /** Sums over columns of each kind: a number, decimals, dates and text. */
  readonly sums: string;
}

/** What Parquet files hold, as DuckDB reads them. */
async function contentOf(files: string): Promise<Content> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const sums = "sum(l_orderkey), sum(l_extendedprice), sum(epoch(l_shipdate)), sum(length(l_comment)), max(l_comment)";
  const sql = `SELECT count(*), ${sums} FROM read_parquet(${quotedLiteral(files)})`;
  const [row = []] = (await connection.runAndReadAll(sql)).getRows();
  connection.closeSync();
  instance.closeSync();
  return { rows: Number(row[0]), sums: row.slice(1).join(" ") };
}

function check(name: string, expected: Content, written: Content): void {
  if (written.rows === expected.rows && written.sums === expected.sums) return;
  throw new BenchError("answers-differ", `${name} wrote ${JSON.stringify(written)}, not ${JSON.stringify(expected)}`);
}

function report(
  workplace: Workplace,
  rows: number,
  found: ReadonlyMap<WriterName, readonly WriteResult[]>,
): BenchmarkReport {
  const results = (name: WriterName): readonly WriteResult[] => found.get(name) ?? [];
  const seconds = (name: WriterName): number => best(results(name).map(({ elapsedMs }) => elapsedMs)) / 1000;
  const megabytes = (name: WriterName, of: "idleBytes" | "peakBytes"): number =>
    median(results(name).map((result) => result[of])) / 1e6;
  return {
    figures: [
      { name: "rows written", value: rows / seconds("causeway") / 1e6, unit: "million/s" },
      {
        name: "time beside deltalake in Python",
        value: seconds("causeway") / seconds("deltalake"),
        unit: "×",
        atMost: 1,
      },
      {
        name: "peak memory beside deltalake in Python",
        value: megabytes("causeway", "peakBytes") / megabytes("deltalake", "peakBytes"),
        unit: "×",
        atMost: 1,
      },
    ],
    tables: [
      {
        title: `${rows} rows, best of ${workplace.rounds} fresh processes`,
        columns: ["engine", "seconds", "million rows/s", "idle MB", "peak MB"],
        rows: names.map((name) => [
          name,
          seconds(name),
          rows / seconds(name) / 1e6,
          megabytes(name, "idleBytes"),
          megabytes(name, "peakBytes"),
        ]),
      },
    ],
    notes: [
      `${names.flatMap((name) => results(name)[0]?.version ?? []).join("; ")}; each with its own defaults.`,
      "DuckDB read what each had written, and found the rows of the Parquet file. The start of the process is not in the times.",
    ],
  };
}

import { describeDifference } from "../answers/compare-answers.js";
import { BenchError } from "../bench-error.js";
import type { Benchmark, BenchmarkReport } from "../benchmark.js";
import type { AnswerResult, TimedResult } from "../peers/operations.js";
import { alternated } from "../peers/running-peers.js";
import { startPeer } from "../peers/start-peer.js";
import type { WorkerProcess } from "../peers/worker-process.js";
import { tpchTables } from "../prepare/tpch-data.js";
import { tpchDeltaTables } from "../prepare/tpch-delta-tables.js";
import { type TpchQuery, tpchQueries } from "../prepare/tpch-queries.js";
import { type DeltaPeerName, startDeltaPeers } from "../selective/start-delta-peers.js";
import { best, total } from "../statistics.js";
import type { Workplace } from "../workplace.js";

/** Ours over Delta and over Parquet, then the others over Delta. */
const names = ["causeway", "causeway over Parquet", "deltalake", "duckdb"] as const;
type EngineName = (typeof names)[number];
type WorkerOf = (name: EngineName) => WorkerProcess;
type Times = ReadonlyMap<EngineName, number>;

/** All 22 queries over Delta tables: ours beside the same over Parquet files, deltalake's QueryBuilder and DuckDB's delta extension. */
export const tpchDelta: Benchmark = {
  name: "tpch-delta",
  title: "TPC-H, scale factor 1, Delta",
  async run(workplace: Workplace): Promise<BenchmarkReport> {
    const tables = await tpchDeltaTables(workplace);
    const queries = await tpchQueries(workplace);
    await using peers = await startDeltaPeers(workplace, { tables, threads: workplace.threads });
    const overParquet = await startPeer(workplace, "causeway", await tpchTables(workplace, workplace.tpchScale));
    await using parquet = overParquet.worker;
    const workerOf: WorkerOf = (name) =>
      name === "causeway over Parquet" ? parquet : peers.worker(name satisfies DeltaPeerName);
    const times = new Map<string, Times>();
    for (const query of queries) {
      await check(workerOf, query);
      const found = await timed(workplace, workerOf, query);
      times.set(query.name, found);
      const shown = [...found].map(([name, bestMs]) => `${name} ${bestMs.toFixed(0)} ms`);
      workplace.progress(`  ${query.name}: ${shown.join(", ")}`);
    }
    return report(workplace, peers.versions, times);
  },
};

/** Every engine must give DuckDB's rows. */
async function check(workerOf: WorkerOf, { name: query, sql }: TpchQuery): Promise<void> {
  const expected = await workerOf("duckdb").call<AnswerResult>("answer", { sql });
  for (const name of names.filter((known) => known !== "duckdb")) {
    const difference = describeDifference(expected, await workerOf(name).call<AnswerResult>("answer", { sql }));
    if (difference !== undefined) throw new BenchError("answers-differ", `${query} in ${name}: ${difference}`);
  }
}

async function timed({ rounds }: Workplace, workerOf: WorkerOf, { sql }: TpchQuery): Promise<Times> {
  const times = new Map<EngineName, number[]>(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const name of alternated(names, round)) {
      const { elapsedMs } = await workerOf(name).call<TimedResult>("run", { sql });
      times.get(name)?.push(elapsedMs);
    }
  }
  return new Map([...times].map(([name, elapsed]) => [name, best(elapsed)] as const));
}

function report(workplace: Workplace, versions: readonly string[], times: ReadonlyMap<string, Times>): BenchmarkReport {
  const sum = (name: EngineName): number => total([...times.values()].map((found) => found.get(name) ?? Number.NaN));
  const ours = sum("causeway");
  const row = (query: string, time: (name: EngineName) => number) => [
    query,
    ...names.map(time),
    time("causeway") / time("causeway over Parquet"),
  ];
  return {
    figures: [
      { name: "all 22 queries", value: ours / 1000, unit: "s" },
      { name: "beside the same over Parquet", value: ours / sum("causeway over Parquet"), unit: "×", atMost: 1.05 },
      { name: "beside deltalake in Python", value: ours / sum("deltalake"), unit: "×" },
      { name: "beside DuckDB's delta extension", value: ours / sum("duckdb"), unit: "×" },
    ],
    tables: [
      {
        title: `Milliseconds, best of ${workplace.rounds}, warm`,
        columns: ["query", ...names, "÷ Parquet"],
        rows: [
          ...[...times].map(([query, found]) => row(query, (name) => found.get(name) ?? Number.NaN)),
          row("total", sum),
        ],
      },
    ],
    notes: [
      `${versions.join("; ")}; ${workplace.threads} threads and target partitions each; scale factor ${workplace.tpchScale}.`,
      "The tables are written by us. Every engine's rows were compared with DuckDB's before any query was timed; each holds a snapshot of the tables.",
    ],
  };
}

import type { Benchmark, BenchmarkReport } from "../benchmark.js";
import { type RunningPeers, startPeers } from "../peers/running-peers.js";
import { peerNames } from "../peers/start-peer.js";
import { tpchTables } from "../prepare/tpch-data.js";
import { tpchQueries } from "../prepare/tpch-queries.js";
import { checkAnswers } from "../tpch/check-answers.js";
import { type QueryTimes, timeQuery } from "../tpch/time-query.js";
import { tpchReport } from "../tpch/tpch-report.js";
import type { Workplace } from "../workplace.js";

/** All 22 queries over Parquet files: ours beside DataFusion in Python, DuckDB and Polars. */
export const tpch: Benchmark = {
  name: "tpch",
  title: "TPC-H, scale factor 1, Parquet",
  async run(workplace: Workplace): Promise<BenchmarkReport> {
    const tables = await tpchTables(workplace);
    const queries = await tpchQueries(workplace);
    await using peers: RunningPeers = await startPeers(workplace, peerNames, tables);
    const times: QueryTimes[] = [];
    for (const query of queries) {
      const check = await checkAnswers(peers, query);
      times.push(await timeQuery(workplace, peers, query, check));
      workplace.progress(`  ${query.name}: ${describe(times.at(-1))}`);
    }
    return tpchReport(workplace, peers, times);
  },
};

function describe(times: QueryTimes | undefined): string {
  const parts = [...(times?.bestMs ?? [])].map(([name, bestMs]) => `${name} ${bestMs.toFixed(0)} ms`);
  return parts.join(", ");
}

import type { Benchmark, BenchmarkReport } from "../benchmark.js";
import type { TimedResult } from "../peers/operations.js";
import { alternated, startPeers } from "../peers/running-peers.js";
import { peerNames } from "../peers/start-peer.js";
import { tpchTables } from "../prepare/tpch-data.js";
import { best } from "../statistics.js";
import { checkColumnSums } from "../transfer/check-column-sums.js";
import { transferSql, transferWays } from "../transfer/transfer-ways.js";
import type { Workplace } from "../workplace.js";

/** Six million rows from Parquet into apache-arrow in JavaScript, and the other ways to get them there. */
export const transfer: Benchmark = {
  name: "transfer",
  title: "Six million rows to JavaScript",
  async run(workplace: Workplace): Promise<BenchmarkReport> {
    const { lineitem } = await tpchTables(workplace);
    await using peers = await startPeers(workplace, peerNames, { lineitem });
    const rows = await checkColumnSums(peers);
    const elapsedMs = new Map(transferWays.map((way) => [way, [] as number[]]));
    let bytes = 0;
    // The first round warms, and is not counted.
    for (let round = 0; round <= workplace.rounds; round += 1) {
      for (const way of alternated(transferWays, round)) {
        const result = await peers.worker(way.peer).call<TimedResult>(way.operation, { sql: transferSql });
        if (way.main) bytes = result.bytes ?? 0;
        if (round > 0) elapsedMs.get(way)?.push(result.elapsedMs);
      }
      workplace.progress(`  round ${round} of ${workplace.rounds}`);
    }
    const bestMs = new Map([...elapsedMs].map(([way, times]) => [way.operation + way.peer, best(times)]));
    const time = (peer: string, operation: string): number => bestMs.get(operation + peer) ?? Number.NaN;
    const ours = time("causeway", "run");
    const alone = time("causeway", "engineAlone");
    return {
      figures: [
        { name: "to an apache-arrow table", value: ours / 1000, unit: "s" },
        { name: "throughput", value: bytes / 1e6 / ours, unit: "GB/s" },
        { name: "share outside the engine's own scan", value: (100 * (ours - alone)) / ours, unit: "%", atMost: 10 },
        { name: "beside DuckDB's getColumns", value: ours / time("duckdb", "columns"), unit: "×" },
        { name: "beside DuckDB's chunks alone", value: ours / time("duckdb", "run"), unit: "×" },
      ],
      tables: [
        {
          title: `Best of ${workplace.rounds}, ${rows.toLocaleString("en-US")} rows, ${(bytes / 1e6).toFixed(0)} MB of Arrow`,
          columns: ["way", "ms", "÷ ours"],
          rows: transferWays.map((way) => {
            const elapsed = time(way.peer, way.operation);
            return [way.title, elapsed, elapsed / ours];
          }),
        },
      ],
      notes: [
        `${peers.versions.join("; ")}; ${workplace.threads} threads each.`,
        "Rows and sums over all four columns were compared with DuckDB's aggregates before anything was timed.",
        `Query: ${transferSql}`,
      ],
    };
  },
};

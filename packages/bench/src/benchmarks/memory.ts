import { BenchError } from "../bench-error.js";
import type { Benchmark, BenchmarkReport } from "../benchmark.js";
import type { StreamResult } from "../peers/operations.js";
import { startPeer } from "../peers/start-peer.js";
import { tpchTables } from "../prepare/tpch-data.js";
import type { Workplace } from "../workplace.js";

const rows = 100_000_000;
const names = ["causeway", "duckdb"] as const;
// As rows of known number: DataFusion takes a generate_series for the larger side of the join, and collects lineitem.
const copies = Array.from({ length: 17 }, (_, index) => `(${index + 1})`).join(", ");

/** The streams: made numbers, and real rows with text, each read batch by batch. */
const streams = [
  {
    title: "numbers (16 bytes a row)",
    sql: `SELECT value AS n, CAST(value AS DOUBLE) / 2 AS half FROM generate_series(1, ${rows}) AS series(value)`,
    column: 1,
    sum: (rows * (rows + 1)) / 4,
  },
  {
    title: "lineitem 17 times over, with its comments",
    sql: `SELECT l_orderkey, CAST(l_linenumber AS DOUBLE) AS l_linenumber, l_comment
      FROM (VALUES ${copies}) AS copies(copy) CROSS JOIN lineitem LIMIT ${rows}`,
    column: 1,
    sum: undefined,
  },
] as const;

/** How much memory a process needs to stream a hundred million rows. */
export const memory: Benchmark = {
  name: "memory",
  title: "Memory while 100 million rows stream",
  async run(workplace: Workplace): Promise<BenchmarkReport> {
    const { lineitem } = await tpchTables(workplace);
    const table: (string | number | null)[][] = [];
    for (const stream of streams) {
      for (const name of names) {
        // A process of its own for each: peak memory never falls.
        const { worker } = await startPeer(workplace, name, { lineitem });
        await using _ended = worker;
        const result = await worker.call<StreamResult>("stream", { sql: stream.sql, column: stream.column });
        checkStream(name, stream.sum, result);
        const over = (result.peakBytes - result.idleBytes) / 1e6;
        table.push([stream.title, name, result.idleBytes / 1e6, result.peakBytes / 1e6, over, result.elapsedMs / 1000]);
        workplace.progress(`  ${stream.title}, ${name}: ${over.toFixed(0)} MB over idle`);
      }
    }
    const over = (row: number): number => Number(table[row]?.[4]);
    return {
      figures: [
        { name: "peak over idle, numbers", value: over(0), unit: "MB", atMost: 300 },
        { name: "peak over idle, lineitem with text", value: over(2), unit: "MB", atMost: 300 },
      ],
      tables: [
        {
          title: "Resident memory in MB",
          columns: ["stream", "engine", "idle", "peak", "over idle", "seconds"],
          rows: table,
        },
      ],
      notes: [
        "Idle is the resident memory of the process after it has opened its tables and answered a short query.",
        "Each stream is counted, and the sum of the numbers is checked, while it runs.",
      ],
    };
  },
};

function checkStream(name: string, sum: number | undefined, result: StreamResult): void {
  if (result.rows !== rows || (sum !== undefined && result.sum !== sum)) {
    throw new BenchError("answers-differ", `${name} streamed ${result.rows} rows with the sum ${result.sum}`);
  }
}

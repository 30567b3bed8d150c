import { EngineSession, type SubstraitCosts } from "@causeway/ext-native";
import { BenchError } from "../bench-error.js";
import type { Benchmark, BenchmarkReport } from "../benchmark.js";
import { tpchTables } from "../prepare/tpch-data.js";
import { type TpchQuery, tpchQueries } from "../prepare/tpch-queries.js";
import { median } from "../statistics.js";
import type { Workplace } from "../workplace.js";

const repetitions = 10;

/** What each step of compiling a text took, in milliseconds. */
interface CompileTimes extends SubstraitCosts {
  /** From the text to its logical plan. */
  readonly planMs: number;
  /** From the proved bytes to the plan that runs. */
  readonly prepareMs: number;
}

const phases = ["planMs", "writeMs", "optimizeMs", "readMs", "proveMs", "prepareMs"] as const;

/** What it costs, once for each query, to go by Substrait. */
export const compile: Benchmark = {
  name: "compile",
  title: "Compiling TPC-H by Substrait, without a cache",
  async run(workplace: Workplace): Promise<BenchmarkReport> {
    await using session = EngineSession.open({ threads: workplace.threads, targetPartitions: workplace.threads });
    for (const [name, parquet] of Object.entries(await tpchTables(workplace))) {
      await session.registerTable(name, { parquet });
    }
    const queries = await tpchQueries(workplace);
    const rows = [];
    for (const query of queries) {
      const times: CompileTimes[] = [];
      for (let run = 0; run <= repetitions; run += 1) times.push(await compiled(session, query));
      // The first run warms.
      rows.push([query.name, ...phases.map((phase) => median(times.slice(1).map((time) => time[phase])))] as const);
    }
    const sums = rows.map(([, ...values]) => values.reduce((sum, value) => sum + value, 0));
    return {
      figures: [
        { name: "all phases, median of the 22 queries", value: median(sums), unit: "ms" },
        { name: "all phases, the slowest query", value: Math.max(...sums), unit: "ms" },
      ],
      tables: [
        {
          title: `Milliseconds, median of ${repetitions} runs`,
          columns: ["query", "plan the text", "write", "optimise it", "read", "prove", "read again to run"],
          rows,
        },
      ],
      notes: ["A plan that is kept goes through none of this."],
    };
  },
};

async function compiled(session: EngineSession, { name, sql }: TpchQuery): Promise<CompileTimes> {
  const startMs = performance.now();
  const plan = await session.prepare(sql);
  const planMs = performance.now() - startMs;
  const { bytes, costs, refusal } = { costs: undefined, ...(await plan.substrait()) };
  if (bytes === undefined || costs === undefined) {
    throw new BenchError("answers-differ", `${name} does not go by Substrait: ${refusal?.reason}`);
  }
  const readMs = performance.now();
  await session.prepareSubstrait(bytes);
  return { ...costs, planMs, prepareMs: performance.now() - readMs };
}

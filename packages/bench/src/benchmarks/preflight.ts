import { BenchError } from "../bench-error.js";
import type { Benchmark, BenchmarkReport, Figure } from "../benchmark.js";
import { measureFresh, preflightEntry, statementSets, withoutSnapshot } from "../preflight/measure-preflight.js";
import type { CheckTime, PreflightTimes } from "../preflight/preflight-times.js";
import { median, percentile } from "../statistics.js";
import type { Workplace } from "../workplace.js";

const processes = 5;
const rounds = 15;
const named = ["q1", "q5", "q8"];

/** What a check costs: from nothing, warm and kept, in time and in memory. */
export const preflight: Benchmark = {
  name: "preflight",
  title: "Checking statements before they run",
  async run(workplace: Workplace): Promise<BenchmarkReport> {
    const { tpch, tpcds } = await statementSets(workplace);
    const first = { entry: preflightEntry(), sets: [tpch], rounds: 0 };
    // The first process warms the file cache.
    await started(workplace, first, "snapshot");
    const starts: PreflightTimes[] = [];
    for (let run = 0; run < processes; run += 1) starts.push(await started(workplace, first, "snapshot"));
    const cold = await withoutSnapshot(workplace, (entry) => started(workplace, { ...first, entry }, "cold"));
    const warm: PreflightTimes[] = [];
    for (let run = 0; run < workplace.rounds; run += 1) {
      warm.push(await started(workplace, { entry: preflightEntry(), sets: [tpch, tpcds], rounds }, "snapshot"));
    }
    return report(starts, cold, warm);
  },
};

async function started(
  workplace: Workplace,
  task: Parameters<typeof measureFresh>[1],
  by: string,
): Promise<PreflightTimes> {
  const times = await measureFresh(workplace, task);
  if (times.startedBy === by) return times;
  throw new BenchError("answers-differ", `SQLGlot was to start by ${by}, and started by ${times.startedBy}`);
}

function report(
  starts: readonly PreflightTimes[],
  cold: PreflightTimes,
  warm: readonly PreflightTimes[],
): BenchmarkReport {
  const [tpch = [], tpcds = []] = [0, 1].map((set) => warm.flatMap(({ checks }) => checks[set] ?? []));
  const ofName = (name: string) => tpch.filter((check) => check.name === name);
  const middle = (checks: readonly CheckTime[]) => median(checks.map(({ totalMs }) => totalMs));
  const over = (bytes: (times: PreflightTimes) => number) =>
    median(warm.map((times) => (bytes(times) - times.idleBytes) / 1e6));
  const rowOf = (name: string, checks: readonly CheckTime[]) => {
    const own = checks.map(({ sqlglotMs }) => sqlglotMs);
    const total = checks.map(({ totalMs }) => totalMs);
    return [name, median(total), median(own), percentile(total, 0.95), percentile(own, 0.95)];
  };
  const figures: Figure[] = [
    ...named.map((name) => ({ name: `warm, TPC-H ${name}`, value: middle(ofName(name)), unit: "ms", atMost: 10 })),
    { name: "warm, TPC-DS", value: middle(tpcds), unit: "ms", atMost: 15 },
    { name: "kept verdict", value: median(warm.flatMap(({ keptMs }) => keptMs)), unit: "ms", atMost: 0.05 },
    { name: "from nothing to the first verdict", value: median(starts.map(firstVerdict)), unit: "ms", atMost: 600 },
    { name: "the same without the memory snapshot", value: firstVerdict(cold), unit: "ms" },
    { name: "memory over idle, after the first verdict", value: over(({ firstBytes }) => firstBytes), unit: "MB" },
    {
      name: `memory over idle, after ${(warm[0]?.checkCount ?? 0).toLocaleString("en")} checks`,
      value: over(({ checkedBytes }) => checkedBytes),
      unit: "MB",
      atMost: 150,
    },
  ];
  return {
    figures,
    tables: [
      {
        title: "Milliseconds of a warm check, and what of it is SQLGlot's own",
        columns: ["statements", "p50", "SQLGlot's", "p95", "SQLGlot's"],
        rows: [
          ...named.map((name) => rowOf(`TPC-H ${name}`, ofName(name))),
          rowOf("TPC-H", tpch),
          rowOf("TPC-DS", tpcds),
        ],
      },
    ],
    notes: [
      "A check over its tables without a planner, tree or lineage; each statement must pass. From nothing counts from the import of the package.",
      "Memory is that of the whole process. What the allocator keeps of what Pyodide's start and V8's compiler have given back is in it: by much or little, as it happens.",
    ],
  };
}

function firstVerdict({ firstVerdictMs }: PreflightTimes): number {
  return firstVerdictMs;
}

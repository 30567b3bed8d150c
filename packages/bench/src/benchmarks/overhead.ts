import { describeDifference } from "../answers/compare-answers.js";
import { BenchError } from "../bench-error.js";
import type { Benchmark, BenchmarkReport } from "../benchmark.js";
import type { AnswerResult, RepeatResult } from "../peers/operations.js";
import { alternated, startPeers } from "../peers/running-peers.js";
import { median, percentile } from "../statistics.js";
import type { Workplace } from "../workplace.js";

const names = ["causeway", "datafusion", "duckdb"] as const;
const sql = "SELECT 1 AS one";
const iterations = 300;

/** What a query costs when it has nothing to do. */
export const overhead: Benchmark = {
  name: "overhead",
  title: "A trivial query",
  async run(workplace: Workplace): Promise<BenchmarkReport> {
    await using peers = await startPeers(workplace, names, {});
    const expected = await peers.worker("duckdb").call<AnswerResult>("answer", { sql });
    for (const name of names) {
      const difference = describeDifference(expected, await peers.worker(name).call<AnswerResult>("answer", { sql }));
      if (difference !== undefined) throw new BenchError("answers-differ", `${name}: ${difference}`);
    }
    const times = new Map(names.map((name) => [name, [] as number[]]));
    const overheads: number[] = [];
    for (let round = 0; round <= workplace.rounds; round += 1) {
      for (const name of alternated(names, round)) {
        const result = await peers.worker(name).call<RepeatResult>("repeat", { sql, iterations });
        if (round === 0) continue; // it warms
        times.get(name)?.push(...result.timesMs);
        overheads.push(...(result.overheadsMs ?? []));
      }
    }
    const middle = (name: (typeof names)[number]): number => median(times.get(name) ?? []);
    return {
      figures: [
        { name: "outside the engine's planning and execution, p50", value: median(overheads), unit: "ms", atMost: 0.3 },
        { name: "from text to rows, p50", value: middle("causeway"), unit: "ms" },
        { name: "more than datafusion in Python, p50", value: middle("causeway") - middle("datafusion"), unit: "ms" },
      ],
      tables: [
        {
          title: `Milliseconds, ${workplace.rounds} rounds of ${iterations} runs of \`${sql}\``,
          columns: ["engine", "p50", "p99"],
          rows: names.map((name) => [name, middle(name), percentile(times.get(name) ?? [], 0.99)]),
        },
      ],
      notes: [`${peers.versions.join("; ")}.`],
    };
  },
};

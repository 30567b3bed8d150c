import { isDeepStrictEqual } from "node:util";
import { BenchError } from "../bench-error.js";
import type { Benchmark, BenchmarkReport } from "../benchmark.js";
import { coldCommands } from "../cold-start/cold-commands.js";
import { type FreshRun, runFreshProcess } from "../cold-start/run-fresh-process.js";
import { alternated } from "../peers/running-peers.js";
import { tpchTables } from "../prepare/tpch-data.js";
import { median } from "../statistics.js";
import type { Workplace } from "../workplace.js";

/** TPC-H has five nations in each of five regions. */
const expected = ["0", "1", "2", "3", "4"].map((region) => [region, "5"]);
const phases = ["bootMs", "importMs", "openMs", "queryMs", "endMs", "totalMs"] as const;
const runs = 15;

/** A fresh process from its start to the rows of its first query. */
export const cold: Benchmark = {
  name: "cold",
  title: "Open and first query in a fresh process",
  async run(workplace: Workplace): Promise<BenchmarkReport> {
    const { nation } = await tpchTables(workplace);
    const commands = await coldCommands(workplace, nation);
    const found = new Map(commands.map(({ name }) => [name, [] as FreshRun[]]));
    // The first run checks the rows and warms the file cache; it is not counted.
    for (let run = 0; run <= runs; run += 1) {
      for (const command of alternated(commands, run)) {
        const fresh = await runFreshProcess(command);
        if (!isDeepStrictEqual(fresh.rows, expected)) {
          throw new BenchError("answers-differ", `${command.name} answered ${JSON.stringify(fresh.rows)}`);
        }
        if (run > 0) found.get(command.name)?.push(fresh);
      }
    }
    const middle = (name: string, phase: (typeof phases)[number]): number =>
      median((found.get(name) ?? []).map((fresh) => fresh[phase]));
    const ours = (phase: (typeof phases)[number]): number => middle("causeway", phase);
    return {
      figures: [
        { name: "import", value: ours("importMs"), unit: "ms" },
        { name: "open", value: ours("openMs"), unit: "ms" },
        { name: "first query", value: ours("queryMs"), unit: "ms" },
        { name: "process from start to end", value: ours("totalMs"), unit: "ms" },
      ],
      tables: [
        {
          title: `Milliseconds, median of ${runs} processes`,
          columns: ["engine", "boot", "import", "open", "first query", "end", "total"],
          rows: commands.map(({ name }) => [name, ...phases.map((phase) => middle(name, phase))]),
        },
      ],
      notes: ["Boot is the start of Node or Python itself; end is closing the session and the exit of the process."],
    };
  },
};

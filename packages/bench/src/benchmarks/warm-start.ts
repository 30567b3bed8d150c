import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { BenchError } from "../bench-error.js";
import type { Benchmark, BenchmarkReport } from "../benchmark.js";
import { type FreshRun, runFreshProcess } from "../cold-start/run-fresh-process.js";
import { alternated } from "../peers/running-peers.js";
import { smallDeltaTable } from "../prepare/small-delta-table.js";
import { median } from "../statistics.js";
import { type WarmWay, warmAnswer, warmCommand, warmWays } from "../warm-start/warm-ways.js";

const phases = ["bootMs", "importMs", "openMs", "queryMs"] as const;
const runs = 15;

/** A fresh process from its start to the first row, with a plan cache on disk and without. */
export const warmStart: Benchmark = {
  name: "warm-start",
  title: "First row of a fresh process, with plans on disk",
  async run(): Promise<BenchmarkReport> {
    const folder = await mkdtemp(join(tmpdir(), "causeway-warm-"));
    try {
      return report(await measure(folder));
    } finally {
      await rm(folder, { recursive: true });
    }
  },
};

async function measure(folder: string): Promise<Map<WarmWay, FreshRun[]>> {
  const delta = await smallDeltaTable(folder);
  const kept = join(folder, "plans");
  const found = new Map(warmWays.map((way) => [way, [] as FreshRun[]]));
  // The first run checks the rows, keeps the plan and warms the file cache; it is not counted.
  for (let run = 0; run <= runs; run += 1) {
    for (const way of alternated(warmWays, run)) {
      const plans = way.folder === "empty" ? join(folder, `empty-${run}`) : kept;
      const fresh = await runFreshProcess(warmCommand(way, delta, plans));
      if (!isDeepStrictEqual(fresh.rows, warmAnswer)) {
        throw new BenchError("answers-differ", `${way.name} answered ${JSON.stringify(fresh.rows)}`);
      }
      if (run > 0) found.get(way)?.push(fresh);
    }
  }
  return found;
}

function report(found: ReadonlyMap<WarmWay, readonly FreshRun[]>): BenchmarkReport {
  const rows = [...found].map(([{ name }, freshRuns]) => {
    const starts = freshRuns.map((fresh) => phases.reduce((sum, phase) => sum + fresh[phase], 0));
    const middle = phases.map((phase) => median(freshRuns.map((fresh) => fresh[phase])));
    return { name, phases: middle, start: median(starts), best: Math.min(...starts) };
  });
  return {
    figures: rows.map(({ name, start }, index) => ({
      name: `start to first row: ${name}`,
      value: start,
      unit: "ms",
      ...(index === 0 ? { atMost: 150 } : {}),
    })),
    tables: [
      {
        title: `Milliseconds, median of ${runs} processes`,
        columns: ["way", "boot", "load", "open", "first row", "start to first row", "best of them"],
        rows: rows.map((row) => [row.name, ...row.phases, row.start, row.best]),
      },
    ],
    notes: [
      "Boot is the start of Node itself. A known query starts no Python; an unknown one does, and waits for it.",
      "With nothing in the folder, or no folder, Python starts while the session opens; with other plans in it, when the query turns out to be unknown.",
    ],
  };
}

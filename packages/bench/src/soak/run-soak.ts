import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DiagnosticsSink } from "@causeway/obs";
import { openSession, type Session } from "@causeway/runtime";
import { tableFromArrays } from "apache-arrow";
import { mixedQueries, outcomeOf } from "./mixed-queries.js";
import { type ProcessResources, processResources } from "./process-resources.js";

export interface SoakOptions {
  /** Least queries that are run. */
  readonly queries: number;
  /** Least time that is spent, in milliseconds. */
  readonly forMs: number;
  /** Queries under way at one time. */
  readonly concurrency: number;
  /** Queries after which the resources are counted each time. */
  readonly sampleEvery: number;
  readonly onSample?: (sample: SoakSample) => void;
}

/** What the process held after so many queries, with none under way. */
export interface SoakSample extends ProcessResources {
  readonly queries: number;
}

export interface SoakResult {
  readonly samples: readonly SoakSample[];
  /** Queries by their outcome. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** Queries that had another outcome than the right one. */
  readonly wrong: readonly string[];
  readonly runsStarted: number;
  readonly runsEnded: number;
}

/** Runs mixed queries in one session, in rounds, and counts between the rounds what the process holds. */
export async function runSoak(options: SoakOptions): Promise<SoakResult> {
  const folder = await mkdtemp(join(tmpdir(), "causeway-soak-"));
  const spillDirectory = join(folder, "spill");
  await mkdir(spillDirectory);
  const runs = { started: 0, ended: 0 };
  const session = await openSession({
    diagnostics: countingSink(runs),
    engine: { spillDirectory, memoryLimitBytes: 2 ** 28 },
  });
  try {
    await registerNumbers(session, join(folder, "numbers"));
    const outcomes: Record<string, number> = {};
    const wrong: string[] = [];
    const samples: SoakSample[] = [];
    const startMs = performance.now();
    for (let queries = 0; queries < options.queries || performance.now() - startMs < options.forMs; ) {
      await runRound(session, queries, options, outcomes, wrong);
      queries += options.sampleEvery;
      const sample = { queries, ...processResources(spillDirectory) };
      samples.push(sample);
      options.onSample?.(sample);
    }
    return { samples, outcomes, wrong, runsStarted: runs.started, runsEnded: runs.ended };
  } finally {
    await session.close();
    await rm(folder, { recursive: true });
  }
}

async function runRound(
  session: Session,
  from: number,
  { sampleEvery, concurrency }: SoakOptions,
  outcomes: Record<string, number>,
  wrong: string[],
): Promise<void> {
  let next = from;
  const worker = async (): Promise<void> => {
    while (next < from + sampleEvery) {
      const index = next;
      next += 1;
      const query = mixedQueries[index % mixedQueries.length];
      if (query === undefined) return;
      const outcome = await outcomeOf(query, session, index);
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
      if (outcome !== query.outcome) wrong.push(`${query.name}: ${outcome}`);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
}

async function registerNumbers(session: Session, folder: string): Promise<void> {
  const numbers = tableFromArrays({
    n: Int32Array.from({ length: 10_000 }, (_, index) => index),
    part: Int32Array.from({ length: 10_000 }, (_, index) => index % 4),
  });
  await session.delta(folder).write(numbers, { mode: "create", partitionBy: ["part"] });
  await session.tables.register("numbers", { delta: folder });
}

function countingSink(runs: { started: number; ended: number }): DiagnosticsSink {
  return {
    recordEvents(name, rows) {
      if (name === "run-start") runs.started += rows.length;
      if (name === "run-end") runs.ended += rows.length;
    },
    recordArtifact() {},
  };
}

import { mkdir } from "node:fs/promises";
import { availableParallelism, homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Where the benchmarks keep what they make, and how hard they measure. */
export interface Workplace {
  /** Data and tools, kept between runs: `CAUSEWAY_BENCH_CACHE`, or `causeway/bench` in the user's cache folder. */
  readonly cache: string;
  /** The folder of this package. */
  readonly packageFolder: string;
  /** Threads and target partitions that every engine gets: `CAUSEWAY_BENCH_THREADS`, or the cores. */
  readonly threads: number;
  /** Timed runs of each thing: `CAUSEWAY_BENCH_ROUNDS`, or 3. The best one counts. */
  readonly rounds: number;
  /** Scale factor of TPC-H in the benchmarks over Delta: `CAUSEWAY_BENCH_SCALE`, or 1. */
  readonly tpchScale: number;
  /** Says what is going on, on standard error. */
  progress(text: string): void;
}

/** Reads the settings from the environment and makes the cache folder. */
export async function openWorkplace(environment: NodeJS.ProcessEnv): Promise<Workplace> {
  const { XDG_CACHE_HOME, CAUSEWAY_BENCH_CACHE, CAUSEWAY_BENCH_THREADS, CAUSEWAY_BENCH_ROUNDS } = environment;
  const { CAUSEWAY_BENCH_SCALE } = environment;
  const cache = CAUSEWAY_BENCH_CACHE || join(XDG_CACHE_HOME || join(homedir(), ".cache"), "causeway", "bench");
  await mkdir(cache, { recursive: true });
  return {
    cache,
    // This code runs from dist/, one level below the package.
    packageFolder: fileURLToPath(new URL("..", import.meta.url)),
    threads: wholeNumber(CAUSEWAY_BENCH_THREADS, availableParallelism()),
    rounds: wholeNumber(CAUSEWAY_BENCH_ROUNDS, 3),
    tpchScale: Number(CAUSEWAY_BENCH_SCALE || 1),
    progress: (text) => process.stderr.write(`${text}\n`),
  };
}

function wholeNumber(text: string | undefined, fallback: number): number {
  if (text === undefined || text === "") return fallback;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new RangeError(`expected a whole number of 1 or more, found "${text}"`);
  return value;
}

import { execFile } from "node:child_process";
import { access, mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { EngineSession } from "../../src/index.js";

const run = promisify(execFile);
const requirements = ["duckdb==1.5.5", "duckdb-extension-tpch==1.5.5", "duckdb-extension-tpcds==1.5.5"];
const scale = "0.1";
const windows = process.platform === "win32";

/** One of the 22 queries of TPC-H or the 99 of TPC-DS. */
export interface TpcQuery {
  readonly name: string;
  readonly sql: string;
  /** DuckDB's answer: numbers, decimals as texts or numbers, dates as texts. */
  readonly rows: readonly (readonly unknown[])[];
}

export type TpcBenchmark = "tpch" | "tpcds";

/** The queries as DuckDB's extensions state them; a query of several statements counts as that many. */
export async function tpcQueries(benchmark: TpcBenchmark): Promise<readonly TpcQuery[]> {
  return JSON.parse(await readFile(join(await tpcFolder(), `${benchmark}.json`), "utf8")) as readonly TpcQuery[];
}

/** Registers the tables, at a scale of 0.1. */
export async function registerTpc(session: EngineSession, benchmark: TpcBenchmark): Promise<void> {
  const folder = join(await tpcFolder(), benchmark);
  for (const file of await readdir(folder)) {
    await session.registerTable(file.replace(".parquet", ""), { parquet: join(folder, file) });
  }
}

/** Makes the tables on first use, in the user's cache folder. */
async function tpcFolder(): Promise<string> {
  const cache = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "causeway");
  const folder = join(cache, `tpc-answers-${scale}`);
  if (await exists(folder)) return folder;
  const unfinished = `${folder}.${process.pid}`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true });
  const environment = join(unfinished, "python");
  await run(windows ? "python" : "python3", ["-m", "venv", environment]);
  const python = windows ? join(environment, "Scripts", "python.exe") : join(environment, "bin", "python");
  await run(python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", ...requirements]);
  await run(python, [join(import.meta.dirname, "tpc.py"), unfinished, scale]);
  await rm(environment, { recursive: true, force: true });
  // Another test run may have been faster.
  await rename(unfinished, folder).catch(() => rm(unfinished, { recursive: true, force: true }));
  return folder;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

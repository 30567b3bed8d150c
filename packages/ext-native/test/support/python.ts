import { execFile, execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

/** Others that read and write Delta tables: deltalake-py, and DuckDB with its extension. One set, tried together. */
const requirements = ["deltalake==1.6.6", "pyarrow==26.0.1", "duckdb==1.5.5", "duckdb-extension-delta==1.5.5"];

const cache = join(process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "causeway");
const folder = join(cache, "ext-native-python");
const windows = process.platform === "win32";
const run = promisify(execFile);

const programIn = (environment: string) =>
  windows ? join(environment, "Scripts", "python.exe") : join(environment, "bin", "python");

/** Makes the virtual environment on first use, in the user's cache folder: one test file makes it, others wait. */
async function environment(): Promise<string> {
  const stamp = join(folder, "causeway-requirements.txt");
  const lock = `${folder}.lock`;
  const ready = () => existsSync(stamp) && readFileSync(stamp, "utf8") === requirements.join("\n");
  while (!ready()) {
    try {
      mkdirSync(cache, { recursive: true });
      mkdirSync(lock);
    } catch {
      // A lock that is older than any installation is left over.
      if (existsSync(lock) && Date.now() - statSync(lock).mtimeMs > 300_000) rmSync(lock, { recursive: true });
      await sleep(200);
      continue;
    }
    try {
      if (ready()) break;
      rmSync(folder, { recursive: true, force: true });
      execFileSync(windows ? "python" : "python3", ["-m", "venv", folder]);
      execFileSync(programIn(folder), [
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        ...requirements,
      ]);
      writeFileSync(`${stamp}.new`, requirements.join("\n"));
      renameSync(`${stamp}.new`, stamp);
    } finally {
      rmSync(lock, { recursive: true });
    }
  }
  return programIn(folder);
}

/** What every program can use: the rows that SQL over the table `t` gives, as lists. */
const preamble = `
import sys, duckdb, duckdb_extension_delta, pyarrow as pa
from pathlib import Path
from deltalake import DeltaTable, QueryBuilder, write_deltalake

def by_deltalake(uri, sql):
    read = pa.table(QueryBuilder().register("t", DeltaTable(uri)).execute(sql).read_all())
    return [list(row) for row in zip(*(column.to_pylist() for column in read.columns), strict=True)]

def by_duckdb(uri, sql):
    connection = duckdb.connect()
    [extension] = Path(duckdb_extension_delta.__path__[0]).glob("extensions/*/delta.duckdb_extension")
    connection.execute(f"LOAD '{extension}'")
    connection.execute(f"CREATE VIEW t AS FROM delta_scan('{uri}')")
    return [list(row) for row in connection.execute(sql).fetchall()]
`;

/** Runs a program of Python with these arguments, and gives what it prints, read as JSON if there is anything. */
export async function python(program: string, ...parameters: string[]): Promise<unknown> {
  const { stdout } = await run(await environment(), ["-c", `${preamble}\n${program}`, ...parameters], {
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout.trim() === "" ? undefined : JSON.parse(stdout);
}

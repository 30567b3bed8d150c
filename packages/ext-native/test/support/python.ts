import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { pythonProgram } from "./delta-peers.js";

const run = promisify(execFile);

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
  const { stdout } = await run(await pythonProgram(), ["-c", `${preamble}\n${program}`, ...parameters], {
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout.trim() === "" ? undefined : JSON.parse(stdout);
}

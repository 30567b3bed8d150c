"""Two peers over one Delta table each holds as a snapshot: deltalake's QueryBuilder, and DuckDB with its delta extension, pinned.

Usage: delta_worker.py deltalake|duckdb
"""

import re
import sys
import time
from pathlib import Path

from answers import arrow_answer
from serve_operations import serve_operations


class Deltalake:
    def open(self, tables: dict, threads: int) -> str:
        import deltalake

        # Threads come from TOKIO_WORKER_THREADS.
        self.builder = deltalake.QueryBuilder()
        for name, path in tables.items():
            self.builder = self.builder.register(name, deltalake.DeltaTable(path))
        return f"deltalake {deltalake.__version__} in Python"

    def table(self, sql: str):
        import pyarrow

        return pyarrow.table(self.builder.execute(sql).read_all())

    def files(self, sql: str) -> int | None:
        """The files that a scan has read, from the metrics of its operators."""
        plan = "\n".join(str(row["plan"]) for row in self.table(f"EXPLAIN ANALYZE {sql}").to_pylist())
        found = re.findall(r"count_files_scanned=(\d+)", plan)
        return sum(map(int, found)) if found else None


class DuckDB:
    def open(self, tables: dict, threads: int) -> str:
        import duckdb
        import duckdb_extension_delta

        self.connection = duckdb.connect(config={"threads": threads})
        [extension] = Path(duckdb_extension_delta.__path__[0]).glob("extensions/*/delta.duckdb_extension")
        self.connection.load_extension(str(extension))
        for name, path in tables.items():
            self.connection.execute(f"ATTACH '{path}' AS {name} (TYPE delta, PIN_SNAPSHOT)")
        return f"duckdb {duckdb.__version__} in Python"

    def table(self, sql: str):
        return self.connection.execute(sql).to_arrow_table()

    def files(self, sql: str) -> int | None:
        """The files that a scan is planned to read, from the plan with its figures."""
        plan = "\n".join(row[1] for row in self.connection.execute(f"EXPLAIN ANALYZE {sql}").fetchall())
        found = re.search(r"Total Files Read:\s*(\d+)", plan)
        return None if found is None else int(found[1])


Peer = {"deltalake": Deltalake, "duckdb": DuckDB}[sys.argv[1]]
peer = Peer()


def cold(parameters: dict) -> dict:
    """The time from nothing held to the rows of a first query, in a process that has imported its engine."""
    start = time.perf_counter()
    fresh = Peer()
    fresh.open(parameters["tables"], parameters["threads"])
    rows = fresh.table(parameters["sql"]).num_rows
    return {"elapsedMs": (time.perf_counter() - start) * 1000, "rows": rows}


def run(parameters: dict) -> dict:
    """The time until the whole answer is there, as an Arrow table."""
    start = time.perf_counter()
    rows = peer.table(parameters["sql"]).num_rows
    return {"elapsedMs": (time.perf_counter() - start) * 1000, "rows": rows}


def repeat(parameters: dict) -> dict:
    """The times of one query after another, in milliseconds. `{}` in the text stands for the next of the values."""
    times = []
    for value in parameters["values"]:
        sql = parameters["sql"].replace("{}", str(value))
        start = time.perf_counter()
        rows = peer.table(sql).num_rows
        times.append((time.perf_counter() - start) * 1000)
        if rows != parameters["rows"]:
            raise ValueError(f"{sql} gave {rows} rows")
    return {"timesMs": times}


serve_operations(
    {
        "open": lambda parameters: {"version": peer.open(parameters["tables"], parameters["threads"])},
        "answer": lambda parameters: arrow_answer(peer.table(parameters["sql"])),
        "run": run,
        "files": lambda parameters: {"files": peer.files(parameters["sql"])},
        "repeatOver": repeat,
        "cold": cold,
    }
)

"""Reads and writes Delta tables with deltalake and DuckDB, for tests: one request a line on standard input, one answer a line on standard output.

A request is `{"code": "…", "table": "…"}`: statements, the last of which sets `answer`. They see `table` (the folder), `deltalake`, `pa`, `pq`,
`rows_by_deltalake(table)` and `rows_by_duckdb(table)`: the rows as lists of values, sorted.
"""

import json
import sys
import traceback
from pathlib import Path

import deltalake
import duckdb
import duckdb_extension_delta
import pyarrow as pa
import pyarrow.parquet as pq

connection = duckdb.connect()
[extension] = Path(duckdb_extension_delta.__path__[0]).glob("extensions/*/delta.duckdb_extension")
connection.execute(f"LOAD '{extension}'")


def in_order(rows: list) -> list:
    return sorted(([value for value in row] for row in rows), key=lambda row: [(value is None, str(value)) for value in row])


def rows_by_deltalake(table: str) -> list:
    read = pa.table(deltalake.QueryBuilder().register("t", deltalake.DeltaTable(table)).execute("SELECT * FROM t").read_all())
    return in_order(zip(*(column.to_pylist() for column in read.columns), strict=True))


def rows_by_duckdb(table: str) -> list:
    return in_order(connection.execute(f"SELECT * FROM delta_scan('{table}')").fetchall())


for line in sys.stdin:
    request = json.loads(line)
    scope = {**globals(), "table": request["table"]}
    try:
        exec(request["code"], scope)
        answer = {"answer": scope.get("answer")}
    except Exception:
        answer = {"error": traceback.format_exc()}
    print(json.dumps(answer, default=str), flush=True)

"""Prints the 22 TPC-H queries as JSON: [[1, "SELECT ..."], ...]. They come with DuckDB's tpch extension."""

import json
from pathlib import Path

import duckdb
import duckdb_extension_tpch

folder = Path(duckdb_extension_tpch.__path__[0])
[extension] = folder.glob("extensions/*/tpch.duckdb_extension")
connection = duckdb.connect()
connection.load_extension(str(extension))
print(json.dumps(connection.sql("SELECT query_nr, query FROM tpch_queries() ORDER BY query_nr").fetchall()))

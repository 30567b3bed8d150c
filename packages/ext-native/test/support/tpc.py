"""Writes the tables of TPC-H and TPC-DS as Parquet and their queries as JSON into a folder: `tpc.py FOLDER SCALE`. Both come with DuckDB's extensions."""

import json
import sys
from pathlib import Path

import duckdb
import duckdb_extension_tpcds
import duckdb_extension_tpch

folder, scale = Path(sys.argv[1]), float(sys.argv[2])
for package, name, generator in [(duckdb_extension_tpch, "tpch", "dbgen"), (duckdb_extension_tpcds, "tpcds", "dsdgen")]:
    [extension] = Path(package.__path__[0]).glob(f"extensions/*/{name}.duckdb_extension")
    connection = duckdb.connect()
    connection.load_extension(str(extension))
    connection.sql(f"CALL {generator}(sf={scale})")
    queries = connection.sql(f"SELECT query_nr, query FROM {name}_queries() ORDER BY query_nr").fetchall()
    tables = folder / name
    tables.mkdir(parents=True)
    (folder / f"{name}.json").write_text(json.dumps(queries))
    for (table,) in connection.sql("SELECT table_name FROM information_schema.tables").fetchall():
        connection.sql(f"COPY {table} TO '{tables / table}.parquet'")

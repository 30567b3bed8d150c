"""Writes the tables of TPC-H and TPC-DS as Parquet, their queries and DuckDB's answers as JSON into a folder: `tpc.py FOLDER SCALE`.

Both come with DuckDB's extensions. A query of several statements has an answer for each.
"""

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
    texts = connection.sql(f"SELECT query_nr, query FROM {name}_queries() ORDER BY query_nr").fetchall()
    queries = [
        {"name": f"q{number}", "sql": sql, "rows": connection.sql(sql).fetchall()}
        for number, text in texts
        for sql in text.split(";")
        if sql.strip()
    ]
    tables = folder / name
    tables.mkdir(parents=True)
    (folder / f"{name}.json").write_text(json.dumps(queries, default=str))
    for (table,) in connection.sql("SELECT table_name FROM information_schema.tables").fetchall():
        connection.sql(f"COPY {table} TO '{tables / table}.parquet'")

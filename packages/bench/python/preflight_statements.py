"""Prints the statements of TPC-H and TPC-DS with their tables as JSON: {"tpch": {"schemas": [...], "statements": {"q1": "SELECT ..."}}, ...}.

Both come with DuckDB's extensions; the tables stay empty.
"""

import json
from pathlib import Path

import duckdb
import duckdb_extension_tpcds
import duckdb_extension_tpch

# The types that the tables of both have, as Arrow calls them.
ARROW = {"INTEGER": "Int32", "BIGINT": "Int64", "VARCHAR": "Utf8", "DATE": "Date32", "TIME": "Time64(µs)"}


def arrow_name(type_: str) -> str:
    return type_.replace("DECIMAL", "Decimal128").replace(",", ", ") if "DECIMAL" in type_ else ARROW[type_]


def benchmark(name: str, module: object, generate: str) -> dict[str, object]:
    [extension] = Path(module.__path__[0]).glob(f"extensions/*/{name}.duckdb_extension")
    connection = duckdb.connect()
    connection.load_extension(str(extension))
    texts = connection.sql(f"SELECT query_nr, query FROM {name}_queries() ORDER BY query_nr").fetchall()
    connection.sql(generate)
    rows = connection.sql(
        "SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns ORDER BY ordinal_position"
    )
    tables: dict[str, list[dict[str, object]]] = {}
    for table, column, type_, nullable in rows.fetchall():
        entry = {"name": column, "type": arrow_name(type_), "nullable": nullable == "YES"}
        tables.setdefault(table, []).append(entry)
    return {
        "schemas": [{"name": table, "columns": columns} for table, columns in tables.items()],
        "statements": {f"q{number}": text for number, text in texts},
    }


answer = {
    "tpch": benchmark("tpch", duckdb_extension_tpch, "CALL dbgen(sf = 0)"),
    "tpcds": benchmark("tpcds", duckdb_extension_tpcds, "CALL dsdgen(sf = 0)"),
}
print(json.dumps(answer))

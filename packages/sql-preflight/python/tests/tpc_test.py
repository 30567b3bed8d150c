"""TPC-H and TPC-DS: no false refusal, the right tables, the right columns by DataFusion's own schema of each query.

The texts and tables come with DuckDB's extensions, at test time; nothing of them is kept here.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import duckdb_extension_tpcds
import duckdb_extension_tpch
import pytest
from arrow_names import arrow_name
from datafusion import SessionContext
from engine import ask, errors, schemas_of

if TYPE_CHECKING:
    from types import ModuleType

BENCHMARKS: dict[str, tuple[ModuleType, str, int]] = {
    "tpch": (duckdb_extension_tpch, "CALL dbgen(sf = 0)", 22),
    "tpcds": (duckdb_extension_tpcds, "CALL dsdgen(sf = 0)", 99),
}
# Columns whose type the check does not tell: branches of several types, which DataFusion joins only when it runs them.
UNKNOWN_TYPES = {("tpcds", 21): 2, ("tpcds", 75): 1, ("tpcds", 5): 1, ("tpcds", 80): 1}


@cache
def benchmark(name: str) -> tuple[dict[int, str], SessionContext, list[dict[str, Any]]]:
    """The texts by number, and the empty tables in DataFusion."""
    module, generate, _ = BENCHMARKS[name]
    [extension] = Path(module.__path__[0]).glob(f"extensions/*/{name}.duckdb_extension")
    source = duckdb.connect()
    source.load_extension(str(extension))
    texts = dict(source.sql(f"SELECT query_nr, query FROM {name}_queries()").fetchall())
    source.sql(generate)
    columns: dict[str, list[str]] = {}
    rows = source.sql(
        "SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns"
        " ORDER BY ordinal_position"
    )
    for table, column, type_, nullable in rows.fetchall():
        columns.setdefault(table, []).append(f"{column} {type_}{'' if nullable == 'YES' else ' NOT NULL'}")
    context = SessionContext()
    for table, definitions in columns.items():
        context.sql(f"CREATE TABLE {table} ({', '.join(definitions)})").collect()
    return texts, context, schemas_of(context, list(columns))


QUERIES = [(name, number) for name, (_, _, count) in BENCHMARKS.items() for number in range(1, count + 1)]


@pytest.mark.parametrize(("name", "number"), QUERIES)
def test_query(name: str, number: int) -> None:
    texts, context, schemas = benchmark(name)
    sql = texts[number]
    report = ask("check", sql=sql, schemas=schemas, want={"lineage": True, "ast": True})
    assert errors(report) == []

    plan = context.sql(sql).logical_plan().display_indent()
    assert set(report["tables"]) == set(re.findall(r"TableScan: (\w+)", plan))

    columns, schema = report["outputColumns"], context.sql(sql).schema()
    assert [column["name"] for column in columns] == schema.names
    types = [(column["type"], arrow_name(field.type)) for column, field in zip(columns, schema, strict=True)]
    assert [pair for pair in types if pair[0] not in (None, pair[1])] == []
    assert sum(known is None for known, _ in types) == UNKNOWN_TYPES.get((name, number), 0)
    surely_there = [field.name for column, field in zip(columns, schema, strict=True) if column["nullable"] is False]
    assert [name for name in surely_there if schema.field(name).nullable] == []

    tables = {(use["table"], use["column"]) for use in report["columns"]}
    assert all((one["table"], one["column"]) in tables for line in report["lineage"] for one in line["sources"])
    assert ask("readAst", ast=report["ast"])["equal"]

"""DataFusion as the second opinion: the test tables in it, and their schemas as a request of ours has them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from arrow_names import arrow_name
from datafusion import SessionConfig, SessionContext
from sample_table import create_samples

from causeway_preflight import answer

CORPUS = Path(__file__).parent / "corpus"

TABLES = {
    "flights": """origin VARCHAR NOT NULL, destination VARCHAR, carrier VARCHAR, delay BIGINT, distance DOUBLE,
        cancelled BOOLEAN, day DATE, seen TIMESTAMP, price DECIMAL(15, 2), tags VARCHAR[],
        detail STRUCT<gate VARCHAR, terminal BIGINT>""",
    "carriers": "code VARCHAR NOT NULL, name VARCHAR, country VARCHAR",
    "airports": 'code VARCHAR NOT NULL, city VARCHAR, "Country Name" VARCHAR, latitude DOUBLE',
    "values": "a BIGINT, b BIGINT",
    "map": "k BIGINT",
    '"Mixed"': '"Id" BIGINT, "id" BIGINT, "naïve" VARCHAR, "日本" VARCHAR',
}


@cache
def engine() -> SessionContext:
    context = SessionContext(SessionConfig().with_information_schema(True))
    for name, columns in TABLES.items():
        context.sql(f"CREATE TABLE {name} ({columns})").collect()
    create_samples(context)
    return context


def schemas_of(context: SessionContext, names: list[str]) -> list[dict[str, Any]]:
    return [
        {
            "name": [name],
            "columns": [
                {"name": field.name, "type": arrow_name(field.type), "nullable": field.nullable}
                for field in context.table(f'"{name}"').schema()
            ],
        }
        for name in names
    ]


@cache
def known_schemas() -> list[dict[str, Any]]:
    return schemas_of(engine(), [*(name.strip('"') for name in TABLES), "samples"])


def ask(operation: str, **request: Any) -> dict[str, Any]:
    return json.loads(answer(json.dumps({"op": operation, **request})))


def check(sql: str, **request: Any) -> dict[str, Any]:
    return ask("check", sql=sql, **{"schemas": known_schemas(), **request})


def errors(report: dict[str, Any]) -> list[dict[str, Any]]:
    return [found for found in report["diagnostics"] if found["severity"] == "error"]


def refusal_by_engine(sql: str, context: SessionContext | None = None) -> str | None:
    """What the planner says against the statement; None where it plans it."""
    try:
        (context or engine()).sql(sql)
    except Exception as refusal:  # noqa: BLE001 the planner raises whatever it likes
        return str(refusal)
    return None


def corpus_lines(name: str) -> list[str]:
    lines = (CORPUS / name).read_text("utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("--")]

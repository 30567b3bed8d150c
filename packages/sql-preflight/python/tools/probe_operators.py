"""Writes causeway_preflight/catalogue/operators.jsonl: which types DataFusion joins by an operator, and into which.

One line of results for each operator and type on the left, in the order of `types` for the right; `-` is a refusal.

    python tools/probe_operators.py
"""

from __future__ import annotations

import json
from pathlib import Path

from arrow_names import arrow_name
from datafusion import SessionContext

TARGET = Path(__file__).parent.parent / "causeway_preflight" / "catalogue" / "operators.jsonl"

SAMPLES = {
    "Null": "NULL",
    "Boolean": "true",
    **{
        name: f"arrow_cast(1, '{name}')"
        for name in ("Int8", "Int16", "Int32", "Int64", "UInt8", "UInt16", "UInt32", "UInt64")
    },
    **{name: f"arrow_cast(1, '{name}')" for name in ("Float32", "Float64", "Decimal128(15, 2)")},
    **{name: f"arrow_cast('a', '{name}')" for name in ("Utf8", "LargeUtf8", "Utf8View", "Binary")},
    "Date32": "arrow_cast('2020-01-01', 'Date32')",
    "Timestamp(s)": "arrow_cast('2020-01-01', 'Timestamp(Second, None)')",
    "Timestamp(ms)": "arrow_cast('2020-01-01', 'Timestamp(Millisecond, None)')",
    "Timestamp(µs)": "arrow_cast('2020-01-01', 'Timestamp(Microsecond, None)')",
    "Timestamp(ns)": "arrow_cast('2020-01-01', 'Timestamp(Nanosecond, None)')",
    'Timestamp(ns, "UTC")': "arrow_cast('2020-01-01', 'Timestamp(Nanosecond, Some(\"UTC\"))')",
    "Time64(ns)": "arrow_cast('10:00:00', 'Time64(Nanosecond)')",
    "Interval(MonthDayNano)": "interval '1 day'",
    "Duration(ns)": "arrow_cast(1, 'Duration(Nanosecond)')",
    "List(Int64)": "[1]",
    'Struct("a": Int64)': "{a: 1}",
}
OPERATORS = ["+", "-", "*", "/", "%", "=", "<", "||", "&", "<<", "AND", "LIKE", "~"]


def main() -> None:
    context = SessionContext()
    context.sql(
        "CREATE TABLE samples AS SELECT " + ", ".join(f"{text} AS c{i}" for i, text in enumerate(SAMPLES.values()))
    )
    lines: list[object] = [list(SAMPLES)]
    for operator in OPERATORS:
        rows = [
            ";".join(result(context, f"c{left} {operator} c{right}") for right in range(len(SAMPLES)))
            for left in range(len(SAMPLES))
        ]
        lines.append({"operator": operator, "rows": rows})
    TARGET.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines))


def result(context: SessionContext, expression: str) -> str:
    try:
        return arrow_name(context.sql(f"SELECT {expression} AS x FROM samples").schema().field(0).type)
    except Exception:  # noqa: BLE001 the planner raises whatever it likes
        return "-"


if __name__ == "__main__":
    main()

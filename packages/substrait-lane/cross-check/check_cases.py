"""Runs the cases of test/cases by both lanes of DataFusion, and through DuckDB where its dialect has the same words.

    venv/bin/python cross-check/check_cases.py
"""

import base64
import json
import sys
from pathlib import Path

import datafusion
import duckdb

from case_tables import case_tables
from check_goldens import run_plan
from rows import same_rows
from validate_plan import problems_of

goldens = Path(__file__).parent.parent / "test" / "cases" / "golden.jsonl"

# Where DuckDB means something else by the words, or has none of these.
not_in_duckdb = {
    "arithmetic": "divides whole numbers to a float",
    "groupByExpression": "divides whole numbers to a float",
    "initcap": "has no initcap",
    "literals": "has no arrow_cast",
    "calls": "has no gcd of these types",
    "dataFusionAggregates": "calls it approx_count_distinct",
    "numbers": "calls it sign",
    "texts": "has no btrim",
    "orderedAggregates": "calls it first",
    "intervals": "gives an instant for a day and an interval",
    "intersectAll": "keeps as many rows as both have; DataFusion keeps those of the left that the right has",
    "exceptAll": "takes away as many rows as the right has; DataFusion takes away all",
}


def main() -> None:
    duck = duckdb.connect()
    context = datafusion.SessionContext()
    for name, table in case_tables().items():
        duck.register(name, table)
        context.register_record_batches(name, [table.to_batches()])
    failures = 0
    for case in map(json.loads, goldens.read_text().splitlines()):
        name, sql, plan = case["name"], case["sql"], base64.b64decode(case["plan"])
        lanes = {"Substrait": lambda: run_plan(context, plan)}
        if name not in not_in_duckdb:
            lanes["DuckDB"] = lambda: duck.sql(sql).to_arrow_table()
        try:
            expected = context.sql(sql).to_arrow_table()
        except Exception as error:
            failures += 1
            print(f"✗ {name} SQL: {str(error)[:600]}\n  {sql[:300]}")
            continue
        for lane, run in lanes.items():
            try:
                actual = run()
                difference = same_rows(expected, actual)
                if lane == "Substrait" and not difference:
                    difference = other_types(expected, actual)
            except Exception as error:
                difference = f"{type(error).__name__}: {str(error)[:400]}"
            if difference:
                failures += 1
                print(f"✗ {name} {lane}: {difference}\n  {sql[:600]}")
        for problem in problems_of(plan):
            failures += 1
            print(f"✗ {name} substrait-validator: {problem}")
    print("all equal" if failures == 0 else f"{failures} failures")
    sys.exit(min(failures, 1))


def other_types(expected, actual) -> str | None:
    """Texts may be views or not; everything else must be the same."""
    names = [[field.name for field in table.schema] for table in (expected, actual)]
    types = [[str(field.type).replace("string_view", "string") for field in table.schema] for table in (expected, actual)]
    if names[0] != names[1]:
        return f"columns {names[1]}, not {names[0]}"
    wrong = [(name, got, wanted) for name, wanted, got in zip(names[0], *types) if wanted != got]
    return f"types {wrong}" if wrong else None


if __name__ == "__main__":
    main()

"""Runs the golden plans and SQL of TPC-H where we wrote nothing: DataFusion (both lanes) and DuckDB must give the rows of the official texts.

    python3 -m venv venv && venv/bin/pip install -r cross-check/requirements.txt
    venv/bin/python cross-check/check_goldens.py [scale factor, 0.05 unless given]
"""

import base64
import sys
from pathlib import Path

import datafusion
import duckdb
import duckdb_extension_tpch
from datafusion.substrait import Consumer, Serde

from rows import same_rows
from validate_plan import problems_of

goldens = Path(__file__).parent.parent / "test" / "tpch" / "golden"
tables = ["region", "nation", "supplier", "customer", "part", "partsupp", "orders", "lineitem"]


def main() -> None:
    scale = sys.argv[1] if len(sys.argv) > 1 else "0.05"
    duck = duckdb.connect()
    [extension] = Path(duckdb_extension_tpch.__path__[0]).glob("extensions/*/tpch.duckdb_extension")
    duck.load_extension(str(extension))
    duck.execute(f"CALL dbgen(sf = {scale})")
    context = datafusion.SessionContext()
    for name in tables:
        context.register_record_batches(name, [duck.table(name).to_arrow_table().to_batches()])
    official = dict(duck.sql("SELECT query_nr, query FROM tpch_queries()").fetchall())
    failures = 0
    for number, text in sorted(official.items()):
        name = f"q{number:02}"
        expected = duck.sql(text).to_arrow_table()
        sql = (goldens / f"{name}.sql").read_text()
        plan = base64.b64decode((goldens / f"{name}.plan.txt").read_text())
        lanes = {
            "DuckDB, SQL": lambda: duck.sql(sql).to_arrow_table(),
            "DataFusion, SQL": lambda: context.sql(sql).to_arrow_table(),
            "DataFusion, Substrait": lambda: run_plan(context, plan),
        }
        for lane, run in lanes.items():
            try:
                difference = same_rows(expected, run())
            except Exception as error:  # A lane that fails is a finding, not the end.
                difference = f"{type(error).__name__}: {str(error)[:300]}"
            if difference:
                failures += 1
                print(f"✗ {name} {lane}: {difference}")
        for problem in problems_of(plan):
            failures += 1
            print(f"✗ {name} substrait-validator: {problem}")
        print(f"{name}: {expected.num_rows} rows, {len(plan)} bytes")
    print("all equal" if failures == 0 else f"{failures} failures")
    sys.exit(min(failures, 1))


def run_plan(context: datafusion.SessionContext, plan: bytes):
    logical = Consumer.from_substrait_plan(context, Serde.deserialize_bytes(plan))
    return context.create_dataframe_from_logical_plan(logical).to_arrow_table()


if __name__ == "__main__":
    main()

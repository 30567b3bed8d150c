"""Runs random relations by both lanes of DataFusion, which must give the same rows, and through DuckDB, whose differences are shown.

    node cross-check/write-random-cases.js /tmp/random.json 2000 && venv/bin/python cross-check/check_random.py /tmp/random.json
"""

import base64
import collections
import json
import sys
from pathlib import Path

import datafusion
import duckdb

from case_tables import case_tables
from check_goldens import run_plan
from rows import same_rows


def main() -> None:
    duck = duckdb.connect()
    context = datafusion.SessionContext()
    for name, table in case_tables().items():
        duck.register(name, table)
        context.register_record_batches(name, [table.to_batches()])
    counts: collections.Counter[str] = collections.Counter()
    for case in json.loads(Path(sys.argv[1]).read_text()):
        sql, plan = case["sql"], base64.b64decode(case["plan"])
        verdict = verdict_of(context, sql, plan)
        if verdict == "lanes equal" and same_rows(duck.sql(sql).to_arrow_table(), context.sql(sql).to_arrow_table()):
            verdict = "lanes equal, DuckDB differs"
        counts[verdict] += 1
        if verdict != "lanes equal" and counts[verdict] <= 3:
            print(f"✗ {case['name']} {verdict}\n  {sql}")
    print(dict(counts))
    sys.exit(1 if any(not key.startswith("lanes equal") for key in counts) else 0)


def verdict_of(context: datafusion.SessionContext, sql: str, plan: bytes) -> str:
    try:
        expected = context.sql(sql).to_arrow_table()
    except Exception as error:
        return f"SQL refused: {str(error)[:200]}"
    try:
        difference = same_rows(expected, run_plan(context, plan))
    except Exception as error:
        return f"Substrait refused: {str(error)[:200]}"
    return f"lanes differ: {difference}" if difference else "lanes equal"


if __name__ == "__main__":
    main()

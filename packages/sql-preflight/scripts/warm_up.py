"""Uses the analysis once in every way that matters, so that what it builds on first use lies in the snapshot. Runs inside Pyodide."""

import gc
import json

import causeway_preflight

STATEMENTS = """
SELECT origin, count(*) AS n FROM flights WHERE delay > $1 GROUP BY 1 HAVING count(*) > 2 ORDER BY n LIMIT 9;
WITH late AS (SELECT * FROM flights WHERE delay BETWEEN 10 AND 20)
SELECT a.code, sum(l.delay) OVER (PARTITION BY a.code ORDER BY l.delay)
FROM late l LEFT JOIN airports a ON a.code = l.origin;
SELECT CASE WHEN delay IS NULL THEN 'none' ELSE upper(origin) END, CAST(opened AS VARCHAR) FROM flights, airports
WHERE code IN (SELECT origin FROM flights) AND EXISTS (SELECT 1 FROM airports) UNION ALL SELECT 'a', 'b';
SELECT extract(year FROM opened), opened - INTERVAL '1' DAY, round(avg(delay), 2)
FROM airports JOIN flights ON code = origin GROUP BY 1, 2;
SELECT orgin FROM flights;
SELECT FROM WHERE
"""


def _column(name, data_type):
    return {"name": name, "type": data_type, "nullable": True}


def _warm_up():
    schemas = [
        {"name": ["flights"], "columns": [_column("origin", "Utf8"), _column("delay", "Int64")]},
        {"name": ["airports"], "columns": [_column("code", "Utf8"), _column("opened", "Date32")]},
    ]
    for sql in STATEMENTS.split(";\n"):
        policy = {"statements": ["query"], "tables": "registered"}
        want = {"ast": True, "lineage": True}
        request = {"op": "check", "sql": sql, "schemas": schemas, "policy": policy, "want": want}
        answer = json.loads(causeway_preflight.answer(json.dumps(request)))
        if "error" in answer:
            raise RuntimeError(f"{sql}: {answer['error']}")


_warm_up()
gc.collect()
gc.freeze()

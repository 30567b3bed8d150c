"""No way around the policy: every statement of the corpus is refused, or is no statement at all."""

from __future__ import annotations

import pytest
from engine import check, corpus_lines, errors

POLICY = {
    "statements": ["query", "explain"],
    "tables": ["flights"],
    "columns": {"deny": {"flights": ["price"]}},
    "functions": {
        "deny": ["strpos", "date_part", "input_file_name", "file_row_index", "version", "array_element"],
    },
}


@pytest.mark.parametrize("line", corpus_lines("evasions.sql"))
def test_does_not_pass(line: str) -> None:
    sql = line.replace("\\n", "\n").replace("\\t", "\t")
    report = check(sql, policy=POLICY)
    assert errors(report), report


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT origin, delay FROM flights WHERE delay > 1",
        "SELECT * EXCLUDE (price) FROM flights",
        "SELECT count(*) FROM flights",
        "SELECT 'price', ';', 'DELETE FROM flights' FROM flights -- DROP TABLE flights",
        'SELECT origin AS "DELETE" FROM flights;',
        "EXPLAIN DELETE FROM flights",
        "WITH carriers AS (SELECT origin FROM flights) SELECT * FROM carriers",
        "SELECT upper(origin) FROM flights /* strpos() */",
    ],
)
def test_what_is_allowed_passes(sql: str) -> None:
    assert errors(check(sql, policy=POLICY)) == []

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


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT price FROM flights",
        "SELECT f.price FROM flights f",
        "SELECT * FROM flights",
        "SELECT x FROM (SELECT * FROM flights) q",
        "SELECT origin FROM flights WHERE price > 1",
        "SELECT count(f.*) FROM flights f",
    ],
)
def test_denied_columns_of_a_table_whose_columns_are_not_known(sql: str) -> None:
    assert errors(check(sql, policy=POLICY, schemas=[{"name": ["flights"]}]))
    assert errors(check("SELECT origin FROM flights", policy=POLICY, schemas=[{"name": ["flights"]}])) == []


def test_the_side_of_trim_is_a_function_of_its_own() -> None:
    policy = {"functions": {"deny": ["ltrim"]}}
    [found] = errors(check("SELECT trim(LEADING 'x' FROM origin) FROM flights", policy=policy))
    assert found["code"] == "function-not-allowed"
    assert errors(check("SELECT trim(origin) FROM flights", policy=policy)) == []


@pytest.mark.parametrize(
    ("sql", "tables", "codes"),
    [
        ("INSERT INTO flights SELECT * FROM carriers", ["flights", "carriers"], ["table-not-allowed"]),
        ("DELETE FROM flights WHERE delay > 1", ["flights"], []),
        (
            "WITH a AS (SELECT code FROM carriers) INSERT INTO flights SELECT * FROM a",
            ["carriers", "flights"],
            ["table-not-allowed"],
        ),
        ("SELECT origin FROM flights", ["flights"], ["statement-not-allowed"]),
    ],
)
def test_writes_where_they_are_allowed(sql: str, tables: list[str], codes: list[str]) -> None:
    report = check(sql, policy={"statements": ["dml"], "tables": ["flights"]})
    assert report["tables"] == tables
    assert [found["code"] for found in errors(report)] == codes


def test_kinds_that_are_not_looked_into_say_so() -> None:
    report = check("COPY flights TO 'x.csv'", policy={"statements": ["copy"]})
    assert (report["statementKind"], report["unparsed"]) == ("copy", True)
    assert [(found["code"], found["severity"]) for found in report["diagnostics"]] == [("unparsed", "warning")]

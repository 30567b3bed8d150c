"""The other operations: lineage, formatting, transpiling, differences, trees as data, and answers to bad requests."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from engine import CORPUS, ask, check, corpus_lines, engine, errors, known_schemas, refusal_by_engine

from causeway_preflight import answer


def lineage(sql: str, column: str) -> tuple[set[str], set[str]]:
    graph = ask("lineage", sql=sql, schemas=known_schemas(), column=column)
    names = {node["id"]: f"{node['relation'] or node['kind']}.{node['column']}" for node in graph["nodes"]}
    return set(names.values()), {f"{names[edge['from']]} > {names[edge['to']]}" for edge in graph["edges"]}


def test_lineage_through_a_cte_and_a_join() -> None:
    sql = """WITH late AS (SELECT carrier AS c, delay + distance AS lost FROM flights)
             SELECT upper(k.name) AS who, sum(l.lost) AS total FROM late l JOIN carriers k ON k.code = l.c GROUP BY 1"""
    nodes, edges = lineage(sql, "total")
    assert {"output.total", "l.lost", "late.lost", "flights.delay", "flights.distance"} == nodes
    assert "flights.delay > late.lost" in edges
    assert lineage(sql, "who")[0] == {"output.who", "carriers.name"}


def test_lineage_through_a_union_and_a_subquery() -> None:
    nodes, _ = lineage(
        "SELECT (SELECT max(x) FROM (SELECT origin AS x FROM flights UNION SELECT code FROM carriers)) m", "m"
    )
    assert nodes == {"output.m", "flights.origin", "carriers.code"}


def test_lineage_of_no_column() -> None:
    error = ask("lineage", sql="SELECT 1 AS a", schemas=[], column="b")["error"]
    assert error["code"] == "invalid-request"
    assert "columns are a" in error["message"]


def test_formatting_changes_no_plan() -> None:
    """Every statement of the corpus is formatted into one that DataFusion plans, with the same columns."""
    formatted = 0
    for sql in corpus_lines("syntax.sql"):
        if (
            errors(check(sql))
            or refusal_by_engine(sql) is not None
            or sql.startswith("DESCRIBE")
            or sql == "FROM flights"
        ):
            continue
        written = ask("format", sql=sql)
        if "error" in written:
            assert written["error"]["code"] == "not-supported"
            continue
        formatted += 1
        assert refusal_by_engine(written["sql"]) is None, written["sql"]
        before, after = (engine().sql(text).schema() for text in (sql, written["sql"]))
        assert [field.type for field in before] == [field.type for field in after]
    assert formatted > 300


def test_formatting_keeps_comments_and_breaks_lines() -> None:
    text = ask("format", sql="select origin /* from */ , delay from flights where delay>1")["sql"]
    assert text == "SELECT\n  origin, /* from */\n  delay\nFROM flights\nWHERE\n  delay > 1"
    assert ask("format", sql="select  1", pretty=False)["sql"] == "SELECT 1"


TRANSPILED = [
    ("spark", "SELECT date_add(day, 7) FROM flights", "SELECT day + INTERVAL '7' DAY FROM flights"),
    ("spark", "SELECT IF(delay > 1, 'late', 'fine') FROM flights", None),
    ("spark", "SELECT explode(tags) FROM flights", None),
    ("spark", "SELECT `origin`, count_if(cancelled) FROM flights GROUP BY `origin`", None),
    (
        "spark",
        "SELECT date_format(day, 'yyyy-MM-dd') FROM flights",
        "SELECT to_char(CAST(day AS TIMESTAMP), '%Y-%m-%d') FROM flights",
    ),
    ("spark", "SELECT * FROM flights LEFT SEMI JOIN carriers ON carrier = code", None),
    ("spark", "SELECT array_contains(tags, 'x'), size(tags), split(origin, 'a') FROM flights", None),
    ("bigquery", "SELECT DATE_ADD(day, INTERVAL 1 MONTH) FROM `flights`", None),
    ("bigquery", "SELECT SAFE_CAST(origin AS INT64), COUNTIF(cancelled) FROM flights GROUP BY 1", None),
    ("bigquery", "SELECT DATE_TRUNC(day, MONTH), FORMAT_DATE('%Y', day) FROM flights", None),
    ("bigquery", "SELECT * EXCEPT (delay) FROM flights", None),
    ("snowflake", "SELECT IFF(delay > 1, 1, 2), delay::NUMBER(10, 2) FROM flights", None),
    ("snowflake", "SELECT DATEADD(day, 3, day), TO_CHAR(day, 'YYYY-MM') FROM flights", None),
    ("snowflake", "SELECT LISTAGG(origin, ',') FROM flights", None),
    (
        "snowflake",
        "SELECT origin FROM flights QUALIFY ROW_NUMBER() OVER (PARTITION BY origin ORDER BY delay) = 1",
        None,
    ),
    ("duckdb", "SELECT strftime(day, '%Y'), list_contains(tags, 'x'), len(tags) FROM flights", None),
    ("duckdb", "FROM flights SELECT origin, {'a': delay}", None),
    ("postgres", "SELECT origin || 'x', day + INTERVAL '1 day', position('a' IN origin) FROM flights", None),
    ("postgres", "SELECT string_agg(origin, ',') FROM flights WHERE origin ~ '^A'", None),
    ("mysql", "SELECT IFNULL(delay, 0), GROUP_CONCAT(origin) FROM flights GROUP BY 1", None),
    ("tsql", "SELECT TOP 3 [origin], ISNULL(delay, 0) FROM flights", None),
    ("trino", "SELECT approx_distinct(origin), try_cast(day AS varchar) FROM flights GROUP BY 2", None),
]


@pytest.mark.parametrize(("source", "sql", "expected"), TRANSPILED)
def test_transpiled_text_runs_in_datafusion(source: str, sql: str, expected: str | None) -> None:
    written = ask("transpile", sql=sql, **{"from": source, "to": "datafusion"})
    assert "error" not in written, written
    assert expected in (None, written["sql"])
    assert refusal_by_engine(written["sql"]) is None, (written, refusal_by_engine(written["sql"]))
    assert written["report"]["notes"] == []


def test_transpiling_reports_what_datafusion_does_not_have() -> None:
    written = ask("transpile", sql="SELECT soundex(x) FROM t", **{"from": "spark", "to": "datafusion"})
    assert written["report"]["notes"] == ["DataFusion has no function soundex."]
    assert written["report"]["changed"] is False
    back = ask("transpile", sql="SELECT tags[1] FROM flights", **{"from": "datafusion", "to": "spark"})
    assert back["sql"] == "SELECT tags[0] FROM flights"


def test_difference() -> None:
    edits = ask("difference", a="SELECT a, b FROM t WHERE x > 1", b="SELECT a, c FROM t WHERE x > 2")["edits"]
    changed = {(edit["kind"], (edit.get("from") or edit["to"])["sql"]) for edit in edits}
    assert changed == {("remove", "b"), ("insert", "c"), ("remove", "1"), ("insert", "2")}
    assert ask("difference", a="SELECT a FROM t", b="select  A from T -- the same")["edits"] == []


def test_tree_is_read_back_equal() -> None:
    for sql in corpus_lines("syntax.sql"):
        tree = check(sql, want={"ast": True}).get("ast")
        if tree is not None:
            assert ask("readAst", ast=json.loads(json.dumps(tree)))["equal"], sql
    assert ask("readAst", ast={"sqlglot": "1.0", "tree": []})["error"]["code"] == "invalid-request"


def test_one_fingerprint_for_literals_one_text_for_spellings() -> None:
    one, two = (
        check("SELECT Origin FROM flights WHERE delay > 1"),
        check("select origin\nfrom FLIGHTS where delay>2 -- x"),
    )
    assert one["fingerprint"] == two["fingerprint"]
    assert one["normalizedSql"] == "SELECT origin FROM flights WHERE delay > 1"
    assert two["normalizedSql"] == "SELECT origin FROM flights WHERE delay > 2"
    assert check('SELECT "Origin" FROM flights')["fingerprint"] != check("SELECT origin FROM flights")["fingerprint"]


def test_parameters_take_the_type_of_what_they_are_compared_with() -> None:
    report = check("SELECT origin FROM flights WHERE delay > $1 AND day = $since", parameters=["1", "since"])
    assert report["parameters"] == [{"name": "$1", "type": "Int64"}, {"name": "$since", "type": "Date32"}]
    assert errors(report) == []


def test_a_table_without_known_columns_is_not_judged_by_them() -> None:
    report = check("SELECT anything, sum(more) FROM events GROUP BY anything", schemas=[{"name": ["events"]}])
    assert report["diagnostics"] == []
    assert report["tables"] == ["events"]


def test_suggestions() -> None:
    [found] = check("SELECT orgin FROM flights")["diagnostics"]
    assert found["suggestions"] == ["origin"]
    assert "Did you mean origin?" in found["message"]


@pytest.mark.parametrize(
    "request_text",
    [
        "",
        "[]",
        "null",
        "{}",
        '{"op": "nothing"}',
        '{"op": "check"}',
        '{"op": "check", "sql": 1}',
        '{"op": "readAst", "ast": 1}',
    ],
)
def test_a_bad_request_is_answered(request_text: str) -> None:
    assert json.loads(answer(request_text))["error"]["code"] == "invalid-request"


def test_the_example_of_the_readme(capsys: pytest.CaptureFixture[str]) -> None:
    [example] = re.findall(r"```python\n(.*?)```", (CORPUS.parent.parent / "README.md").read_text("utf-8"), re.DOTALL)
    exec(example, {})
    assert capsys.readouterr().out == example.rsplit("# ", 1)[1]


DEEP = {
    "parentheses": "SELECT " + "(" * 5_000 + "1" + ")" * 5_000,
    "functions": "SELECT " + "abs(" * 200 + "1" + ")" * 200,
    "subqueries": "SELECT * FROM (" * 70 + "SELECT 1" + ")" * 70,
    "not": "SELECT " + "NOT " * 5_000 + "true",
    "minus": "SELECT " + "- " * 5_000 + "1",
    "cases": "SELECT " + "CASE WHEN true THEN " * 500 + "1" + " END" * 500,
    "lists": "SELECT " + "[" * 3_000 + "1" + "]" * 3_000,
    "casts": "SELECT 1" + "::INT" * 5_000,
    "dots": "SELECT a" + ".b" * 5_000,
    "brackets": "SELECT a" + "[1]" * 3_000,
    "brackets with names": "SELECT a" + "[1].b" * 3_000,
    "brackets with calls": "SELECT a" + "[abs(least(1, 2))]" * 3_000,
    "joins": "SELECT 1 FROM flights" + " JOIN carriers ON true" * 2_000,
}
LONG = {
    "sums": "SELECT 1" + " + 1" * 5_000,
    "conditions": "SELECT origin FROM flights WHERE delay = 1" + " OR delay = 1" * 3_000,
    "unions": "SELECT 1" + " UNION ALL SELECT 1" * 1_000,
    "columns": "SELECT " + ", ".join(f"{number} AS c{number}" for number in range(3_000)),
    "values": "VALUES " + ", ".join(f"({number})" for number in range(3_000)),
}


@pytest.mark.parametrize("name", DEEP)
def test_deep_statements_are_too_complex_and_no_crash(name: str) -> None:
    report: dict[str, Any] = check(DEEP[name])
    assert "error" not in report, report
    assert errors(report), report
    if name.startswith("brackets"):
        assert [found["code"] for found in report["diagnostics"]] == ["too-complex"]


@pytest.mark.parametrize("name", LONG)
def test_long_statements_pass(name: str) -> None:
    assert errors(check(LONG[name])) == []

"""What DataFusion accepts, the check accepts: every syntax of its SQL reference, every function of its catalogue."""

from __future__ import annotations

from arrow_names import arrow_name
from engine import check, corpus_lines, engine, errors, refusal_by_engine

# Statements that DataFusion accepts and the check refuses, by name; at most 0.3 % of the corpus.
KNOWN_FALSE_REFUSALS: set[str] = set()

# Expressions of each kind of type, put in every place where one may stand.
CONDITIONS = [
    "delay > 10",
    "cancelled",
    "NOT cancelled",
    "delay BETWEEN 1 AND 5",
    "origin LIKE 'A%'",
    "origin IN ('BRU', 'LIS')",
    "delay IS NULL",
    "delay IS NOT NULL",
    "(delay > 1 OR delay < -1) AND cancelled",
    "origin = 'BRU' AND destination <> 'LIS'",
    "day >= DATE '2024-01-01'",
    "seen < now()",
    "price > 10.5",
    "tags @> ['x']",
    "array_has(tags, 'x')",
    "detail.gate = 'A1'",
    "CASE WHEN delay > 1 THEN true ELSE false END",
    "COALESCE(cancelled, false)",
    "EXISTS (SELECT 1 FROM carriers WHERE code = carrier)",
    "carrier IN (SELECT code FROM carriers)",
    "delay > (SELECT avg(delay) FROM flights)",
    "origin ~ '^A'",
    "origin IS DISTINCT FROM destination",
    "starts_with(origin, 'A')",
    "delay % 2 = 0",
]
CONDITION_PLACES = [
    "SELECT origin FROM flights WHERE {}",
    "SELECT {} AS answer FROM flights",
    "SELECT origin FROM flights WHERE NOT ({})",
    "SELECT CASE WHEN {} THEN 1 ELSE 0 END AS answer FROM flights",
    "SELECT count(*) FILTER (WHERE {}) FROM flights",
    "SELECT q.answer FROM (SELECT {} AS answer FROM flights) q WHERE q.answer",
    "WITH q AS (SELECT * FROM flights WHERE {}) SELECT origin FROM q",
    "SELECT origin FROM flights ORDER BY {}",
    "SELECT {} AS answer, count(*) FROM flights GROUP BY answer",
    "SELECT bool_or({}) FROM flights",
]
VALUES = ["delay", "delay + 1", "-delay", "distance * 2.5", "price / 3", "upper(origin)", "day", "abs(delay) % 7"]
VALUE_PLACES = [
    "SELECT {0} AS v FROM flights ORDER BY v DESC NULLS LAST LIMIT 3",
    "SELECT max({0}), min({0}), count({0}), count(DISTINCT {0}) FROM flights",
    "SELECT {0} AS v, count(*) FROM flights GROUP BY {0} ORDER BY {0}",
    "SELECT row_number() OVER (PARTITION BY {0} ORDER BY {0}) FROM flights",
    "SELECT first_value({0}) OVER (ORDER BY {0}) AS v FROM flights",
    "SELECT {0} AS v FROM flights UNION ALL SELECT {0} FROM flights",
    "SELECT * FROM (SELECT {0} AS v FROM flights) WHERE v IS NOT NULL",
    "SELECT [{0}], {{a: {0}}} FROM flights",
    "SELECT f.v FROM (SELECT {0} AS v FROM flights) f JOIN (SELECT {0} AS v FROM flights) g ON f.v = g.v",
    "SELECT coalesce({0}, {0}) AS v, nullif({0}, {0}) AS w FROM flights",
]


def statements() -> list[str]:
    return [
        *corpus_lines("syntax.sql"),
        *corpus_lines("functions.sql"),
        *(place.format(condition) for place in CONDITION_PLACES for condition in CONDITIONS),
        *(place.format(value) for place in VALUE_PLACES for value in VALUES),
    ]


def test_few_false_refusals() -> None:
    accepted = [sql for sql in statements() if refusal_by_engine(sql) is None]
    assert len(accepted) >= 1_000
    refused = {sql: found for sql in accepted if (found := errors(check(sql)))}
    assert set(refused) == KNOWN_FALSE_REFUSALS, refused
    assert len(refused) <= 0.003 * len(accepted)


def test_names_and_types_are_those_of_the_planner() -> None:
    """Where the check gives a name or a type of a column, it is DataFusion's."""
    wrong, known, total = [], 0, 0
    for sql in statements():
        # DataFusion plans `FROM flights` alone as a SELECT of no columns; the check takes it for `SELECT *`.
        if (
            refusal_by_engine(sql) is not None
            or sql.upper().startswith(("EXPLAIN", "DESCRIBE"))
            or sql == "FROM flights"
        ):
            continue
        schema = engine().sql(sql).schema()
        columns = check(sql)["outputColumns"]
        if len(columns) != len(schema):
            if all(column["name"] is not None for column in columns):
                wrong.append((sql, [column["name"] for column in columns], schema.names))
            continue
        for column, field in zip(columns, schema, strict=True):
            total += 1
            known += column["type"] is not None
            if column["name"] not in (None, field.name):
                wrong.append((sql, column["name"], field.name))
            if column["type"] not in (None, arrow_name(field.type)):
                wrong.append((sql, column["type"], arrow_name(field.type)))
            if column["nullable"] is False and field.nullable:
                wrong.append((sql, "not null", field.name))
    assert wrong == []
    assert known / total > 0.8


def test_a_policy_that_forbids_nothing_of_it_refuses_nothing() -> None:
    policy = {"tables": ["*"], "columns": {"deny": {"nothing": ["*"]}}, "functions": {"deny": ["nothing"]}}
    refused = {
        sql: found for sql in statements() if not errors(check(sql)) and (found := errors(check(sql, policy=policy)))
    }
    assert refused == {}

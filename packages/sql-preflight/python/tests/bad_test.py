"""Bad statements: the right code at the right place, counted in UTF-16 code units."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import NamedTuple

import pytest
from engine import CORPUS, check, engine, refusal_by_engine

CODES = {
    "syntax-error",
    "unknown-table",
    "unknown-column",
    "ambiguous-column",
    "unknown-function",
    "wrong-arity",
    "type-mismatch",
    "aggregate-misuse",
    "missing-group-by",
    "window-misuse",
    "set-operation-mismatch",
    "multiple-statements",
    "statement-not-allowed",
    "table-not-allowed",
    "column-not-allowed",
    "function-not-allowed",
    "missing-limit",
    "cross-join",
    "too-complex",
    "parameter-missing",
    "parameter-unused",
}


class Bad(NamedTuple):
    sql: str
    found: list[tuple[str, int | None, int | None]]
    policy: dict[str, object]
    parameters: int | list[str] | None


def utf16_length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def read_corpus() -> list[Bad]:
    policy: dict[str, object] = {}
    parameters: int | list[str] | None = None
    bad = []
    for line in (CORPUS / "bad.txt").read_text("utf-8").splitlines():
        if line.startswith("policy "):
            policy = json.loads(line.removeprefix("policy "))
        elif line.startswith("parameters "):
            parameters = json.loads(line.removeprefix("parameters "))
        elif line and not line.startswith("#"):
            codes, _, marked = line.partition(": ")
            sql, places = unmarked(marked.replace("\\n", "\n").replace("\\t", "\t").replace("\\r", "\r"))
            pairs = zip(codes.split(", "), [*places, *[(None, None)] * len(codes)], strict=False)
            bad.append(Bad(sql, [(code, *place) for code, place in pairs], policy, parameters))
    return bad


def unmarked(marked: str) -> tuple[str, list[tuple[int, int]]]:
    """The statement without its marks, and line and column of each."""
    sql, places = "", []
    for number, part in enumerate(re.split("[⟦⟧]", marked)):
        if number % 2 == 1:
            lines = sql.replace("\r\n", "\n").split("\n")
            places.append((len(lines), utf16_length(lines[-1]) + 1))
        sql += part
    return sql, places


@pytest.mark.parametrize("bad", read_corpus(), ids=lambda bad: bad.sql[:60])
def test_right_code_and_place(bad: Bad) -> None:
    request = {"policy": bad.policy} | ({} if bad.parameters is None else {"parameters": bad.parameters})
    found = check(bad.sql, **request)["diagnostics"]
    assert [(one["code"], one.get("line"), one.get("column")) for one in found] == bad.found, found


def test_every_code_at_least_five_times() -> None:
    corpus = read_corpus()
    counts = Counter(code for bad in corpus for code, _, _ in bad.found)
    assert len(corpus) >= 200
    assert set(counts) == CODES
    assert min(counts.values()) >= 5, counts


def test_what_is_called_bad_does_not_run() -> None:
    """DataFusion refuses it too, when it plans it or at the latest when it runs it."""
    judged_by_policy = {"statement-not-allowed", "multiple-statements", "too-complex"}
    runs = []
    for bad in read_corpus():
        if bad.policy or bad.parameters is not None or bad.found[0][0] in judged_by_policy:
            continue
        if refusal_by_engine(bad.sql) is None:
            try:
                engine().sql(bad.sql).collect()
            except Exception:  # noqa: BLE001 the engine raises whatever it likes
                continue
            runs.append(bad.sql)
    assert runs == KNOWN_TO_RUN


# DataFusion runs these; each is refused because what it does is hardly what was meant.
KNOWN_TO_RUN: list[str] = []

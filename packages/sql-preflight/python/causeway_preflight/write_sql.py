"""Texts made of trees: formatting, transpiling, the difference of two statements. None of them is ever executed."""

from __future__ import annotations

from typing import Any

from sqlglot import exp
from sqlglot.dialects.dialect import Dialect
from sqlglot.diff import Insert, Move, Remove, Update, diff
from sqlglot.errors import ErrorLevel, ParseError, TokenError

from .dialect import DataFusion
from .findings import lowered
from .function_catalog import built_in
from .parse import Unreadable, parse_statement, split_statements
from .positions import Positions, Span, span_of

_EDITS = {Insert: "insert", Remove: "remove", Update: "update", Move: "move"}


class NotWritable(Exception):
    """The statement cannot be written again without a change of its meaning."""


def format_sql(request: dict[str, Any]) -> dict[str, Any]:
    """The statement in one style. It is read again and compared: the text is given out only if the trees are equal."""
    tree = _read(request["sql"])
    text = tree.sql(dialect=DataFusion, pretty=request.get("pretty", True))
    if _read(text) != tree:
        raise NotWritable("the statement cannot be formatted without changing it")
    return {"sql": text}


def transpile(request: dict[str, Any]) -> dict[str, Any]:
    """The statement of one dialect in another, with what could not be carried over."""
    source, target = _dialect(request["from"]), _dialect(request["to"])
    sql: str = request["sql"]
    tree = _read(sql) if isinstance(source, DataFusion) else _read_foreign(sql, source)
    generator = target.generator(unsupported_level=ErrorLevel.IGNORE, comments=True)
    text = generator.generate(tree)
    report = {
        "unsupported": list(dict.fromkeys(generator.unsupported_messages)),
        "changed": " ".join(text.split()) != " ".join(sql.rstrip("; \n").split()),
        "notes": _notes(text) if isinstance(target, DataFusion) else [],
    }
    return {"sql": text, "report": report}


def difference(request: dict[str, Any]) -> dict[str, Any]:
    """What changes from `a` to `b`, as edits of the tree; what stays is left out."""
    before, after = request["a"], request["b"]
    edits = diff(_normalized(_read(before)), _normalized(_read(after)), delta_only=True)
    places = {"before": Positions(before), "after": Positions(after)}
    return {"edits": [_edit(edit, places) for edit in edits if type(edit) in _EDITS]}


def _normalized(tree: exp.Expr) -> exp.Expr:
    """The tree with its unquoted names as DataFusion compares them, and without comments."""
    for node in tree.walk():
        node.comments = None
        unquoted = isinstance(node, exp.Identifier) and not node.args.get("quoted")
        if unquoted or (isinstance(node, exp.Anonymous) and isinstance(node.this, str)):
            node.set("this", lowered(node.this))
    return tree


def _edit(edit: Any, places: dict[str, Positions]) -> dict[str, Any]:
    kind = _EDITS[type(edit)]
    if kind in ("update", "move"):
        return {
            "kind": kind,
            "from": _described(edit.source, places["before"]),
            "to": _described(edit.target, places["after"]),
        }
    side = "after" if kind == "insert" else "before"
    return {"kind": kind, ("to" if kind == "insert" else "from"): _described(edit.expression, places[side])}


def _described(node: exp.Expr, positions: Positions) -> dict[str, Any]:
    described: dict[str, Any] = {"node": type(node).__name__, "sql": node.sql(dialect=DataFusion)}
    if (span := span_of(node)) is not None:
        described["line"], described["column"] = positions.line_and_column(span.start)
    return described


def _read(sql: str) -> exp.Expr:
    statements = split_statements(sql)
    if len(statements) != 1:
        message = "There is no statement." if not statements else "There is more than one statement."
        raise Unreadable("syntax-error", message, Span(0, len(sql)), None)
    return parse_statement(sql, statements[0])


def _read_foreign(sql: str, dialect: Dialect) -> exp.Expr:
    try:
        trees = [tree for tree in dialect.parse(sql) if tree is not None]
    except (ParseError, TokenError) as error:
        found = error.errors[0] if isinstance(error, ParseError) and error.errors else {}
        lines = sql.splitlines(keepends=True)
        line = min((found.get("line") or 1), len(lines) or 1)
        offset = sum(len(one) for one in lines[: line - 1]) + max(0, (found.get("col") or 1) - 1)
        message = str(found.get("description") or error).split("\n")[0]
        raise Unreadable("syntax-error", message, Span(min(offset, len(sql)), len(sql)), None) from error
    if len(trees) != 1:
        raise Unreadable("syntax-error", "There must be one statement.", Span(0, len(sql)), None)
    return trees[0]


def _dialect(name: str) -> Dialect:
    return DataFusion() if name == "datafusion" else Dialect.get_or_raise(name)


def _notes(text: str) -> list[str]:
    """What DataFusion may not take of the text: functions that its catalogue does not have."""
    try:
        tree = _read(text)
    except Unreadable as error:
        return [f"DataFusion's grammar may not read this: {error.message}"]
    names = dict.fromkeys(
        node.name.lower() for node in tree.find_all(exp.Anonymous) if node.name.lower() not in built_in()
    )
    return [f"DataFusion has no function {name}." for name in names]

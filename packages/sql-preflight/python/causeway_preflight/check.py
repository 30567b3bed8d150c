"""The check of one text: what the statement is, what it uses, what is wrong with it, what comes out of it."""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING, Any

import sqlglot
from sqlglot import exp

from .ast_artifact import ast_artifact
from .bind_queries import QueryBinder
from .diagnostics import Diagnostics
from .explain import Explain
from .findings import Findings
from .function_catalog import FunctionCatalog
from .normalized_sql import normalized
from .parse import Statement, Unreadable, parse_described, parse_statement, split_statements
from .policy import Policy
from .positions import Span, span_of_token
from .schema import Catalog
from .statement_kind import kind_of_tokens, kind_of_tree

if TYPE_CHECKING:
    from .relations import Relation

_QUERY_KINDS = ("query", "explain")


class Check:
    """One check; `answer` is its result as JSON-safe data."""

    def __init__(self, request: dict[str, Any]) -> None:
        self._started = perf_counter()
        self._request = request
        self._sql: str = request["sql"]
        self._rules: dict[str, Any] = request.get("policy") or {}
        self._policy = Policy(self._rules)
        self._diagnostics = Diagnostics()
        self._findings = Findings()
        self._kind: str | None = None
        self._unparsed = False
        self._statement: Statement | None = None
        self._tree: exp.Expr | None = None
        self._output: Relation | None = None
        self._times: dict[str, float] = {"parseMs": 0.0, "bindMs": 0.0, "checksMs": 0.0}

    def answer(self) -> dict[str, Any]:
        begun = perf_counter()
        self._read()
        parsed = perf_counter()
        self._times["parseMs"] = parsed - begun
        if self._tree is not None:
            try:
                self._bind_and_judge(self._tree)
            except RecursionError:
                message = "The expressions of the statement stand too deep inside one another to be followed."
                span = self._statement.span if self._statement else None
                self._diagnostics.add("too-complex", message, span, None)
        return self._report()

    def _read(self) -> None:
        """Finds the statement, its kind and its tree."""
        try:
            statements = split_statements(self._sql)
        except Unreadable as unreadable:
            self._report_unreadable(unreadable)
            return
        if not statements:
            self._diagnostics.add("syntax-error", "There is no statement.", Span(0, len(self._sql)), None)
            return
        statement = self._statement = statements[0]
        if len(statements) > 1:
            message = f"There are {len(statements)} statements; one is allowed."
            self._diagnostics.add("multiple-statements", message, statements[1].span, statements[1].tokens[0].text)
        announced, first = kind_of_tokens(statement.tokens), statement.tokens[0]
        if announced is None:
            message = f"{first.text} begins no statement."
            self._report_unreadable(Unreadable("syntax-error", message, span_of_token(first), first.text))
            return
        if announced in _QUERY_KINDS:
            self._read_query(announced, statement)
            return
        self._kind = announced
        self._policy.judge_kind(announced, span_of_token(first), self._diagnostics)
        if announced in self._policy.statements:
            self._read_other(announced, statement)

    def _read_query(self, announced: str, statement: Statement) -> None:
        """A query and an EXPLAIN are parsed, allowed or not: the tree may hold a write."""
        try:
            self._tree = parse_statement(self._sql, statement)
        except Unreadable as unreadable:
            self._report_unreadable(unreadable)
        else:
            self._kind = kind_of_tree(announced, self._tree, statement.tokens)
        self._policy.judge_kind(self._kind or announced, span_of_token(statement.tokens[0]), self._diagnostics)

    def _read_other(self, kind: str, statement: Statement) -> None:
        """Of the other kinds, what names tables and columns in a form that SQLGlot reads."""
        try:
            if kind == "dml":
                self._tree = parse_statement(self._sql, statement)
            elif kind == "describe":
                self._tree = parse_described(self._sql, statement)
                if self._tree is None:
                    self._policy.judge_catalog(statement.span, self._diagnostics)
            else:
                self._unparsed = True
                message = f"A statement of kind {kind} is not looked into."
                self._diagnostics.add("unparsed", message, statement.span, kind, severity="warning")
        except Unreadable as unreadable:
            self._report_unreadable(unreadable)

    def _report_unreadable(self, unreadable: Unreadable) -> None:
        self._unparsed = True
        self._diagnostics.add(unreadable.code, unreadable.message, unreadable.span, unreadable.culprit)

    def _bind_and_judge(self, tree: exp.Expr) -> None:
        begun = perf_counter()
        functions = FunctionCatalog(self._request.get("functions"))
        catalog = Catalog(self._request.get("schemas") or [])
        binder = QueryBinder(
            self._sql, catalog, functions, self._diagnostics, self._findings, self._policy.forbids_cross_join
        )
        statement = tree
        while isinstance(statement, Explain):
            statement = statement.this
        output = binder.bind(statement, None)
        if self._kind == "query" and isinstance(tree, (exp.Query, exp.Values)):
            self._output = output
        bound = perf_counter()
        self._policy.judge(statement, self._findings, functions, self._diagnostics)
        if self._kind == "query":
            self._policy.judge_limit(statement, self._whole, self._diagnostics)
        self._judge_parameters()
        self._times["bindMs"] = bound - begun
        self._times["checksMs"] = perf_counter() - bound

    def _judge_parameters(self) -> None:
        given = self._request.get("parameters")
        if given is None:
            return
        names = [str(number + 1) for number in range(given)] if isinstance(given, int) else [str(one) for one in given]
        for name, node in self._findings.parameters.items():
            if name != "?" and name.removeprefix("$") not in names:
                message = f"The parameter {name} has no value."
                self._diagnostics.add("parameter-missing", message, node if node.args else self._whole, name)
        for name in names:
            if f"${name}" not in self._findings.parameters and "?" not in self._findings.parameters:
                message = f"The value for ${name} is not used."
                self._diagnostics.add("parameter-unused", message, None, f"${name}", severity="warning")

    @property
    def _whole(self) -> Span:
        return self._statement.span if self._statement else Span(0, len(self._sql))

    def _report(self) -> dict[str, Any]:
        findings, want = self._findings, self._request.get("want") or {}
        fields = self._output.fields() if self._output else []
        answer: dict[str, Any] = {
            "diagnostics": self._diagnostics.to_json(self._sql),
            "statementKind": self._kind,
            "unparsed": self._unparsed,
            "tables": list(dict.fromkeys(use.name for use in findings.tables)),
            "columns": [
                {"table": table, "column": column}
                for table, column in dict.fromkeys((use.table, use.column) for use in findings.columns)
            ],
            "functions": [
                {"name": name, "kind": kind}
                for name, kind in dict.fromkeys((use.name, _kind_of(use.function)) for use in findings.functions)
            ],
            "parameters": [{"name": name, "type": findings.parameter_types.get(name)} for name in findings.parameters],
            "outputColumns": [{"name": field.name, "type": field.type, "nullable": field.nullable} for field in fields],
        }
        if want.get("lineage"):
            answer["lineage"] = [
                {
                    "name": field.name,
                    "sources": [{"table": table, "column": column} for table, column in field.origins()],
                }
                for field in fields
            ]
        if want.get("ast") and self._tree is not None:
            answer["ast"] = ast_artifact(self._tree, self._sql, self._rules)
        tokens = self._statement.tokens if self._statement else []
        answer["normalizedSql"], answer["fingerprint"] = normalized(self._sql, tokens)
        times = {name: round(seconds * 1000, 3) for name, seconds in self._times.items()}
        answer["timings"] = {**times, "totalMs": round((perf_counter() - self._started) * 1000, 3)}
        answer["versions"] = {"sqlglot": sqlglot.__version__}
        return answer


def _kind_of(function: Any) -> str | None:
    return None if function is None else sorted(function.kinds)[0]


def check(request: dict[str, Any]) -> dict[str, Any]:
    return Check(request).answer()

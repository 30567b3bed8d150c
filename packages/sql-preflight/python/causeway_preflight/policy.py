"""The rules of a policy over what the binder found: names are compared after stars are expanded, aliases resolved."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from .findings import Findings, FunctionUse
from .schema import DEFAULT_CATALOG, DEFAULT_SCHEMA, full_name

if TYPE_CHECKING:
    from .diagnostics import Diagnostics
    from .function_catalog import FunctionCatalog
    from .positions import Span

READ_ONLY = ("query", "explain", "describe")


class Policy:
    """A policy as the caller wrote it, complete: what it leaves out is the default."""

    def __init__(self, rules: dict[str, Any]) -> None:
        self.statements: list[str] = rules.get("statements", list(READ_ONLY))
        tables = rules.get("tables", "registered")
        self._tables_allowed: list[str] | None = None
        self._tables_denied: list[str] = []
        if isinstance(tables, list):
            self._tables_allowed = tables
        elif isinstance(tables, dict):
            self._tables_allowed = tables.get("allow")
            self._tables_denied = tables.get("deny") or []
        columns = rules.get("columns") or {}
        self._columns_allowed: dict[str, list[str]] = columns.get("allow") or {}
        self._columns_denied: dict[str, list[str]] = columns.get("deny") or {}
        # They hold in the engine's plan; here they only make the catalogue a secret.
        self._has_row_rules = bool(rules.get("rowFilters") or rules.get("columnMasks"))
        functions = rules.get("functions") or {}
        self._functions_allowed: list[str] | None = functions.get("allow")
        self._functions_denied: list[str] = functions.get("deny") or []
        self._most_joins: int | None = rules.get("maxJoins")
        self._most_depth: int | None = rules.get("maxDepth")
        self._most_literals: int | None = rules.get("maxLiterals")
        self._most_rows: int | None = rules.get("maxRows")
        self._requires_limit: bool = bool(rules.get("requireLimit")) or self._most_rows is not None
        self.forbids_cross_join: bool = bool(rules.get("forbidCrossJoin"))

    def judge_kind(self, kind: str, span: Span, diagnostics: Diagnostics) -> None:
        if kind not in self.statements:
            allowed = ", ".join(self.statements) or "none"
            message = f"A statement of kind {kind} is not allowed; allowed are {allowed}."
            diagnostics.add("statement-not-allowed", message, span, kind)

    def judge(
        self,
        tree: exp.Expr,
        findings: Findings,
        functions: FunctionCatalog,
        diagnostics: Diagnostics,
    ) -> None:
        self._judge_tables(findings, diagnostics)
        self._judge_columns(findings, diagnostics)
        self._judge_unseen(tree, findings, diagnostics)
        self._judge_functions(tree, findings, functions, diagnostics)
        self._judge_size(tree, findings, diagnostics)
        if self.forbids_cross_join:
            for node in findings.cross_joins:
                message = "No condition ties this table to the ones before it."
                diagnostics.add("cross-join", message, node, node.alias_or_name or None)

    def judge_catalog(self, span: Span, diagnostics: Diagnostics) -> None:
        """A SHOW of the catalogue tells the names that a policy over tables or columns hides."""
        if (
            self._tables_allowed is not None
            or self._tables_denied
            or self._columns_denied
            or self._columns_allowed
            or self._has_row_rules
        ):
            message = "Under a policy over tables, columns or rows, the catalogue cannot be shown."
            diagnostics.add("statement-not-allowed", message, span, "SHOW")

    def _judge_tables(self, findings: Findings, diagnostics: Diagnostics) -> None:
        for use in findings.tables:
            if not use.is_registered:
                continue
            forms = _forms(use.name)
            denied = _any_match(self._tables_denied, [*forms, use.name.rsplit(".", 1)[-1]], ignore_case=True)
            allowed = self._tables_allowed is None or _any_match(self._tables_allowed, forms)
            if denied or not allowed:
                message = f"The policy does not allow the table {use.name}."
                diagnostics.add("table-not-allowed", message, use.node, use.name)

    def _judge_columns(self, findings: Findings, diagnostics: Diagnostics) -> None:
        if not self._columns_denied and not self._columns_allowed:
            return
        for use in findings.columns:
            forms = _forms(use.table)
            wide = [*forms, use.table.rsplit(".", 1)[-1]]
            denied = any(
                _any_match([table], wide, ignore_case=True)
                and (use.column == "*" or _any_match(columns, [use.column], ignore_case=True))
                for table, columns in self._columns_denied.items()
            )
            lists = [columns for table, columns in self._columns_allowed.items() if _any_match([table], forms)]
            allowed = not lists or any(_any_match(columns, [use.column]) for columns in lists)
            if denied or not allowed:
                name = f"{use.table}.{use.column}"
                diagnostics.add("column-not-allowed", f"The policy does not allow the column {name}.", use.node, name)

    def _judge_unseen(self, tree: exp.Expr, findings: Findings, diagnostics: Diagnostics) -> None:
        """What no rule of the binder reached is not allowed where the policy has a word on it."""
        over_columns = bool(self._columns_denied or self._columns_allowed)
        over_tables = over_columns or self._tables_allowed is not None or bool(self._tables_denied)
        kinds = (exp.Table, exp.Column) if over_columns else (exp.Table,)
        for node in tree.find_all(*kinds) if over_tables else ():
            if id(node) in findings.seen or isinstance(node.this, exp.Star):
                continue
            word = "table" if isinstance(node, exp.Table) else "column"
            message = f"This use of a {word} is not understood, and the policy restricts it."
            diagnostics.add(f"{word}-not-allowed", message, node, node.name)

    def _judge_functions(
        self, tree: exp.Expr, findings: Findings, functions: FunctionCatalog, diagnostics: Diagnostics
    ) -> None:
        if self._functions_allowed is None and not self._functions_denied:
            return
        for use in findings.functions:
            names = _all_names(use, functions)
            denied = _any_match(self._functions_denied, names, ignore_case=True)
            allowed = self._functions_allowed is None or _any_match(self._functions_allowed, names)
            if denied or not allowed:
                message = f"The policy does not allow the function {use.name}."
                diagnostics.add("function-not-allowed", message, use.node, use.name)
        for node in tree.find_all(*_IMPLIED_CALLS):
            name = next((name for name in _IMPLIED_CALLS[type(node)] if self._denies(name, functions)), None)
            if name is not None:
                message = f"The policy does not allow the function {name}, which this stands for."
                diagnostics.add("function-not-allowed", message, node, name)

    def _denies(self, name: str, functions: FunctionCatalog) -> bool:
        names = _all_names(FunctionUse(name, exp.Null(), functions.find(name)), functions)
        return _any_match(self._functions_denied, names, ignore_case=True)

    def _judge_size(self, tree: exp.Expr, findings: Findings, diagnostics: Diagnostics) -> None:
        if self._most_joins is not None and len(findings.joins) > self._most_joins:
            count = len(findings.joins)
            message = f"There are {count} joins; the policy allows {self._most_joins}."
            diagnostics.add("too-complex", message, findings.joins[self._most_joins], f"{count} joins")
        if self._most_depth is not None:
            depth, node = _depth(tree)
            if depth > self._most_depth:
                message = f"Queries stand {depth} deep inside one another; the policy allows {self._most_depth}."
                diagnostics.add("too-complex", message, node, f"depth {depth}")
        if self._most_literals is not None:
            literals = list(tree.find_all(exp.Literal))
            if len(literals) > self._most_literals:
                message = f"There are {len(literals)} literals; the policy allows {self._most_literals}."
                diagnostics.add("too-complex", message, literals[-1], f"{len(literals)} literals")

    def judge_limit(self, tree: exp.Expr, whole: Span, diagnostics: Diagnostics) -> None:
        if not self._requires_limit:
            return
        query = tree
        while isinstance(query, exp.Subquery) and query.args.get("limit") is None:
            query = query.this
        limit = query.args.get("limit")
        count = (limit.args.get("expression") or limit.args.get("count")) if limit is not None else None
        rows = f" of at most {self._most_rows} rows" if self._most_rows is not None else ""
        if not isinstance(count, exp.Literal) or count.is_string or limit is None or limit.args.get("percent"):
            message = f"The query needs a LIMIT{rows}, written as a number."
            diagnostics.add("missing-limit", message, count if count is not None else whole, "LIMIT")
        elif self._most_rows is not None and float(count.name) > self._most_rows:
            message = f"The LIMIT is {count.name}; the policy allows {self._most_rows} rows."
            diagnostics.add("missing-limit", message, count, count.name)


# Syntax that DataFusion plans as calls of functions; which of them, only the types tell.
_IMPLIED_CALLS: dict[type[exp.Expr], tuple[str, ...]] = {
    exp.Bracket: ("array_element", "array_slice", "get_field", "map_extract"),
    exp.Dot: ("get_field",),
    exp.Array: ("make_array",),
    exp.Struct: ("named_struct", "struct"),
    exp.Any: ("array_has",),
    exp.DPipe: ("array_concat", "array_append", "array_prepend"),
    exp.ArrayContainsAll: ("array_has_all",),
    exp.ArrayContainedBy: ("array_has_all",),
}


def _forms(name: str) -> list[str]:
    """The names of a table in a text: with its schema and catalog, and without them where they are the defaults."""
    parts = full_name(tuple(name.split(".")))
    forms = [name, ".".join(parts)]
    if parts[0] == DEFAULT_CATALOG:
        forms.append(".".join(parts[1:]))
        if parts[1] == DEFAULT_SCHEMA:
            forms.append(parts[-1])
    return forms


def _all_names(use: FunctionUse, functions: FunctionCatalog) -> list[str]:
    """The function's name, what it resolves to, and every other name of the same function."""
    if use.function is None:
        return [use.name]
    return list(dict.fromkeys([use.name, use.function.resolves_to, *functions.aliases_of(use.function.resolves_to)]))


def _any_match(patterns: list[str], names: list[str], *, ignore_case: bool = False) -> bool:
    if ignore_case:
        patterns, names = [pattern.lower() for pattern in patterns], [name.lower() for name in names]
    return any(fnmatchcase(name, pattern) for pattern in patterns for name in names)


def _depth(tree: exp.Expr) -> tuple[int, exp.Expr]:
    """How many SELECTs stand inside one another at most, and the innermost of them."""
    deepest = (0, tree)
    waiting = [(tree, 0)]
    while waiting:
        node, depth = waiting.pop()
        depth += isinstance(node, (exp.Select, exp.Values))
        if depth > deepest[0]:
            deepest = (depth, node)
        waiting.extend((child, depth) for child in node.iter_expressions())
    return deepest

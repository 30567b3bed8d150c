"""Binds queries: WITH, FROM, the clauses of a SELECT, set operations. One pass; it gathers findings, none stops it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from .bind_expressions import ExpressionBinder
from .bind_names import Clause
from .bind_sources import SourceBinder
from .findings import Findings, identifier_name
from .grouping import GroupingCheck, group_keys
from .positions import span_of
from .relations import Field, Relation, Scope
from .star_expansion import expand_star, is_star
from .types import leading_type

if TYPE_CHECKING:
    from .diagnostics import Diagnostics
    from .function_catalog import FunctionCatalog
    from .schema import Catalog

CommonTables = dict[str, Relation]


class QueryBinder:
    """Binds one statement against the catalogue."""

    def __init__(
        self,
        sql: str,
        catalog: Catalog,
        functions: FunctionCatalog,
        diagnostics: Diagnostics,
        findings: Findings,
        find_cross_joins: bool = False,
    ) -> None:
        self._sql = sql
        self._looks_for_cross_joins = find_cross_joins
        self.diagnostics = diagnostics
        self.findings = findings
        self.expressions = ExpressionBinder(diagnostics, findings, functions, self)
        self._sources = SourceBinder(self, catalog, functions)
        self._common_tables: CommonTables = {}

    def text_of(self, node: exp.Expr) -> str:
        """The node as it stands in the text; it is walked for that, so not for findings that nobody will see."""
        if self.diagnostics.full:
            return ""
        span = span_of(node)
        return self._sql[span.start : span.end] if span is not None else ""

    def bind_subquery(self, node: exp.Expr, scope: Scope) -> Relation:
        """A query inside an expression: it sees the scopes around it."""
        return self.bind(node, scope)

    def bind(self, node: exp.Expr, outer: Scope | None, order_scope: Relation | None = None) -> Relation:
        """The result of a query as a relation without a name."""
        before = self._common_tables
        if (with_ := node.args.get("with_")) is not None:
            self._common_tables = dict(before)
            self._bind_with(with_, outer)
        try:
            if isinstance(node, exp.Subquery):
                return self._bind_parenthesized(node, outer)
            if isinstance(node, exp.SetOperation):
                return self._bind_set_operation(node, outer)
            if isinstance(node, exp.Select):
                return self._bind_select(node, outer)
            if isinstance(node, exp.Values):
                relation = self._sources.bind_values(node, Scope(outer))
                self._bind_order_and_limit(node, Scope(outer, [relation]), relation, Clause("ORDER BY"))
                return relation
            if isinstance(node, exp.Table):
                scope = Scope(outer)
                self._sources.bind(node, scope)
                return Relation((), "subquery", _passed_on(scope), uncounted=scope.uncounted)
            self._bind_write(node, outer)
            return Relation((), "write", uncounted=True)
        finally:
            self._common_tables = before

    def _bind_write(self, node: exp.Expr, outer: Scope | None) -> None:
        """INSERT, UPDATE, DELETE, MERGE: every table and query in it is looked up, the rest is the engine's matter."""
        for child in node.iter_expressions():
            if isinstance(child, (exp.Query, exp.Values, exp.Table)):
                self.bind(child, outer)
            elif not isinstance(child, exp.With):
                self._bind_write(child, outer)

    def common_table(self, name: str) -> Relation | None:
        return self._common_tables.get(name)

    def _bind_with(self, with_: exp.Expr, outer: Scope | None) -> None:
        names: set[str] = set()
        for cte in with_.expressions:
            alias = cte.args["alias"]
            name = identifier_name(alias.this)
            if name in names:
                message = f"WITH names {name} more than once."
                self.diagnostics.add("ambiguous-column", message, alias.this, name)
            names.add(name)
            query = cte.this
            if with_.args.get("recursive") and isinstance(query, exp.SetOperation):
                relation = self._bind_recursive(query, name, alias, outer)
            else:
                relation = self.bind(query, outer)
            self._common_tables[name] = self._sources.renamed(relation, alias, name, "cte")

    def _bind_recursive(self, query: exp.Expr, name: str, alias: exp.Expr, outer: Scope | None) -> Relation:
        """The first branch gives the recursive table its columns; the second reads them."""
        anchor = self.bind(query.this, outer)
        before = self._common_tables.get(name)
        self._common_tables[name] = self._sources.renamed(anchor, alias, name, "cte")
        step = self.bind(query.expression, outer)
        if before is None:
            del self._common_tables[name]
        else:
            self._common_tables[name] = before
        return self._combined(query, anchor, step)

    def _bind_parenthesized(self, node: exp.Expr, outer: Scope | None) -> Relation:
        relation = self.bind(node.this, outer)
        scope = Scope(outer, [relation])
        self._bind_order_and_limit(node, scope, relation, Clause("ORDER BY"))
        return relation

    def _bind_set_operation(self, node: exp.Expr, outer: Scope | None) -> Relation:
        """A chain of set operations is as deep on its left as it is long: it is gone down step by step."""
        chain = [node]
        while isinstance(chain[-1].this, exp.SetOperation) and chain[-1].this.args.get("with_") is None:
            chain.append(chain[-1].this)
        relation = self.bind(chain[-1].this, outer)
        for operation in reversed(chain):
            relation = self._combined(operation, relation, self.bind(operation.expression, outer))
            self._bind_order_and_limit(operation, Scope(outer, [relation]), relation, Clause("ORDER BY"))
        return relation

    def _combined(self, node: exp.Expr, left: Relation, right: Relation) -> Relation:
        """The columns of a set operation: named by the left side, typed by both."""
        if node.args.get("by_name"):
            fields = {one.name: one for one in [*left.fields(), *right.fields()][::-1]}
            ordered = dict.fromkeys(one.name for one in [*left.fields(), *right.fields()])
            made = [Field(name, fields[name].type, None, sources=(fields[name],)) for name in ordered]
            return Relation((), "set-operation", made, uncounted=left.uncounted or right.uncounted)
        many, other = left.fields(), right.fields()
        unsure = left.uncounted or right.uncounted
        if len(many) != len(other) and not unsure:
            word = type(node).__name__.upper()
            message = f"The sides of {word} have different numbers of columns: {len(many)} and {len(other)}."
            self.diagnostics.add("set-operation-mismatch", message, node.expression, f"{len(many)} and {len(other)}")
        if len(many) != len(other):
            return Relation((), "set-operation", many if len(many) >= len(other) else other, uncounted=True)
        made = []
        for one, two in zip(many, other, strict=True):
            nullable = None if one.nullable is None or two.nullable is None else one.nullable or two.nullable
            if isinstance(node, (exp.Except, exp.Intersect)):
                nullable = one.nullable
            type_ = leading_type([one.type, two.type])
            made.append(Field(one.name, type_, nullable, sources=(one, two), qualifier=one.qualifier))
        return Relation((), "set-operation", made, uncounted=left.uncounted or right.uncounted)

    def _bind_select(self, node: exp.Expr, outer: Scope | None) -> Relation:
        scope = Scope(outer)
        if (from_ := node.args.get("from_")) is not None:
            self._sources.bind(from_.this, scope)
        for lateral in node.args.get("laterals") or ():
            self._sources.bind(lateral, scope)
        for join in node.args.get("joins") or ():
            self._sources.bind_join(join, scope)
        if (where := node.args.get("where")) is not None:
            self.expressions.bind_predicate(where.this, scope, Clause("WHERE", windows=False))
        self._bind_named_windows(node, scope)

        select = Clause("SELECT", aggregates=True)
        output, made = self._bind_projections(node, scope, select)
        aliases = {
            field.name: field
            for field, projection in zip(made, output, strict=True)
            if isinstance(projection, exp.Alias) and field.name is not None
        }
        uncounted = scope.uncounted and any(is_star(one) for one in node.expressions)
        result = Relation((), "subquery", made, uncounted=uncounted)

        group = node.args.get("group")
        grouping = Clause("GROUP BY", windows=False)
        keys = self._bind_group(group, scope, output, grouping) if group is not None else []
        having = Clause("HAVING", aggregates=True, windows=False, aliases=aliases)
        if node.args.get("having") is not None:
            self.expressions.bind_predicate(node.args["having"].this, scope, having)
        qualify = Clause("QUALIFY", aggregates=True, aliases=aliases)
        if node.args.get("qualify") is not None:
            self.expressions.bind_predicate(node.args["qualify"].this, scope, qualify)
            self._verify_qualify(node, select, qualify)
        distinct = node.args.get("distinct")
        if distinct is not None and distinct.args.get("on") is not None:
            self._bind_distinct_on(distinct.args["on"], scope, aliases)
        order = Clause("ORDER BY", aggregates=True, aliases=aliases, aliases_first=True)
        self._bind_order_and_limit(node, scope, result, order, output)
        self._find_cross_joins(node, scope)

        calls = bool(
            select.aggregate_calls or having.aggregate_calls or order.aggregate_calls or qualify.aggregate_calls
        )
        if group is not None and any(True for _ in group.find_all(exp.Rollup, exp.Cube, exp.GroupingSets)):
            for one in made:
                one.nullable = None
        if group is not None or calls or node.args.get("having") is not None:
            misused = grouping.aggregate_calls or grouping.window_calls
            if not misused and (group is None or not group.args.get("all")):
                check = GroupingCheck(self, scope, keys, output, aliases)
                check.verify(node, scope)
        return result

    def _bind_projections(self, node: exp.Expr, scope: Scope, clause: Clause) -> tuple[list[exp.Expr], list[Field]]:
        """The projections, stars expanded, with the field that each of them makes."""
        output: list[exp.Expr] = []
        made: list[Field] = []
        for projection in node.expressions:
            if is_star(projection):
                for field in expand_star(self, projection, scope, clause):
                    output.append(projection)
                    made.append(field)
                continue
            before = len(self.findings.reads)
            type_ = self.expressions.bind(projection, scope, clause)
            made.append(self._projected(projection, type_, before))
            output.append(projection)
        self._verify_names(output, made)
        return output, made

    @property
    def _read(self) -> dict[int, Field]:
        return self.findings.fields_of_nodes

    def _projected(self, projection: exp.Expr, type_: str | None, read_before: int) -> Field:
        inner = projection.this if isinstance(projection, exp.Alias) else projection
        qualifier = None
        if isinstance(projection, exp.Alias):
            name: str | None = identifier_name(projection.args["alias"])
        else:
            name = self.expressions.schema_names.of(inner)
            field = self._read.get(id(inner))
            if field is not None and id(inner) not in self.findings.paths_of_nodes:
                qualifier = field.qualifier
        fields = self.findings.reads[read_before:] if not isinstance(inner, exp.Column) else []
        if isinstance(inner, exp.Column) and (one := self._read.get(id(inner))) is not None:
            fields = [one]
        nullable = self.expressions.nullable(inner)
        sources = tuple(dict.fromkeys(fields))
        if isinstance(inner, exp.Anonymous) and self.expressions.calls.name_of(inner) == "unnest" and name is None:
            return Field(None, type_, nullable, sources=sources)
        return Field(name, type_, nullable, sources=sources, qualifier=qualifier)

    def _verify_names(self, output: list[exp.Expr], made: list[Field]) -> None:
        """DataFusion wants the names of a SELECT's columns to be unique, qualifiers included."""
        seen: set[tuple[str | None, str]] = set()
        for projection, field in zip(output, made, strict=True):
            if field.name is None:
                continue
            key = (field.qualifier, field.name)
            if key in seen:
                message = f"Two columns of the SELECT are named {field.name}; an alias tells them apart."
                self.diagnostics.add("ambiguous-column", message, projection, field.name)
            seen.add(key)

    def _bind_named_windows(self, node: exp.Expr, scope: Scope) -> None:
        named: set[str] = set()
        for window in node.args.get("windows") or ():
            named.add(identifier_name(window.this))
            clause = Clause("WINDOW", aggregates=True)
            for part in window.args.get("partition_by") or ():
                self.expressions.bind(part, scope, clause)
            if (order := window.args.get("order")) is not None:
                for ordered in order.expressions:
                    self.expressions.bind(ordered.this, scope, clause)
        for window in _own(node, exp.Window):
            alias = window.args.get("alias")
            if alias is not None and window.args.get("over") and identifier_name(alias) not in named:
                name = identifier_name(alias)
                self.diagnostics.add("window-misuse", f"There is no window {name} here.", alias, name)

    def _bind_group(self, group: exp.Expr, scope: Scope, output: list[exp.Expr], clause: Clause) -> list[exp.Expr]:
        """The expressions that are grouped by: positions and aliases stand for the projections that they name."""
        keys: list[exp.Expr] = []
        projections = {identifier_name(one.args["alias"]): one.this for one in output if isinstance(one, exp.Alias)}
        for key in group_keys(group):
            if isinstance(key, exp.Literal) and not key.is_string and key.name.isdigit():
                self._position(
                    key, len(output), "GROUP BY", unsure=any(relation.uncounted for relation in scope.relations)
                )
                if 1 <= int(key.name) <= len(output):
                    projection = output[int(key.name) - 1]
                    keys.append(projection.this if isinstance(projection, exp.Alias) else projection)
                continue
            name = identifier_name(key.this) if isinstance(key, exp.Column) and not key.table else None
            if name in projections and not scope.candidates(name):
                self.findings.seen.add(id(key))
                keys.append(projections[name])
                continue
            self.expressions.bind(key, scope, clause)
            keys.append(key)
        return keys

    def _position(self, literal: exp.Expr, count: int, place: str, *, unsure: bool = False) -> None:
        if not 1 <= int(literal.name) <= count and not unsure:
            message = f"{place} names column {literal.name} of {count}."
            self.diagnostics.add("unknown-column", message, literal, literal.name)

    def _verify_qualify(self, node: exp.Expr, select: Clause, qualify: Clause) -> None:
        if not select.window_calls and not qualify.window_calls:
            message = "QUALIFY needs a window function in it or in the SELECT."
            self.diagnostics.add("window-misuse", message, node.args["qualify"].this, "QUALIFY")

    def _bind_distinct_on(self, on: exp.Expr, scope: Scope, aliases: dict[str, Field]) -> None:
        for key in on.expressions:
            self.expressions.bind(key, scope, Clause("DISTINCT ON", aggregates=True, aliases=aliases))

    def _bind_order_and_limit(
        self,
        node: exp.Expr,
        scope: Scope,
        result: Relation,
        clause: Clause,
        output: list[exp.Expr] | None = None,
    ) -> None:
        order = node.args.get("order")
        for ordered in order.expressions if order is not None else ():
            key = ordered.this if isinstance(ordered, exp.Ordered) else ordered
            if isinstance(key, exp.Literal) and not key.is_string and key.name.isdigit():
                self._position(key, len(result.fields()), "ORDER BY", unsure=result.uncounted)
            elif (
                isinstance(key, exp.Column)
                and key.name.upper() == "ALL"
                and not key.table
                and not key.this.args.get("quoted")
            ):
                continue
            else:
                self.expressions.bind(key, scope, clause)
                distinct = node.args.get("distinct")
                on = distinct.args.get("on") if isinstance(distinct, exp.Distinct) else None
                if distinct is not None and on is None:
                    self._verify_distinct_order(key, result, node)
        for name, inner in (("LIMIT", "limit"), ("OFFSET", "offset")):
            limit = node.args.get(inner)
            if limit is not None and (count := limit.args.get("expression") or limit.args.get("count")) is not None:
                type_ = self.expressions.bind(count, Scope(), Clause(name))
                if type_ in ("Boolean", "Float64", "Date32"):
                    message = f"{name} needs a whole number, and this is of type {type_}."
                    self.diagnostics.add("type-mismatch", message, count, self.text_of(count))

    def _verify_distinct_order(self, key: exp.Expr, result: Relation, node: exp.Expr) -> None:
        """SELECT DISTINCT is ordered by what it shows."""
        field = self._read.get(id(key)) if isinstance(node, exp.Select) else None
        shown = [one for made in result.fields() for one in (made, *made.sources)]
        if field is None or result.open or any(field is one for one in shown):
            return
        message = f"SELECT DISTINCT does not show {field.name}, so it cannot be ordered by it."
        self.diagnostics.add("unknown-column", message, key, field.name)

    def _find_cross_joins(self, node: exp.Expr, scope: Scope) -> None:
        """The joined relations that no condition ties to the ones before them."""
        joins = node.args.get("joins") or ()
        if not self._looks_for_cross_joins or len(scope.relations) < 2 or not joins:
            return
        self.findings.cross_joins.extend(self._sources.unconnected(node, scope))


def _passed_on(scope: Scope) -> list[Field]:
    return [
        Field(one.name, one.type, one.nullable, sources=(one,), qualifier=one.qualifier)
        for relation in scope.relations
        for one in relation.fields()
    ]


def _own(node: exp.Expr, kind: type[exp.Expr]) -> list[exp.Expr]:
    """The nodes of a kind that stand in this SELECT itself, not in a query inside it."""
    found: list[exp.Expr] = []
    for key in ("expressions", "qualify", "order"):
        value = node.args.get(key)
        for root in value if isinstance(value, list) else [value] if value is not None else []:
            for inner in root.walk(prune=lambda one: isinstance(one, exp.Query)):
                if isinstance(inner, kind):
                    found.append(inner)
    return found

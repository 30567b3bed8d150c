"""Binds what stands in FROM: tables, CTEs, subqueries, VALUES, table functions, UNNEST, LATERAL, and joins of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from .bind_names import Clause
from .findings import TableUse, identifier_name
from .relations import Field, Relation, Scope
from .suggestions import did_you_mean, suggest
from .types import common_type, element_type

if TYPE_CHECKING:
    from .bind_queries import QueryBinder
    from .function_catalog import FunctionCatalog
    from .schema import Catalog

_SERIES = ("generate_series", "range")


class SourceBinder:
    def __init__(self, queries: QueryBinder, catalog: Catalog, functions: FunctionCatalog) -> None:
        self._queries = queries
        self._catalog = catalog
        self._functions = functions

    def bind(self, node: exp.Expr | None, scope: Scope) -> list[Relation]:
        """Adds the relations of a source to the scope, and gives them back."""
        before = len(scope.relations)
        if isinstance(node, exp.Subquery) and isinstance(node.this, exp.Table) and not node.args.get("with_"):
            self._bind_parenthesized_join(node, scope)
        elif node is not None:
            relation = self._relation(node, scope)
            self._verify_alias(relation, node, scope)
            scope.relations.append(relation)
        for join in (node.args.get("joins") if node is not None else None) or ():
            self.bind_join(join, scope)
        for lateral in (node.args.get("laterals") if node is not None else None) or ():
            self.bind(lateral, scope)
        return scope.relations[before:]

    def _bind_parenthesized_join(self, node: exp.Expr, scope: Scope) -> None:
        alias = node.args.get("alias")
        if alias is None:
            self.bind(node.this, scope)
            return
        inner = Scope(scope.parent)
        self.bind(node.this, inner)
        fields = [one for relation in inner.relations for one in relation.fields()]
        relation = Relation((), "subquery", _copies(fields), uncounted=inner.uncounted)
        scope.relations.append(self.renamed(relation, alias, identifier_name(alias.this), "subquery"))

    def _relation(self, node: exp.Expr, scope: Scope) -> Relation:
        alias = node.args.get("alias")
        name = identifier_name(alias.this) if isinstance(alias, exp.TableAlias) and alias.this is not None else None
        if isinstance(node, exp.Table):
            relation = self._table(node, alias, name, scope)
        elif isinstance(node, exp.Values):
            relation = self.renamed(self.bind_values(node, scope), alias, name, "values")
        elif isinstance(node, exp.Unnest):
            relation = self._unnest(node, alias, name, scope)
        elif isinstance(node, exp.Lateral):
            relation = self._lateral(node, alias, name, scope)
        elif isinstance(node, exp.Query):
            relation = self.renamed(self._queries.bind(node, scope.parent), alias, name, "subquery")
        else:
            self._queries.expressions.bind(node, scope, Clause("FROM"))
            relation = Relation((name,) if name else (), "other", uncounted=True)
        if node.args.get("pivots"):
            relation.uncounted = relation.open = True
        return relation

    def _table(self, node: exp.Expr, alias: exp.Expr | None, name: str | None, scope: Scope) -> Relation:
        self._queries.findings.seen.add(id(node))
        if not isinstance(node.this, exp.Identifier):
            return self._table_function(node.this, alias, name, scope)
        parts = tuple(
            identifier_name(part) for key in ("catalog", "db", "this") if (part := node.args.get(key)) is not None
        )
        if len(parts) == 1 and (common := self._queries.common_table(parts[0])) is not None:
            return self.renamed(common, alias, name or parts[0], "cte")
        table = self._catalog.find(parts)
        written = ".".join(parts)
        self._queries.findings.tables.append(
            TableUse(table.name if table else written, node, table is not None and not table.is_made_by_sql)
        )
        if table is None:
            suggestions = suggest(written, self._catalog.names())
            message = f"There is no table {written}.{did_you_mean(suggestions)}"
            self._queries.diagnostics.add("unknown-table", message, _parts_of(node), written, suggestions)
            return Relation((name or parts[-1],), "table", uncounted=True)
        relation = table.relation(name)
        if isinstance(alias, exp.TableAlias) and alias.columns:
            return self.renamed(relation, alias, name or parts[-1], "table")
        return relation

    def _table_function(self, call: exp.Expr, alias: exp.Expr | None, name: str | None, scope: Scope) -> Relation:
        if not isinstance(call, exp.Anonymous):
            self._queries.expressions.bind(call, scope, Clause("FROM"))
            return Relation((name,) if name else (), "table-function", uncounted=True)
        calls = self._queries.expressions.calls
        calls.bind(call, scope, Clause("FROM"), table=True)
        function_name = calls.name_of(call)
        made = Relation((), "table-function", uncounted=True)
        if function_name in _SERIES:
            made = Relation((), "table-function", [Field("value", None, False)])
        return self.renamed(made, alias, name or function_name, "table-function")

    def _unnest(self, node: exp.Expr, alias: exp.Expr | None, name: str | None, scope: Scope) -> Relation:
        fields = []
        for inner in node.expressions:
            type_ = self._queries.expressions.bind(inner, scope, Clause("UNNEST"))
            text = self._queries.expressions.schema_names.of(inner)
            fields.append(Field(f"UNNEST({text})" if text else None, element_type(type_), None))
        relation = Relation((), "unnest", fields, uncounted=any(one.type is None for one in fields))
        offset = node.args.get("offset")
        if offset is not None:
            relation.uncounted = relation.open = True
        return self.renamed(relation, alias, name, "unnest")

    def _lateral(self, node: exp.Expr, alias: exp.Expr | None, name: str | None, scope: Scope) -> Relation:
        inner = node.this
        if isinstance(inner, exp.Query):
            return self.renamed(self._queries.bind(inner, scope), alias, name, "subquery")
        if isinstance(inner, exp.Unnest):
            return self._unnest(inner, alias, name, scope)
        return self._table_function(inner, alias, name, scope)

    def bind_values(self, node: exp.Expr, scope: Scope) -> Relation:
        """`column1` to `columnN`; every row has as many values as the first."""
        rows = [row.expressions for row in node.expressions]
        types: list[list[str | None]] = []
        for row, values in zip(node.expressions, rows, strict=True):
            types.append([self._queries.expressions.bind(value, scope, Clause("VALUES")) for value in values])
            if len(values) != len(rows[0]):
                message = f"This row has {len(values)} values and the first has {len(rows[0])}."
                self._queries.diagnostics.add("set-operation-mismatch", message, row, str(len(values)))
        fields = [
            Field(
                f"column{number + 1}",
                common_type([row[number] for row in types if number < len(row)]),
                _any_nullable([row[number] for row in rows if number < len(row)]),
            )
            for number in range(len(rows[0]) if rows else 0)
        ]
        return Relation((), "values", fields)

    def renamed(self, relation: Relation, alias: exp.Expr | None, name: str | None, kind: str) -> Relation:
        """The relation under another name, with new names for its columns where the alias gives them."""
        columns = alias.columns if isinstance(alias, exp.TableAlias) else []
        fields = relation.fields()
        if columns and len(columns) != len(fields) and not relation.uncounted:
            message = f"There are {len(fields)} columns and {len(columns)} names for them."
            self._queries.diagnostics.add("wrong-arity", message, alias, str(len(columns)))
        made = []
        for number, one in enumerate(fields):
            column = identifier_name(_identifier(columns[number])) if number < len(columns) else one.name
            qualifier = name if name is not None else one.qualifier
            made.append(Field(column, one.type, one.nullable, sources=(one,), qualifier=qualifier))
        for column_node in columns[len(fields) :]:
            made.append(Field(identifier_name(_identifier(column_node)), None, None, qualifier=name))
        uncounted = relation.uncounted and not (columns and len(columns) >= len(fields))
        return Relation((name,) if name is not None else (), kind, made, uncounted=uncounted)

    def bind_join(self, join: exp.Expr, scope: Scope) -> None:
        self._queries.findings.joins.append(join)
        left = list(scope.relations)
        right = self.bind(join.this, scope)
        on = join.args.get("on")
        if on is not None:
            self._queries.expressions.bind_predicate(on, scope, Clause("ON", windows=False))
        self._bind_using(join, left, right, scope)
        side, kind = (join.args.get("side") or "").upper(), (join.args.get("kind") or "").upper()
        if kind in ("SEMI", "ANTI"):
            hidden = left if side == "RIGHT" else right
            scope.relations = [relation for relation in scope.relations if relation not in hidden]
        for outer, relations in (("RIGHT", left), ("LEFT", right), ("FULL", [*left, *right])):
            if side == outer and kind not in ("SEMI", "ANTI"):
                for relation in relations:
                    for one in relation.fields():
                        one.nullable = True

    def _bind_using(self, join: exp.Expr, left: list[Relation], right: list[Relation], scope: Scope) -> None:
        for column in join.args.get("using") or ():
            name = identifier_name(column)
            for relations, side in ((left, "left"), (right, "right")):
                found = [one for relation in relations if (one := relation.field(name)) is not None]
                if found:
                    self._queries.expressions.names.use(found[0], column)
                elif not any(relation.open for relation in relations):
                    message = f"USING names {name}, which the {side} side does not have."
                    self._queries.diagnostics.add("unknown-column", message, column, name)
            scope.merged.add(name)
        if (join.args.get("method") or "").upper() == "NATURAL":
            names = {one.name: one for relation in left for one in relation.fields()}
            for relation in right:
                for one in relation.fields():
                    if one.name is not None and one.name in names:
                        scope.merged.add(one.name)
                        self._queries.expressions.names.use(one, join.this)
                        self._queries.expressions.names.use(names[one.name], join.this)

    def _verify_alias(self, relation: Relation, node: exp.Expr, scope: Scope) -> None:
        """DataFusion takes two tables of one name as long as no column of theirs has one name too."""
        names = {one.name for one in relation.fields()}
        if relation.path and any(
            relation.path == other.path and any(one.name in names for one in other.fields())
            for other in scope.relations
        ):
            name = relation.name or ""
            alias = node.args.get("alias")
            message = f"Two tables of this FROM are named {name}; an alias tells them apart."
            self._queries.diagnostics.add("ambiguous-column", message, alias or _parts_of(node), name)

    def unconnected(self, select: exp.Expr, scope: Scope) -> list[exp.Expr]:
        """The joins whose relation no condition of ON, USING or WHERE ties to the ones before it."""
        fields = self._queries.findings.fields_of_nodes
        group = {id(relation): id(relation) for relation in scope.relations}

        def root(one: int) -> int:
            while group[one] != one:
                one = group[one]
            return one

        def connect(relations: list[int]) -> None:
            for one in relations[1:]:
                group[root(one)] = root(relations[0])

        joins = select.args.get("joins") or ()
        conditions = [join.args["on"] for join in joins if join.args.get("on") is not None]
        if (where := select.args.get("where")) is not None:
            conditions.append(where.this)
        for condition in conditions:
            for part in condition.flatten() if isinstance(condition, exp.And) else [condition]:
                used = [
                    id(field.relation)
                    for column in part.find_all(exp.Column)
                    if (field := fields.get(id(column))) is not None and id(field.relation) in group
                ]
                connect(list(dict.fromkeys(used)))
        offset = len(scope.relations) - len(joins)
        if offset < 1:
            return []
        lost = []
        first = id(scope.relations[0])
        for number, join in enumerate(joins):
            relation = scope.relations[offset + number]
            tied = join.args.get("using") or join.args.get("method") or isinstance(join.this, (exp.Unnest, exp.Lateral))
            if tied:
                connect([first, id(relation)])
            if root(id(relation)) != root(first):
                lost.append(join.this)
        return lost


def _parts_of(node: exp.Expr) -> exp.Expr:
    """The node of a table whose place is the name alone, without the alias."""
    return node.this if isinstance(node.this, exp.Identifier) and not node.args.get("db") else node


def _identifier(node: exp.Expr) -> exp.Expr:
    return node.this if isinstance(node, exp.ColumnDef) else node


def _copies(fields: list[Field]) -> list[Field]:
    return [Field(one.name, one.type, one.nullable, sources=(one,), qualifier=one.qualifier) for one in fields]


def _any_nullable(values: list[exp.Expr]) -> bool | None:
    """Whether a column of VALUES may be NULL: it may not where all its values are literals."""
    return False if all(isinstance(value, (exp.Literal, exp.Boolean)) for value in values) else None

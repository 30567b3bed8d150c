"""The rule of GROUP BY: beside aggregates, a grouped SELECT shows only what it groups by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlglot import exp

from .findings import identifier_name
from .star_expansion import is_star

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .bind_queries import QueryBinder
    from .relations import Field, Scope


def group_keys(group: exp.Expr) -> Iterator[exp.Expr]:
    """The single expressions of GROUP BY, those of ROLLUP, CUBE and GROUPING SETS among them."""
    keys = [key for name in ("expressions", "grouping_sets", "cube", "rollup") for key in group.args.get(name) or ()]
    waiting = [(key, False) for key in reversed(keys)]
    while waiting:
        key, in_sets = waiting.pop()
        is_set = isinstance(key, (exp.Rollup, exp.Cube, exp.GroupingSets))
        if is_set or (in_sets and isinstance(key, exp.Tuple)):
            waiting.extend((one, True) for one in reversed(key.expressions))
        elif isinstance(key, exp.Paren):
            waiting.append((key.this, in_sets))
        else:
            yield key


class GroupingCheck:
    """Finds the columns that are neither grouped by nor inside an aggregate."""

    def __init__(
        self,
        binder: QueryBinder,
        scope: Scope,
        keys: list[exp.Expr],
        output: list[exp.Expr],
        aliases: dict[str, Field],
    ) -> None:
        self._binder = binder
        self._fields_of_nodes = binder.findings.fields_of_nodes
        self._merged = scope.merged
        self._relations = {id(relation) for relation in scope.relations}
        self._output = output
        self._aliases = aliases
        self._keys = [_bare(key) for key in keys]
        self._grouped_fields = {
            id(field) for key in self._keys if (field := self._fields_of_nodes.get(id(key))) is not None
        }
        self._grouped_names = {key.name for key in self._keys if isinstance(key, exp.Column)}
        complex_keys = [key for key in self._keys if not isinstance(key, exp.Column)]
        self._key_shapes = {self._shape(key) for key in complex_keys}
        self._key_kinds = {type(key) for key in complex_keys}

    def verify(self, select: exp.Expr, scope: Scope) -> None:
        for projection in dict.fromkeys(self._output):
            if is_star(projection):
                self._verify_star(projection, scope)
            else:
                self._verify(projection, "SELECT")
        for key, name in (("having", "HAVING"), ("qualify", "QUALIFY"), ("order", "ORDER BY")):
            if (clause := select.args.get(key)) is not None:
                self._verify(clause, name)

    def _verify(self, root: exp.Expr, place: str) -> None:
        waiting = [root]
        while waiting:
            node = waiting.pop()
            if isinstance(node, exp.Query) or self._is_grouped(node):
                continue
            if self._binder.expressions.calls.is_aggregate(node) and not _under_window(node):
                continue
            if isinstance(node, exp.WithinGroup):
                continue
            if isinstance(node, exp.Filter):
                waiting.append(node.this)
                continue
            if isinstance(node, exp.Column):
                self._verify_column(node, place)
                continue
            waiting.extend(reversed(list(node.iter_expressions())))

    def _verify_column(self, node: exp.Expr, place: str) -> None:
        field = self._fields_of_nodes.get(id(node))
        if field is None or id(field) in self._grouped_fields or id(field.relation) not in self._relations:
            return
        if field.name in self._merged and field.name in self._grouped_names:
            return
        self._report(node, field, place)

    def _verify_star(self, projection: exp.Expr, scope: Scope) -> None:
        for relation in scope.relations:
            for field in relation.fields():
                if id(field) not in self._grouped_fields and field.name is not None:
                    self._report(projection, field, "SELECT")
                    return

    def _report(self, node: exp.Expr, field: Field, place: str) -> None:
        name = field.name or ""
        grouped = tuple(dict.fromkeys(key.name for key in self._keys if isinstance(key, exp.Column)))
        message = f"The column {name} of {place} is neither in GROUP BY nor inside an aggregate."
        self._binder.diagnostics.add("missing-group-by", message, node, name, grouped[:3])

    def _is_grouped(self, node: exp.Expr) -> bool:
        return type(node) in self._key_kinds and self._shape(node) in self._key_shapes

    def _shape(self, node: Any) -> Any:
        """What two equal expressions have in common: columns count by the fields that they read."""
        if isinstance(node, exp.Paren):
            return self._shape(node.this)
        if isinstance(node, exp.Column):
            field = self._fields_of_nodes.get(id(node))
            return id(field) if field is not None else identifier_name(node.this)
        if isinstance(node, exp.Expr):
            parts = [(key, self._shape(value)) for key, value in node.args.items() if value]
            return (type(node).__name__, *parts)
        if isinstance(node, list):
            return tuple(self._shape(one) for one in node)
        return node.lower() if isinstance(node, str) and not isinstance(node, exp.Literal) else node


def _bare(node: exp.Expr) -> exp.Expr:
    while isinstance(node, exp.Paren):
        node = node.this
    return node


def _under_window(node: exp.Expr) -> bool:
    """Whether the call is the function of a window, not an argument of one."""
    parent, child = node.parent, node
    while isinstance(parent, (exp.Filter, exp.IgnoreNulls, exp.RespectNulls, exp.WithinGroup)):
        parent, child = parent.parent, parent
    return isinstance(parent, exp.Window) and parent.this is child

"""Where a column of the result comes from: a graph from the columns of tables, through CTEs and subqueries, to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .bind_queries import QueryBinder
from .diagnostics import Diagnostics
from .explain import Explain
from .findings import Findings, lowered
from .function_catalog import FunctionCatalog
from .parse import parse_statement, split_statements
from .schema import Catalog

if TYPE_CHECKING:
    from .relations import Field


class UnknownColumn(Exception):
    """The result has no such column."""


def lineage(request: dict[str, Any]) -> dict[str, Any]:
    """Nodes are columns; an edge goes from a column to one that is computed from it."""
    sql: str = request["sql"]
    statement = split_statements(sql)[0]
    tree = parse_statement(sql, statement)
    while isinstance(tree, Explain):
        tree = tree.this
    binder = QueryBinder(
        sql, Catalog(request.get("schemas") or []), FunctionCatalog(request.get("functions")), Diagnostics(), Findings()
    )
    output = binder.bind(tree, None)
    asked: str = request["column"]
    field = output.field(asked) or output.field(lowered(asked))
    if field is None:
        names = ", ".join(one.name for one in output.fields() if one.name)
        raise UnknownColumn(f"the result has no column {asked}; its columns are {names}")
    return _graph(field)


def _graph(output: Field) -> dict[str, Any]:
    nodes: list[dict[str, Any]] = [{"id": "0", "kind": "output", "relation": None, "column": output.name}]
    edges: dict[tuple[str, str], None] = {}
    ids: dict[int, str] = {id(output): "0"}
    waiting = [(source, "0") for source in reversed(output.sources)]
    visited: set[tuple[int, str]] = set()
    while waiting:
        field, target = waiting.pop()
        if (id(field), target) in visited:
            continue
        visited.add((id(field), target))
        relation = field.relation
        if relation is not None and relation.name is not None:
            known = id(field) in ids
            node_id = ids.setdefault(id(field), str(len(nodes)))
            edges[(node_id, target)] = None
            if known:
                continue
            kind, name = relation.kind, relation.table or relation.name
            nodes.append({"id": node_id, "kind": kind, "relation": name, "column": field.name})
            target = node_id
        waiting.extend((source, target) for source in reversed(field.sources))
    return {"nodes": nodes, "edges": [{"from": source, "to": target} for source, target in edges]}

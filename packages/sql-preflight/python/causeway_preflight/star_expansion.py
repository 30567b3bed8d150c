"""`*` and `table.*`: the columns that they stand for, without the excluded, with the replaced and renamed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from .findings import identifier_name
from .relations import Field, Relation, Scope

if TYPE_CHECKING:
    from .bind_names import Clause
    from .bind_queries import QueryBinder


def is_star(projection: exp.Expr) -> bool:
    return isinstance(projection, exp.Star) or (
        isinstance(projection, exp.Column) and isinstance(projection.this, exp.Star)
    )


def expand_star(binder: QueryBinder, projection: exp.Expr, scope: Scope, clause: Clause) -> list[Field]:
    """One field for each known column."""
    star = projection if isinstance(projection, exp.Star) else projection.this
    relations = _relations(binder, projection, scope)
    excluded = {identifier_name(_bare(one)): one for one in star.args.get("except_") or ()}
    replaced = {identifier_name(one.args["alias"]): one.this for one in star.args.get("replace") or ()}
    renamed = {
        identifier_name(_bare(one.this)): identifier_name(one.args["alias"]) for one in star.args.get("rename") or ()
    }
    types = {name: binder.expressions.bind(inner, scope, clause) for name, inner in replaced.items()}
    fields: list[Field] = []
    met: set[str] = set()
    merged = scope.merged if isinstance(projection, exp.Star) else ()
    binder.findings.seen.add(id(projection))
    binder.findings.seen.update(id(node) for node in excluded.values())
    binder.findings.seen.update(id(one.this) for one in star.args.get("rename") or ())
    for relation in relations:
        if relation.uncounted:
            binder.expressions.names.use_all([relation], projection)
        for one in relation.fields():
            name = one.name
            if name in merged and one is not _merged_field(scope, name or ""):
                continue
            met.add(name or "")
            if name in excluded:
                continue
            if name not in replaced:
                binder.expressions.names.use(one, projection)
            type_ = types.get(name or "", one.type)
            made = Field(renamed.get(name or "", name), type_, one.nullable, sources=(one,), qualifier=one.qualifier)
            fields.append(made)
    for name, node in excluded.items():
        if name not in met and not any(relation.open for relation in relations):
            binder.diagnostics.add("unknown-column", f"There is no column {name} to leave out.", node, name)
    return fields


def _merged_field(scope: Scope, name: str) -> Field:
    """Of the columns that USING merges, `*` shows that of the table whose name comes first in the alphabet."""
    candidates = [one for relation in scope.relations if (one := relation.field(name)) is not None]
    return min(candidates, key=lambda one: one.qualifier or "")


def _relations(binder: QueryBinder, projection: exp.Expr, scope: Scope) -> list[Relation]:
    if isinstance(projection, exp.Star):
        if not scope.relations:
            binder.diagnostics.add("unknown-column", "There is no FROM for * to stand for.", projection, "*")
        return scope.relations
    qualifier = tuple(
        identifier_name(part) for key in ("catalog", "db", "table") if (part := projection.args.get(key)) is not None
    )
    found = [relation for relation in scope.relations if relation.answers_to(qualifier)]
    unnamed = [
        Relation((), "subquery", [one for one in relation.fields() if one.qualifier == qualifier[-1]])
        for relation in scope.relations
        if not relation.path and any(one.qualifier == qualifier[-1] for one in relation.fields())
    ]
    if not found and not unnamed and not scope.open:
        name = ".".join(qualifier)
        known = tuple(relation.name for relation in scope.relations if relation.name)
        message = f"There is no table {name} in this FROM."
        binder.diagnostics.add("unknown-table", message, projection.args.get("table"), name, known[:3])
        return [Relation((), "subquery", uncounted=True)]
    return found[:1] or unnamed


def _bare(node: exp.Expr) -> exp.Expr:
    """The identifier of a column, or the node itself."""
    return node.this if isinstance(node, exp.Column) else node

"""Looks the columns of expressions up in the scopes around them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlglot import exp

from .findings import ColumnUse, Findings, identifier_name
from .suggestions import did_you_mean, suggest
from .types import REFUSED, struct_field

if TYPE_CHECKING:
    from .diagnostics import Diagnostics
    from .relations import Field, Relation, Scope


@dataclass(slots=True)
class Clause:
    """The part of a SELECT in which an expression stands, and what it may hold there."""

    name: str
    aggregates: bool = False
    windows: bool = True
    aliases: dict[str, Field] | None = None
    aliases_first: bool = False
    inside_aggregate: bool = False
    inside_window: bool = False
    aggregate_calls: list[exp.Expr] = field(default_factory=list)
    window_calls: list[exp.Expr] = field(default_factory=list)

    def within(self, *, aggregate: bool = False, window: bool = False) -> Clause:
        """The same clause, inside the arguments of an aggregate or the parts of a window."""
        return Clause(
            self.name,
            self.aggregates,
            self.windows,
            self.aliases,
            self.aliases_first,
            self.inside_aggregate or aggregate,
            self.inside_window or window,
            self.aggregate_calls,
            self.window_calls,
        )


def column_parts(node: exp.Expr) -> list[exp.Expr]:
    """The identifiers of `catalog.schema.table.column`, the first in the text first."""
    if isinstance(node, exp.Dot):
        return [*column_parts(node.this), node.expression]
    return [part for key in ("catalog", "db", "table", "this") if (part := node.args.get(key)) is not None]


class NameBinder:
    """Finds the field that a column means."""

    def __init__(self, diagnostics: Diagnostics, findings: Findings) -> None:
        self._diagnostics = diagnostics
        self._findings = findings

    def bind(self, node: exp.Expr, scope: Scope, clause: Clause) -> tuple[Field | None, str | None]:
        """The field and the type of the value: that of a struct's field where the name goes on behind the column."""
        self._findings.seen.add(id(node))
        names = [identifier_name(part) for part in column_parts(node)]
        if len(names) == 1 and clause.aliases is not None and clause.aliases_first and names[0] in clause.aliases:
            return self._bound(node, clause.aliases[names[0]], [])
        unsure = False
        for level in scope.outward():
            found, rest = self._find(node, names, level)
            if found is not None:
                return self._bound(node, found, rest)
            unsure = unsure or level.open or rest is None
        if clause.aliases is not None and names[0] in clause.aliases:
            return self._bound(node, clause.aliases[names[0]], names[1:])
        if unsure:
            self._use_of_unknown_columns(node, names, scope)
        else:
            self._report_unknown(node, names, scope, clause)
        return None, None

    def _use_of_unknown_columns(self, node: exp.Expr, names: list[str], scope: Scope) -> None:
        """Notes the column for every table that may have it, where the columns of a table are not known."""
        for level in scope.outward():
            for relation in level.relations:
                if relation.table is not None and relation.uncounted:
                    for split in range(len(names)):
                        if split == 0 or relation.answers_to(tuple(names[:split])):
                            self._findings.columns.append(ColumnUse(relation.table, names[split], node))

    def _find(self, node: exp.Expr, names: list[str], scope: Scope) -> tuple[Field | None, list[str] | None]:
        """A field with the names behind it; no list at all where the scope cannot tell."""
        for split in range(len(names) - 1, 0, -1):
            qualifier = tuple(names[:split])
            open_match = False
            for relation in scope.relations:
                if relation.path:
                    if not relation.answers_to(qualifier):
                        continue
                    if (one := relation.field(names[split])) is not None:
                        return one, names[split + 1 :]
                    open_match = open_match or relation.open
                elif split == 1:
                    for one in relation.fields():
                        if one.qualifier == names[0] and one.name == names[1]:
                            return one, names[2:]
            if open_match:
                return None, None
        candidates = scope.candidates(names[0])
        if len(candidates) > 1 and len(names) == 1:
            self._report_ambiguous(node, names[0], candidates)
        if candidates and (len(names) == 1 or _may_hold_fields(candidates[0].type)):
            return candidates[0], names[1:]
        return None, []

    def _bound(self, node: exp.Expr, found: Field, rest: list[str]) -> tuple[Field, str | None]:
        self._findings.fields_of_nodes[id(node)] = found
        self._findings.reads.append(found)
        self.use(found, node)
        type_ = found.type
        if rest:
            self._findings.paths_of_nodes[id(node)] = rest
        for name in rest:
            inner = struct_field(type_, name)
            if inner == REFUSED:
                message = f"{found.name} of type {type_} has no field {name}."
                self._diagnostics.add("unknown-column", message, node, ".".join([found.name or "", *rest]))
                return found, None
            type_ = inner
        return found, type_

    def use_all(self, relations: list[Relation], node: exp.Expr) -> None:
        """Notes that the statement reads every field; the column `*` stands for those of a table that are not known."""
        for relation in relations:
            for one in relation.fields():
                self.use(one, node)
            if relation.table is not None and relation.uncounted:
                self._findings.columns.append(ColumnUse(relation.table, "*", node))

    def use(self, found: Field, node: exp.Expr) -> None:
        """Notes that the statement reads the field, where it is a column of a table."""
        relation = found.relation
        if relation is not None and relation.table is not None and found.name is not None:
            self._findings.columns.append(ColumnUse(relation.table, found.name, node))

    def _report_ambiguous(self, node: exp.Expr, name: str, candidates: list[Field]) -> None:
        owners = [one.qualifier or (one.relation.name if one.relation else None) for one in candidates]
        suggestions = tuple(f"{owner}.{name}" for owner in owners if owner)
        message = f"Several tables have a column {name}.{did_you_mean(suggestions)}"
        self._diagnostics.add("ambiguous-column", message, node, name, suggestions)

    def _report_unknown(self, node: exp.Expr, names: list[str], scope: Scope, clause: Clause) -> None:
        known: dict[str, None] = {}
        for level in scope.outward():
            for relation in level.relations:
                for one in relation.fields():
                    if one.name is not None:
                        known[one.name if len(names) == 1 or not relation.name else f"{relation.name}.{one.name}"] = (
                            None
                        )
        for alias in clause.aliases or ():
            known[alias] = None
        written = ".".join(names)
        suggestions = suggest(written, known)
        if not suggestions and len(names) > 1:
            suggestions = tuple(name for name in known if name.endswith(f".{names[-1]}"))[:3]
        message = f"There is no column {written} here.{did_you_mean(suggestions)}"
        self._diagnostics.add("unknown-column", message, node, written, suggestions)


def _may_hold_fields(type_: str | None) -> bool:
    return type_ is None or type_.startswith(("Struct", "Map", "Union", "Dictionary"))

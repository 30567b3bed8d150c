"""What a FROM offers: relations with their fields, and the scopes in which names are looked up."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Field:
    """A column of a relation. `name` is None where DataFusion's name for it is not known for certain.

    `sources` are the fields that its value is computed from; a column of a table has none.
    """

    __slots__ = ("name", "nullable", "qualifier", "relation", "sources", "type")

    def __init__(
        self,
        name: str | None,
        type_: str | None,
        nullable: bool | None,
        relation: Relation | None = None,
        sources: tuple[Field, ...] = (),
        qualifier: str | None = None,
    ) -> None:
        self.name = name
        self.type = type_
        self.nullable = nullable
        self.relation = relation
        self.sources = sources
        self.qualifier = qualifier

    def origins(self) -> dict[tuple[str, str], None]:
        """The columns of tables that the field is computed from, in the order in which they are met."""
        found: dict[tuple[str, str], None] = {}
        seen: set[int] = set()
        waiting = [self]
        while waiting:
            current = waiting.pop()
            if id(current) in seen:
                continue
            seen.add(id(current))
            relation = current.relation
            if relation is not None and relation.table is not None and current.name is not None:
                found[(relation.table, current.name)] = None
            waiting.extend(reversed(current.sources))
        return found


class Relation:
    """A table, a subquery or a table function under the name by which columns are qualified.

    `path` is that name, with schema and catalog before it where the table has them; empty for what has no name.
    `table` is the registered table's full name, for a table alone. `uncounted` says that there may be more fields than
    are known, `open` that there may be more names: a name is then never reported as unknown.
    """

    __slots__ = ("_by_name", "_fields", "kind", "open", "path", "table", "uncounted")

    def __init__(
        self,
        path: tuple[str, ...],
        kind: str,
        fields: Iterable[Field] = (),
        table: str | None = None,
        uncounted: bool = False,
    ) -> None:
        self.path = path
        self.kind = kind
        self.table = table
        self.uncounted = uncounted
        self.open = uncounted
        self._fields = list(fields)
        self._by_name: dict[str, Field] | None = None
        for one in self._fields:
            one.relation = self
            if one.name is None:
                self.open = True

    @property
    def name(self) -> str | None:
        return self.path[-1] if self.path else None

    def fields(self) -> list[Field]:
        return self._fields

    def field(self, name: str) -> Field | None:
        if self._by_name is None:
            self._by_name = {}
            for one in self._fields:
                if one.name is not None:
                    self._by_name.setdefault(one.name, one)
        return self._by_name.get(name)

    def answers_to(self, qualifier: tuple[str, ...]) -> bool:
        """Whether the qualifier of a column names this relation: its path, or the end of it."""
        size = len(qualifier)
        return size <= len(self.path) and self.path[len(self.path) - size :] == qualifier


@dataclass(slots=True)
class Scope:
    """The relations of one SELECT, inside the scope around it.

    `merged` are the columns of USING and NATURAL joins: unqualified, they are never ambiguous.
    """

    parent: Scope | None = None
    relations: list[Relation] = field(default_factory=list)
    merged: set[str] = field(default_factory=set)

    def outward(self) -> Iterator[Scope]:
        scope: Scope | None = self
        while scope is not None:
            yield scope
            scope = scope.parent

    def candidates(self, name: str) -> list[Field]:
        """The fields of that name, unqualified; of a merged column the first alone."""
        found = [one for relation in self.relations if (one := relation.field(name)) is not None]
        return found[:1] if name in self.merged else found

    @property
    def open(self) -> bool:
        return any(relation.open for relation in self.relations)

    @property
    def uncounted(self) -> bool:
        return any(relation.uncounted for relation in self.relations)

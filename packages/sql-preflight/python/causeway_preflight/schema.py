"""The tables that the caller registered, and how a name in the text finds one."""

from __future__ import annotations

from typing import Any

from .relations import Field, Relation

DEFAULT_CATALOG = "datafusion"
DEFAULT_SCHEMA = "public"


class Table:
    """A registered table. `name` is the name in reports: as it was given, its parts joined by dots.

    `columns` is None where the caller knows of the table no more than its name.
    """

    __slots__ = ("columns", "full_name", "is_made_by_sql", "name")

    def __init__(
        self,
        parts: tuple[str, ...],
        columns: list[tuple[str, str | None, bool | None]] | None,
        *,
        is_made_by_sql: bool = False,
    ) -> None:
        self.columns = columns
        self.is_made_by_sql = is_made_by_sql
        self.name = ".".join(parts)
        self.full_name = full_name(parts)

    def relation(self, alias: str | None) -> Relation:
        path = (alias,) if alias is not None else self.full_name
        fields = [Field(name, type_, nullable, qualifier=path[-1]) for name, type_, nullable in self.columns or ()]
        return Relation(path, "table", fields, table=self.name, uncounted=self.columns is None)


class Catalog:
    """All registered tables, by their full names; the columns of one are looked at when it is used."""

    def __init__(self, schemas: list[dict[str, Any]]) -> None:
        self._schemas = {full_name(tuple(schema["name"])): schema for schema in schemas}

    def find(self, parts: tuple[str, ...]) -> Table | None:
        schema = self._schemas.get(full_name(parts))
        if schema is None:
            return None
        listed = schema.get("columns")
        columns = None
        if listed is not None:
            columns = [(column["name"], column.get("type"), column.get("nullable")) for column in listed]
        return Table(tuple(schema["name"]), columns, is_made_by_sql=bool(schema.get("isMadeBySql")))

    def names(self) -> list[str]:
        return [".".join(schema["name"]) for schema in self._schemas.values()]


def full_name(parts: tuple[str, ...]) -> tuple[str, ...]:
    """Catalog, schema and table, the missing ones by their defaults."""
    return (DEFAULT_CATALOG, DEFAULT_SCHEMA)[: max(0, 3 - len(parts))] + parts

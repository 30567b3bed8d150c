"""What a walk over one statement gathers: names that it uses, each with the node that names it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlglot import exp

if TYPE_CHECKING:
    from .function_catalog import Function
    from .relations import Field


@dataclass(slots=True)
class TableUse:
    """`name` is the registered name, or the name in the text where no such table is registered."""

    name: str
    node: exp.Expr
    is_registered: bool


@dataclass(slots=True)
class ColumnUse:
    table: str
    column: str
    node: exp.Expr


@dataclass(slots=True)
class FunctionUse:
    """`function` is missing for a name that no catalogue has."""

    name: str
    node: exp.Expr
    function: Function | None


@dataclass(slots=True)
class Findings:
    tables: list[TableUse] = field(default_factory=list)
    columns: list[ColumnUse] = field(default_factory=list)
    functions: list[FunctionUse] = field(default_factory=list)
    parameters: dict[str, exp.Expr] = field(default_factory=dict)
    parameter_types: dict[str, str] = field(default_factory=dict)
    joins: list[exp.Expr] = field(default_factory=list)
    cross_joins: list[exp.Expr] = field(default_factory=list)
    fields_of_nodes: dict[int, Field] = field(default_factory=dict)
    """The field that each bound column reads, by the identity of its node."""
    seen: set[int] = field(default_factory=set)
    """The nodes of tables and columns that were looked up: none of the tree may be missing under a policy over them."""
    reads: list[Field] = field(default_factory=list)
    """The same fields in the order in which they are met."""
    paths_of_nodes: dict[int, list[str]] = field(default_factory=dict)
    """The names behind the column, where a node reads a field of a struct."""


def identifier_name(node: exp.Expr | str | None) -> str:
    """A name as DataFusion compares it: ASCII letters in lower case unless the name is quoted."""
    if isinstance(node, exp.Identifier):
        return node.this if node.args.get("quoted") else lowered(node.this)
    return lowered(node if isinstance(node, str) else node.name if node is not None else "")


def lowered(text: str) -> str:
    if text.isascii():
        return text.lower()
    return "".join(character.lower() if character.isascii() else character for character in text)

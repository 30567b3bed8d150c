"""The functions that a statement may call: DataFusion's own by default, or the catalogue that the caller hands in."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib import resources
from typing import Any

# Calls that the parser or the planner makes of syntax; no catalogue lists them.
_SYNTAX = {"unnest": (1, None), "unnest_outer": (1, 1), "exists": (1, 1)}
# Higher-order functions and one of maps, which DataFusion's own catalogue omits.
_UNLISTED = {
    "array_any_match": ("array_any_match", 2, 2),
    "any_match": ("array_any_match", 2, 2),
    "list_any_match": ("array_any_match", 2, 2),
    "array_filter": ("array_filter", 2, 2),
    "list_filter": ("array_filter", 2, 2),
    "array_first": ("array_first", 2, 2),
    "list_first": ("array_first", 2, 2),
    "array_transform": ("array_transform", 2, 2),
    "list_transform": ("array_transform", 2, 2),
    "make_map": ("map", 2, None),
}
# More arguments than the catalogue was tried with.
_WIDER: dict[str, int | None] = {"from_unixtime": 2, "get_field": None, "map": None}


@dataclass(frozen=True, slots=True)
class Function:
    """A function: its kinds (scalar, aggregate, window, table), the numbers of its arguments, what it resolves to.

    `returns` is the rule of its result's type: a type, `#0` for that of the first argument, or a table by the type of
    the first. `refuses` has the types that it does not take, by the position of the argument.
    """

    name: str
    kinds: frozenset[str]
    least: int | None
    most: int | None
    resolves_to: str
    returns: Any
    refuses: dict[str, frozenset[str]]


class FunctionCatalog:
    """Functions by name; one that the caller handed in, as JSON, is made when it is asked for."""

    def __init__(self, given: str | None) -> None:
        self._built_in = built_in()
        self._given = None if given is None else _by_name(given)

    def find(self, name: str) -> Function | None:
        known = self._built_in.get(name)
        if self._given is None or name in _SYNTAX:
            return known
        entries = self._given.get(name)
        return _from_given(entries, known) if entries else None

    def names(self) -> list[str]:
        return list(self._built_in if self._given is None else self._given)

    def aliases_of(self, resolved: str) -> list[str]:
        """All names under which a function can be called."""
        return [name for name, function in self._built_in.items() if function.resolves_to == resolved]


@lru_cache(maxsize=8)
def _by_name(given: str) -> dict[str, list[dict[str, Any]]]:
    """The caller's functions. Statement after statement comes with the same ones."""
    by_name: dict[str, list[dict[str, Any]]] = {}
    for entry in json.loads(given):
        by_name.setdefault(entry["name"], []).append(entry)
    return by_name


def _from_given(entries: list[dict[str, Any]], known: Function | None) -> Function:
    """A function of the caller's catalogue: several kinds are one function with the widest numbers of arguments.

    Its results, and what its name stands for, are taken from what we know of the function of that name.
    """
    leasts = [entry.get("minArguments") for entry in entries]
    mosts = [entry.get("maxArguments") for entry in entries]
    name = entries[0]["name"]
    if None in leasts and known is not None:
        # The function counts its arguments by itself; the catalogue has tried it.
        leasts, mosts = [known.least], [known.most]
    return Function(
        name,
        frozenset(entry["kind"] for entry in entries),
        None if None in leasts else min(leasts),
        None if None in mosts else max(mosts),
        known.resolves_to if known else name,
        known.returns if known else None,
        known.refuses if known else {},
    )


@cache
def built_in() -> dict[str, Function]:
    """DataFusion's own functions, as its planner described them (tools/probe_functions.py)."""
    text = resources.files(__package__).joinpath("catalogue/functions.jsonl").read_text("utf-8")
    head, *entries = (json.loads(line) for line in text.splitlines())
    samples = frozenset(head["sampleTypes"])
    functions = {entry["name"]: _from_entry(entry, samples) for entry in entries}
    for name, (resolves_to, least, most) in _UNLISTED.items():
        functions.setdefault(name, Function(name, frozenset(["scalar"]), least, most, resolves_to, None, {}))
    for name, most in _WIDER.items():
        functions[name] = replace(functions[name], most=most, returns=None, refuses={})
    for name, (least, most) in _SYNTAX.items():
        functions[name] = Function(name, frozenset(["scalar", "table"]), least, most, name, None, {})
    return functions


def _from_entry(entry: dict[str, Any], samples: frozenset[str]) -> Function:
    name: str = entry["name"]
    least, most = entry["arguments"] or (None, None)
    return Function(
        name,
        frozenset(entry["kinds"]),
        least,
        most,
        entry.get("resolvesTo", name),
        entry["returns"],
        {position: samples.difference(taken) for position, taken in entry.get("takes", {}).items()},
    )

"""The functions that a statement may call: DataFusion's own by default, or the catalogue that the caller hands in."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

# Calls that the parser or the planner makes of syntax; no catalogue lists them.
_SYNTAX = {"unnest": (1, None), "exists": (1, 1)}


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
    """Functions by name."""

    def __init__(self, functions: dict[str, Function]) -> None:
        self._functions = functions

    def find(self, name: str) -> Function | None:
        return self._functions.get(name)

    def names(self) -> list[str]:
        return list(self._functions)

    def aliases_of(self, resolved: str) -> list[str]:
        """All names under which a function can be called."""
        return [name for name, function in self._functions.items() if function.resolves_to == resolved]


@cache
def built_in() -> dict[str, Function]:
    """DataFusion's own functions, as its planner described them (tools/probe_functions.py)."""
    text = resources.files(__package__).joinpath("catalogue/functions.jsonl").read_text("utf-8")
    head, *entries = (json.loads(line) for line in text.splitlines())
    samples = frozenset(head["sampleTypes"])
    functions = {entry["name"]: _from_entry(entry, samples) for entry in entries}
    for name, (least, most) in _SYNTAX.items():
        functions[name] = Function(name, frozenset(["scalar", "table"]), least, most, name, None, {})
    return functions


def catalog_of(given: list[dict[str, Any]] | None) -> FunctionCatalog:
    """The caller's catalogue where there is one; results and aliases of functions that we know are taken from ours."""
    if given is None:
        return FunctionCatalog(built_in())
    functions = {name: built_in()[name] for name in _SYNTAX}
    for entry in given:
        name = entry["name"]
        known = built_in().get(name)
        before = functions.get(name)
        kinds = frozenset([entry["kind"]]) | (before.kinds if before else frozenset())
        least, most = entry.get("minArguments"), entry.get("maxArguments")
        if before is not None and name not in _SYNTAX:
            least = None if least is None or before.least is None else min(least, before.least)
            most = None if most is None or before.most is None else max(most, before.most)
        functions[name] = Function(
            name,
            kinds,
            least,
            most,
            known.resolves_to if known else name,
            known.returns if known else None,
            known.refuses if known else {},
        )
    return FunctionCatalog(functions)


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

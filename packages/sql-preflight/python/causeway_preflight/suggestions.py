"""Did you mean: the known names nearest to one that is not known."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_SUGGESTIONS = 3
_LIKENESS = 0.6


def suggest(name: str, known: Iterable[str]) -> tuple[str, ...]:
    """At most three of the known names, the most alike first."""
    asked = name.lower()
    matcher = SequenceMatcher(b=asked)
    alike: list[tuple[float, str]] = []
    for candidate in dict.fromkeys(known):
        matcher.set_seq1(candidate.lower())
        if matcher.real_quick_ratio() >= _LIKENESS and matcher.quick_ratio() >= _LIKENESS:
            ratio = matcher.ratio()
            if ratio >= _LIKENESS or (len(asked) > 3 and asked in candidate.lower()):
                alike.append((-ratio, candidate))
    return tuple(candidate for _, candidate in sorted(alike)[:MOST_SUGGESTIONS])


def did_you_mean(suggestions: tuple[str, ...]) -> str:
    """The end of a message: nothing where there is nothing to suggest."""
    return f" Did you mean {' or '.join(suggestions)}?" if suggestions else ""

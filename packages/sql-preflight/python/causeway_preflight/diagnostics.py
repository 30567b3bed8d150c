"""The findings of a check: collected as they come, given out in the order of the text, each once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .positions import Positions, Span, span_of

if TYPE_CHECKING:
    from sqlglot import exp


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding; `span` is missing only where the text has no place for it."""

    code: str
    severity: str
    message: str
    span: Span | None
    culprit: str | None
    suggestions: tuple[str, ...] = ()


# So many findings are reported at the most: who has a hundred to mend does not miss the next.
MOST_FINDINGS = 100


class Diagnostics:
    """A list of findings about one text."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, Span | None, str | None], Diagnostic] = {}

    def add(
        self,
        code: str,
        message: str,
        where: exp.Expr | Span | None,
        culprit: str | None = None,
        suggestions: tuple[str, ...] = (),
        severity: str = "error",
    ) -> None:
        if self.full:
            return
        span = where if isinstance(where, Span) or where is None else span_of(where)
        self._found.setdefault((code, span, culprit), Diagnostic(code, severity, message, span, culprit, suggestions))

    @property
    def full(self) -> bool:
        return len(self._found) >= MOST_FINDINGS

    def to_json(self, text: str) -> list[dict[str, Any]]:
        """All of them as data, in the order of the text that they are about."""
        if not self._found:
            return []
        positions = Positions(text)
        ordered = sorted(self._found.values(), key=lambda found: found.span or Span(-1, -1))
        return [_to_json(found, positions) for found in ordered]


def _to_json(found: Diagnostic, positions: Positions) -> dict[str, Any]:
    place: dict[str, int] = {}
    if found.span is not None:
        line, column = positions.line_and_column(found.span.start)
        end_line, end_column = positions.line_and_column(found.span.end)
        place = {"line": line, "column": column, "endLine": end_line, "endColumn": end_column}
    return {
        "code": found.code,
        "severity": found.severity,
        "message": found.message,
        **place,
        "culprit": found.culprit,
        "suggestions": list(found.suggestions),
    }

"""Places in the text: from offsets of characters, which SQLGlot counts, to lines and columns as editors show them."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from sqlglot import exp
    from sqlglot.tokens import Token

_LINE_BREAK = re.compile(r"\r\n|\n|\r")


class Span(NamedTuple):
    """A stretch of the text as offsets of characters: `start` is its first character, `end` stands behind its last."""

    start: int
    end: int


class Positions:
    """Lines and columns of one text: both begin at 1, a column counts UTF-16 code units, as JavaScript does."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._line_starts = [0, *(found.end() for found in _LINE_BREAK.finditer(text))]
        self._wide = not text.isascii() and max(text) > "\uffff"

    def line_and_column(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self._line_starts, offset)
        start = self._line_starts[line - 1]
        column = offset - start + 1
        if self._wide:
            column += sum(character > "\uffff" for character in self._text[start:offset])
        return line, column


def span_of_token(token: Token) -> Span:
    return Span(token.start, token.end + 1)


def span_of(node: exp.Expr | None) -> Span | None:
    """The stretch from the first to the last token below the node that has a place; None where none has one."""
    if node is None:
        return None
    meta = node._meta
    if meta and "start" in meta:
        return Span(meta["start"], meta["end"] + 1)
    start, end = -1, -1
    for part in node.walk():
        meta = part._meta
        if meta and "start" in meta:
            start = meta["start"] if start < 0 else min(start, meta["start"])
            end = max(end, meta["end"] + 1)
    return Span(start, end) if start >= 0 else None

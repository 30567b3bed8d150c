"""One text for statements that differ only in writing, and one fingerprint for those that differ only in literals."""

from __future__ import annotations

from hashlib import sha256
from typing import NamedTuple

from sqlglot.tokens import Token, TokenType

from .findings import lowered

_LITERALS = {
    TokenType.STRING,
    TokenType.NUMBER,
    TokenType.HEX_STRING,
    TokenType.BYTE_STRING,
    TokenType.BIT_STRING,
    TokenType.NATIONAL_STRING,
    TokenType.UNICODE_STRING,
    TokenType.HEREDOC_STRING,
}
_AS_WRITTEN = {*_LITERALS, TokenType.IDENTIFIER}
_NO_SPACE_BEFORE = {TokenType.COMMA, TokenType.R_PAREN, TokenType.DOT, TokenType.R_BRACKET, TokenType.DCOLON}
_NO_SPACE_AFTER = {TokenType.L_PAREN, TokenType.DOT, TokenType.L_BRACKET, TokenType.DCOLON, TokenType.PARAMETER}
_OPENING = {TokenType.L_PAREN, TokenType.L_BRACKET}
_NAMES = {TokenType.VAR, TokenType.IDENTIFIER, TokenType.LEFT, TokenType.RIGHT, TokenType.REPLACE}


class NormalizedSql(NamedTuple):
    """`text` is one line: no comments, keywords in capitals, unquoted names in lower case.

    `fingerprint` is the SHA-256 (hex) of that text with every literal as `?`.
    """

    text: str
    fingerprint: str


def normalized(sql: str, tokens: list[Token]) -> NormalizedSql:
    """Both in one pass over the tokens of a statement."""
    texts: list[str] = []
    shapes: list[str] = []
    before: TokenType | None = None
    for token in tokens:
        kind = token.token_type
        call = kind in _OPENING and before in _NAMES
        if before is not None and kind not in _NO_SPACE_BEFORE and before not in _NO_SPACE_AFTER and not call:
            texts.append(" ")
            shapes.append(" ")
        if kind == TokenType.VAR:
            text = lowered(token.text)
        elif kind in _AS_WRITTEN:
            text = sql[token.start : token.end + 1]
        else:
            text = token.text.upper()
        texts.append(text)
        shapes.append("?" if kind in _LITERALS else text)
        before = kind
    return NormalizedSql("".join(texts), hash_of("".join(shapes)))


def hash_of(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()

"""One text for statements that differ only in writing, and one fingerprint for those that differ only in literals."""

from __future__ import annotations

from hashlib import sha256

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
_NO_SPACE_BEFORE = {TokenType.COMMA, TokenType.R_PAREN, TokenType.DOT, TokenType.R_BRACKET, TokenType.DCOLON}
_NO_SPACE_AFTER = {TokenType.L_PAREN, TokenType.DOT, TokenType.L_BRACKET, TokenType.DCOLON, TokenType.PARAMETER}
_OPENING = {TokenType.L_PAREN, TokenType.L_BRACKET}
_NAMES = {TokenType.VAR, TokenType.IDENTIFIER, TokenType.LEFT, TokenType.RIGHT, TokenType.REPLACE}


class NormalizedSql:
    """The two of one statement, by its tokens."""

    def __init__(self, sql: str, tokens: list[Token]) -> None:
        self._tokens = tokens
        self._texts = [_text(sql, token) for token in tokens]

    def text(self) -> str:
        """One line: no comments, keywords in capitals, unquoted names in lower case."""
        return _joined(self._tokens, self._texts)

    def fingerprint(self) -> str:
        """SHA-256 (hex) of the normalised text with every literal as `?`."""
        literals = zip(self._tokens, self._texts, strict=True)
        return hash_of(
            _joined(self._tokens, ["?" if token.token_type in _LITERALS else text for token, text in literals])
        )


def hash_of(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _text(sql: str, token: Token) -> str:
    if token.token_type == TokenType.VAR:
        return lowered(token.text)
    source = sql[token.start : token.end + 1]
    return source if token.token_type in _LITERALS or token.token_type == TokenType.IDENTIFIER else source.upper()


def _joined(tokens: list[Token], texts: list[str]) -> str:
    parts: list[str] = []
    before: TokenType | None = None
    for token, text in zip(tokens, texts, strict=True):
        kind = token.token_type
        call = kind in _OPENING and before in _NAMES
        if before is not None and kind not in _NO_SPACE_BEFORE and before not in _NO_SPACE_AFTER and not call:
            parts.append(" ")
        parts.append(text)
        before = kind
    return "".join(parts)

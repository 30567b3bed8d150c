"""From text to tokens, statements and a tree. What cannot be read is an error with a place, never a crash."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlglot import exp
from sqlglot.errors import ParseError, TokenError
from sqlglot.tokens import Token, TokenType

from .dialect import DataFusion
from .explain import Explain
from .positions import Span, span_of_token
from .statement_kind import word_of

if TYPE_CHECKING:
    from sqlglot.parser import Parser

# Parentheses and the like that may stand inside one another. SQLGlot needs about 25 Python frames for each.
MOST_NESTED = 60
# Subscripts of one another, `a[1][1]` and `a[1].b[1]`: the parser takes time with the cube of their number.
MOST_SUBSCRIPTS = 60
_SUBSCRIPTED = {TokenType.DOT, TokenType.VAR, TokenType.IDENTIFIER}

_STATEMENTS = (exp.Query, exp.Values, exp.DML, exp.Create, exp.Drop, exp.Alter, exp.TruncateTable, Explain)
_OPENING = {TokenType.L_PAREN: ")", TokenType.L_BRACKET: "]", TokenType.L_BRACE: "}"}
_CLOSING = {TokenType.R_PAREN: ")", TokenType.R_BRACKET: "]", TokenType.R_BRACE: "}"}
_PREFIXES = {TokenType.NOT, TokenType.DASH, TokenType.PLUS, TokenType.TILDE}
_NESTING = {
    *_OPENING,
    *_CLOSING,
    *_PREFIXES,
    *(TokenType.CASE, TokenType.END, TokenType.JOIN, TokenType.ON, TokenType.USING),
}


class Unreadable(Exception):
    """A text that is no SQL, or more than can be read: `code` is `syntax-error` or `too-complex`."""

    def __init__(self, code: str, message: str, span: Span, culprit: str | None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.span = span
        self.culprit = culprit


@dataclass(frozen=True, slots=True)
class Statement:
    """The tokens between two semicolons; never empty."""

    tokens: list[Token]

    @property
    def span(self) -> Span:
        return Span(self.tokens[0].start, self.tokens[-1].end + 1)


_dialect = DataFusion()


def split_statements(sql: str) -> list[Statement]:
    """All statements of the text. Raises `Unreadable` for text without end of a quotation, comment or bracket."""
    try:
        tokens = _dialect.tokenize(sql)
    except TokenError as error:
        raise _unreadable_token(sql, error) from error
    _verify_nesting(tokens)
    statements: list[list[Token]] = [[]]
    for token in tokens:
        if token.token_type == TokenType.SEMICOLON:
            statements.append([])
        else:
            statements[-1].append(token)
    return [Statement(tokens) for tokens in statements if tokens]


def parse_statement(sql: str, statement: Statement) -> exp.Expr:
    """The tree of one statement. Raises `Unreadable`."""
    parser = _dialect.parser()
    try:
        [tree] = parser.parse(statement.tokens, sql)
    except ParseError as error:
        found = _sentence(error.errors[0]["description"] if error.errors else None)
        raise _unexpected(sql, statement, parser, found) from error
    except RecursionError as error:
        raise _too_deep(getattr(parser, "_curr", None) or statement.tokens[-1]) from error
    if not isinstance(tree, _STATEMENTS):
        token = statement.tokens[0]
        raise Unreadable("syntax-error", "This begins no statement.", span_of_token(token), token.text)
    return tree


def parse_described(sql: str, statement: Statement) -> exp.Expr | None:
    """The query whose columns DESCRIBE or SHOW COLUMNS tells; None for a SHOW of the catalogue. Raises `Unreadable`."""
    words = [word_of(token) for token in statement.tokens]
    if words[0] == "SHOW":
        if words[1:2] == ["CREATE"]:
            start = 3
        elif words[1:2] == ["COLUMNS"] and ("FROM" in words or "IN" in words):
            start = words.index("FROM" if "FROM" in words else "IN") + 1
        else:
            return None
    else:
        start = 2 if words[1:2] == ["TABLE"] else 1
    rest = statement.tokens[start:]
    if not rest:
        end = statement.span.end
        raise Unreadable("syntax-error", "Something is missing at the end.", Span(end, end), None)
    if words[start] in ("SELECT", "WITH", "VALUES", "FROM", "EXPLAIN", "("):
        return parse_statement(sql, Statement(rest))
    parser = _dialect.parser()
    try:
        [table] = parser.parse_into(exp.Table, rest, sql)
    except ParseError as error:
        raise _unexpected(sql, statement, parser, "Expected a table") from error
    return exp.select("*").from_(table, copy=False)


def _unexpected(sql: str, statement: Statement, parser: Parser, found: str) -> Unreadable:
    """The error where the parser stands: SQLGlot's own errors often name no place."""
    token = getattr(parser, "_curr", None)
    if not token:
        end = statement.span.end
        return Unreadable("syntax-error", f"{found} at the end.", Span(end, end), None)
    culprit = sql[token.start : token.end + 1]
    return Unreadable("syntax-error", f"{found} near {culprit}.", span_of_token(token), culprit)


def _sentence(description: str | None) -> str:
    """SQLGlot's description without its words about classes of its own."""
    first_line = (description or "").split("\n")[0].split(". Line ")[0].split(" but got <")[0].rstrip(".")
    if first_line.startswith("Required"):
        return "Something is missing"
    return "Unexpected text" if not first_line or first_line.startswith("Invalid expression") else first_line


def _unreadable_token(sql: str, error: TokenError) -> Unreadable:
    start = _start_of_unfinished(sql)
    return Unreadable(
        "syntax-error",
        "A quotation or a comment has no end." if start is not None else "The text holds what is no token of SQL.",
        Span(start or 0, len(sql)) if start is not None else Span(min(error.start or 0, len(sql)), len(sql)),
        sql[start or 0 : (start or 0) + 20] if start is not None else None,
    )


def _start_of_unfinished(sql: str) -> int | None:
    """Where the quotation or comment begins that has no end."""
    offset = 0
    while offset < len(sql):
        two = sql[offset : offset + 2]
        if two == "--":
            end = sql.find("\n", offset)
            offset = len(sql) if end < 0 else end
        elif two == "/*":
            begin, depth, offset = offset, 1, offset + 2
            while depth and offset < len(sql):
                two = sql[offset : offset + 2]
                depth += (two == "/*") - (two == "*/")
                offset += 2 if two in ("/*", "*/") else 1
            if depth:
                return begin
            continue
        elif sql[offset] in "'\"":
            end = sql.find(sql[offset], offset + 1)
            if end < 0:
                return offset
            offset = end
        offset += 1
    return None


def _verify_nesting(tokens: list[Token]) -> None:
    """Refuses brackets that do not match, and more of them inside one another than the parser can follow."""
    open_tokens: list[Token] = []
    prefixes = 0
    cases = 0
    joins = 0
    # By the depth of brackets, how many subscripts stand behind one another.
    subscripts = [0]
    before: TokenType | None = None
    for token in tokens:
        kind = token.token_type
        if kind not in _NESTING:
            prefixes, before = 0, kind
            if kind not in _SUBSCRIPTED:
                subscripts[-1] = 0
            continue
        prefixes = prefixes + 1 if kind in _PREFIXES else 0
        if kind == TokenType.CASE:
            cases += 1
        elif kind == TokenType.END and cases:
            cases -= 1
        elif kind in _OPENING:
            open_tokens.append(token)
            if kind == TokenType.L_BRACKET:
                subscripts[-1] += 1
            subscripts.append(0)
        elif kind in _CLOSING:
            if not open_tokens or _OPENING[open_tokens[-1].token_type] != _CLOSING[kind]:
                message = f"The bracket {token.text} closes nothing."
                raise Unreadable("syntax-error", message, span_of_token(token), token.text)
            open_tokens.pop()
            subscripts.pop()
        if kind == TokenType.JOIN and before not in (TokenType.CROSS, TokenType.NATURAL):
            joins += 1
        elif kind in (TokenType.ON, TokenType.USING) and joins:
            joins -= 1
        before = kind
        if max(len(open_tokens) + cases, prefixes, joins) > MOST_NESTED or max(subscripts) > MOST_SUBSCRIPTS:
            raise _too_deep(token)
    if open_tokens:
        token = open_tokens[-1]
        message = f"The bracket {token.text} is never closed."
        raise Unreadable("syntax-error", message, span_of_token(token), token.text)


def _too_deep(token: Token) -> Unreadable:
    message = f"More than {MOST_NESTED} expressions stand inside one another; the statement cannot be followed."
    return Unreadable("too-complex", message, span_of_token(token), token.text or None)

"""What a statement does, told from its tokens first, so that no trick of the text hides a write, then from its tree."""

from __future__ import annotations

from sqlglot import exp
from sqlglot.tokens import Token, TokenType

from .explain import Explain

# So many tokens at the most announce the kind: EXPLAIN and its options, CREATE and its modifiers, parentheses before.
_ANNOUNCING_TOKENS = 100
_OTHER_WORDS = (
    "ANALYZE",
    "ASSERT",
    "ATTACH",
    "CACHE",
    "CALL",
    "CLOSE",
    "DECLARE",
    "DETACH",
    "DISCARD",
    "FETCH",
    "FLUSH",
    "INSTALL",
    "KILL",
    "LISTEN",
    "LOAD",
    "LOCK",
    "MSCK",
    "NOTIFY",
    "OPEN",
    "OPTIMIZE",
    "PRAGMA",
    "PRINT",
    "RAISE",
    "RENAME",
    "UNCACHE",
    "UNLISTEN",
    "UNLOCK",
    "VACUUM",
    "IF",
    "WHILE",
    "CASE",
)
_KINDS_BY_WORD = {
    **dict.fromkeys(("SELECT", "WITH", "VALUES", "FROM", "TABLE"), "query"),
    "EXPLAIN": "explain",
    **dict.fromkeys(("DESCRIBE", "DESC", "SHOW"), "describe"),
    **dict.fromkeys(("INSERT", "UPDATE", "DELETE", "MERGE", "TRUNCATE", "REPLACE"), "dml"),
    **dict.fromkeys(("CREATE", "DROP", "ALTER", "REFRESH", "COMMENT", "GRANT", "REVOKE"), "ddl"),
    **dict.fromkeys(("COPY", "UNLOAD"), "copy"),
    **dict.fromkeys(("SET", "RESET", "USE"), "set"),
    **dict.fromkeys(("BEGIN", "START", "COMMIT", "ROLLBACK", "END", "ABORT", "SAVEPOINT", "RELEASE"), "transaction"),
    **dict.fromkeys(("PREPARE", "EXECUTE", "DEALLOCATE"), "prepared-statement"),
    **dict.fromkeys(_OTHER_WORDS, "other"),
}
_WRITES = (exp.Insert, exp.Update, exp.Delete, exp.Merge)
# Without one of these tokens there is no such node; a set of tokens is made faster than a tree is walked.
_WRITING_TOKENS = frozenset(
    (
        TokenType.INTO,
        TokenType.INSERT,
        TokenType.UPDATE,
        TokenType.DELETE,
        TokenType.MERGE,
        TokenType.CREATE,
        TokenType.DROP,
        TokenType.ALTER,
    )
)
_DEFINITIONS = (exp.Create, exp.Drop, exp.Alter, exp.Into)


def kind_of_tokens(tokens: list[Token]) -> str | None:
    """The kind that the first words announce; None where they begin no statement.

    An EXPLAIN that executes its statement is of that statement's kind.
    """
    words = [word_of(token) for token in tokens[:_ANNOUNCING_TOKENS]]
    start = 0
    while start < len(words) and words[start] == "(":
        start += 1
    first = words[start] if start < len(words) else ""
    if first == "EXPLAIN":
        return _kind_of_explain(tokens, words, start + 1)
    if first == "CREATE" and "EXTERNAL" in words[start + 1 : start + 5]:
        return "external-table"
    return _KINDS_BY_WORD.get(first)


def _kind_of_explain(tokens: list[Token], words: list[str], index: int) -> str | None:
    executes = False
    while index < len(words):
        if words[index] == "ANALYZE":
            executes = True
        elif words[index] == "FORMAT":
            index += 1
        elif words[index] == "(" and index + 1 < len(words) and words[index + 1] in ("ANALYZE", "VERBOSE", "FORMAT"):
            end = words.index(")", index) if ")" in words[index:] else len(words) - 1
            executes = executes or "ANALYZE" in words[index:end]
            index = end
        elif words[index] != "VERBOSE":
            break
        index += 1
    return kind_of_tokens(tokens[index:]) if executes else "explain"


def kind_of_tree(announced: str, tree: exp.Expr, tokens: list[Token]) -> str:
    """The kind after the tree is known: a WITH may begin a write, and SELECT … INTO makes a table."""
    token_types = {token.token_type for token in tokens}
    executed = tree
    while isinstance(executed, Explain):
        if not executed.args.get("analyze"):
            return "explain"
        executed = executed.this
    if announced not in ("query", "explain"):
        return announced
    found = next(executed.find_all(*_DEFINITIONS, *_WRITES), None) if _WRITING_TOKENS & token_types else None
    if found is None:
        return "query"
    return "ddl" if isinstance(found, _DEFINITIONS) else "dml"


def word_of(token: Token) -> str:
    """The token in upper case where it is a word or a mark, and nothing where it is quoted."""
    quoted = (TokenType.IDENTIFIER, TokenType.STRING, TokenType.HEREDOC_STRING)
    return "" if token.token_type in quoted else token.text.upper()

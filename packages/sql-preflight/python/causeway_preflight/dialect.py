"""The DataFusion dialect of SQLGlot, with DuckDB's as its base.

It reads the text as DataFusion's SQL planner does with sqlparser's generic dialect, as far as SQLGlot's grammar goes:
names in lower case unless quoted, many words of other systems as plain names, every function by the name that it has
in the text (the catalogue knows functions, the grammar does not), `#` and `^` as XOR of bits, `E''` and `$$…$$`.
"""

from __future__ import annotations

from typing import Any

from sqlglot import exp
from sqlglot.dialects.dialect import NormalizationStrategy
from sqlglot.dialects.duckdb import DuckDB
from sqlglot.parser import Parser as BaseParser
from sqlglot.parser import binary_range_parser
from sqlglot.tokens import Token, TokenType

from .dialect_generator import DataFusionGenerator
from .explain import Explain

# Words that other systems give a meaning; to DataFusion they are names like any other.
_PLAIN_WORDS = """
    ANALYZE ASOF ATTACH AUTOINCREMENT AUTO_INCREMENT BITSTRING BYTE CACHE UNCACHE CLUSTER|BY COLUMN COMMENT CONNECT
    CONNECT|BY CONSTRAINT CURRENT_SCHEMA DATABASE DECFLOAT DETACH DISCONNECT DISTRIBUTE|BY ENUM EXECUTE EXPLAIN
    FILE FIRST FIXED FORCE FORMAT FUNCTION GEOGRAPHY GEOMETRY GLOB HUGEINT UHUGEINT INDEX INET INSTALL INT1 INT16 INT32
    INT64 INT128 INT256 KEEP KILL LIST LOAD LOCK LOGICAL LONG LONGBLOB LONGTEXT LONGVARCHAR MACRO MAP MEDIUMBLOB
    MEDIUMINT MEDIUMTEXT NAMESPACE NEXT NULLABLE NUMBER OBJECT ONLY OPERATOR OPTIMIZE OUT OVERWRITE PERCENT PIVOT
    PIVOT_WIDER UNPIVOT POSITIONAL PRAGMA PROCEDURE PREPARE REF REFERENCES RENAME RESET SCHEMA SEQUENCE
    SESSION SETTINGS SHORT SIGNED SQL|SECURITY STR STRAIGHT_JOIN SUMMARIZE TIMESTAMP_LTZ TIMESTAMP_MS TIMESTAMP_NS
    TIMESTAMP_NTZ TIMESTAMP_S TIMESTAMP_US TIMESTAMPLTZ TIMESTAMPNTZ TIMETZ TIME_NS TINYBLOB TINYTEXT TRIGGER UINTEGER
    UINT UINT128 UINT256 USE USER-DEFINED VACUUM VARCHAR2 VARIANT VECTOR VOLATILE CALL VIEW ROW RLIKE REGEXP STRUCT
    INT4RANGE INT4MULTIRANGE INT8RANGE INT8MULTIRANGE NUMRANGE NUMMULTIRANGE TSRANGE TSMULTIRANGE TSTZRANGE
    TSTZMULTIRANGE DATERANGE DATEMULTIRANGE BIGNUM BIGNUMERIC BIGDECIMAL DECIMAL32 DECIMAL64 DECIMAL128 DECIMAL256
    CURRENT_CATALOG SESSION_USER LOCALTIME LOCALTIMESTAMP NVARCHAR NVARCHAR2 NCHAR TEMP JSON JSONB UUID
"""
# Marks of other systems' grammars: templates, hints, operators that DataFusion does not have.
_PLAIN_MARKS = (
    "{%",
    "{%+",
    "{%-",
    "%}",
    "+%}",
    "-%}",
    "{{+",
    "{{-",
    "+}}",
    "-}}",
    "/*+",
    "~~~",
    "**",
    "//",
    "^@",
    "-|-",
)


def _without(keywords: dict[str, TokenType]) -> dict[str, TokenType]:
    dropped = {word.replace("|", " ") for word in _PLAIN_WORDS.split()} | set(_PLAIN_MARKS)
    return {word: kind for word, kind in keywords.items() if word not in dropped}


class DataFusionParser(DuckDB.Parser):
    """DuckDB's grammar, without what DataFusion does not have and with what only DataFusion has."""

    STRICT_CAST = True
    FUNCTIONS: dict[str, Any] = {}
    FUNCTION_PARSERS = {
        name: BaseParser.FUNCTION_PARSERS[name]
        for name in ("CAST", "TRY_CAST", "EXTRACT", "OVERLAY", "SUBSTRING", "TRIM")
    } | {
        "ALL": lambda self: self._parse_quantified(exp.All),
        "ANY": lambda self: self._parse_quantified(exp.Any),
        "SOME": lambda self: self._parse_quantified(exp.Any),
        "POSITION": lambda self: self._parse_position_call(),
    }
    NO_PAREN_FUNCTION_PARSERS = {
        "CASE": BaseParser.NO_PAREN_FUNCTION_PARSERS["CASE"],
        "MAP": lambda self: self._parse_map_literal(),
    }
    NO_PAREN_FUNCTIONS = {
        TokenType.CURRENT_DATE: exp.CurrentDate,
        TokenType.CURRENT_TIME: exp.CurrentTime,
        TokenType.CURRENT_TIMESTAMP: exp.CurrentTimestamp,
    }
    BITWISE = {**BaseParser.BITWISE, TokenType.HASH: exp.BitwiseXor}
    EXPONENT: dict[TokenType, type[exp.Expr]] = {}
    DISJUNCTION = {**BaseParser.DISJUNCTION, TokenType.XOR: exp.Xor}
    RANGE_PARSERS = {
        **{kind: parse for kind, parse in DuckDB.Parser.RANGE_PARSERS.items() if kind != TokenType.FOR},
        TokenType.ILIKE: lambda self, this: self._parse_like(exp.ILike, this),
        TokenType.LIKE: lambda self, this: self._parse_like(exp.Like, this),
        TokenType.TILDE: binary_range_parser(exp.RegexpLike),
    }
    PRIMARY_PARSERS = {
        **DuckDB.Parser.PRIMARY_PARSERS,
        TokenType.NULL: lambda self, token: self.expression(exp.Null(), token),
        TokenType.TRUE: lambda self, token: self.expression(exp.Boolean(this=True), token),
        TokenType.FALSE: lambda self, token: self.expression(exp.Boolean(this=False), token),
    }
    PLACEHOLDER_PARSERS = {
        TokenType.PLACEHOLDER: lambda self: self.expression(exp.Placeholder(), self._prev),
        TokenType.PARAMETER: lambda self: self._parse_dollar_parameter(),
    }
    TYPE_CONVERTERS: dict[Any, Any] = {}
    ID_VAR_TOKENS = BaseParser.ID_VAR_TOKENS | {
        TokenType.ESCAPE,
        TokenType.ILIKE,
        TokenType.KEY,
        TokenType.LIKE,
        TokenType.OVERLAPS,
        TokenType.SIMILAR_TO,
        TokenType.TABLE_SAMPLE,
        TokenType.XOR,
        TokenType.ALTER,
        TokenType.CREATE,
        TokenType.DROP,
        TokenType.GRANT,
        TokenType.INSERT,
        TokenType.REVOKE,
        TokenType.ROLLBACK,
        TokenType.OUTER,
        TokenType.INNER,
        TokenType.CROSS,
        TokenType.RETURNING,
        TokenType.COMMAND,
    }
    ALIAS_TOKENS = BaseParser.ALIAS_TOKENS | {
        TokenType.ALTER,
        TokenType.CREATE,
        TokenType.DROP,
        TokenType.ESCAPE,
        TokenType.GRANT,
        TokenType.INSERT,
        TokenType.KEY,
        TokenType.REVOKE,
        TokenType.ROLLBACK,
    }
    STRING_ALIASES = True
    FUNC_TOKENS = BaseParser.FUNC_TOKENS | {TokenType.XOR, TokenType.TRUNCATE}
    STATEMENT_PARSERS = {
        kind: parse
        for kind, parse in BaseParser.STATEMENT_PARSERS.items()
        if kind
        in (
            TokenType.ALTER,
            TokenType.CREATE,
            TokenType.DELETE,
            TokenType.DROP,
            TokenType.INSERT,
            TokenType.MERGE,
            TokenType.UPDATE,
            TokenType.TRUNCATE,
        )
    }

    def _parse_statement(self) -> exp.Expr | None:
        if self._curr.token_type == TokenType.VAR and self._curr.text.upper() == "EXPLAIN":
            return self._parse_explain()
        return super()._parse_statement()

    def _parse_explain(self) -> Explain:
        self._advance()
        analyze = self._match_text_seq("ANALYZE")
        verbose = self._match_text_seq("VERBOSE")
        format_name = self._parse_var(any_token=True) if self._match_text_seq("FORMAT") else None
        return self.expression(
            Explain(this=self._parse_statement(), analyze=analyze, verbose=verbose, format=format_name)
        )

    def _parse_function_call(self, *arguments: Any, **options: Any) -> exp.Expr | None:
        """Gives every call the place of its name, also where a parser of its own made the node."""
        token = self._curr
        if token.text.upper() == "MAP" and self._next.token_type not in (TokenType.L_BRACE, TokenType.L_PAREN):
            return None
        call = super()._parse_function_call(*arguments, **options)
        if call is not None and token:
            place_at(call, token)
        return call

    def _parse_derived_table_values(self, allow_value_synonym: bool = False) -> exp.Values | None:
        """`VALUES (…)`; without the bracket, `values` is a name."""
        if self._curr.token_type == TokenType.VALUES and self._next.token_type != TokenType.L_PAREN:
            return None
        return super()._parse_derived_table_values(allow_value_synonym)

    def _parse_table_part(self, schema: bool = False) -> exp.Expr | None:
        if self._curr.token_type == TokenType.VALUES and self._next.token_type != TokenType.L_PAREN:
            return self._parse_id_var()
        return super()._parse_table_part(schema)

    def _parse_like(self, kind: type[exp.Expr], this: exp.Expr | None) -> exp.Expr | None:
        """`LIKE` and `~~` are one operator; a column without an alias is named by the one that was written."""
        mark = self._prev.text if self._prev.text.startswith("~") else None
        predicate = binary_range_parser(kind)(self, this)
        if mark is not None and predicate is not None:
            predicate.meta["mark"] = mark
        return predicate

    def _parse_null(self) -> exp.Expr | None:
        """`IS UNKNOWN` is `IS NULL` by another name."""
        unknown = self._curr.token_type == TokenType.UNKNOWN
        null = super()._parse_null()
        if unknown and null is not None:
            null.meta["word"] = "UNKNOWN"
        return null

    def _parse_dollar_parameter(self) -> exp.Expr | None:
        """`$1` and `$name`, with the place of the whole."""
        dollar = self._prev
        if not (self._match(TokenType.NUMBER) or self._match_set(self.ID_VAR_TOKENS)):
            return None
        parameter = exp.Placeholder(this=self._prev.text).update_positions(dollar)
        parameter.meta["end"] = self._prev.end
        return self.expression(parameter)

    def _parse_map_literal(self) -> exp.Expr:
        """`MAP {key: value, …}` or the function `map(keys, values)`."""
        if self._match(TokenType.L_BRACE, advance=False):
            return self.expression(exp.ToMap(this=self._parse_bracket()))
        return self.expression(exp.Anonymous(this="map", expressions=self._parse_wrapped_csv(self._parse_lambda)))

    def _parse_quantified(self, kind: type[exp.Expr]) -> exp.Expr:
        """`ANY(subquery)`, `ANY(list)`."""
        return self.expression(kind(this=self._parse_select() or self._parse_disjunction()))

    def _parse_position_call(self) -> exp.Expr:
        """`POSITION(needle IN text)` or the function `position(text, needle)`."""
        arguments = self._parse_csv(self._parse_bitwise)
        if self._match(TokenType.IN):
            return self.expression(exp.StrPosition(this=self._parse_bitwise(), substr=arguments[0]))
        return self.expression(exp.Anonymous(this="position", expressions=arguments))

    def _parse_csv(self, parse_method: Any, sep: TokenType = TokenType.COMMA) -> list[Any]:
        """A comma has something after it: SQLGlot itself reads over what is missing."""
        first = parse_method()
        items = [] if first is None else [first]
        while self._match(sep):
            item = parse_method()
            if item is None:
                self.raise_error("Expected an expression after the comma")
            items.append(item)
        return items

    def _parse_projections(self) -> tuple[list[exp.Expr], list[exp.Expr] | None]:
        """A comma may stand behind the last column, and a FROM needs no columns before it."""
        projections: list[exp.Expr] = []
        while (projection := self._parse_expression()) is not None:
            projections.append(projection)
            if not self._match(TokenType.COMMA):
                break
        if self._curr.token_type == TokenType.COMMA or (
            not projections and self._curr.token_type not in (TokenType.FROM, TokenType.INTO)
        ):
            self.raise_error("Expected an expression")
        return projections, None

    def _parse_types(self, check_func: bool = False, *arguments: Any, **options: Any) -> exp.Expr | None:
        """`STRUCT(…)` and `STRUCT<…>` are types where one is asked for, and `struct` is a function anywhere else."""
        opens = self._next is not None and self._next.token_type in (TokenType.L_PAREN, TokenType.LT)
        if not check_func and opens and self._curr.token_type == TokenType.VAR and self._curr.text.upper() == "STRUCT":
            self._curr.token_type = TokenType.STRUCT
        return super()._parse_types(check_func, *arguments, **options)

    def _parse_type_size(self) -> exp.DataTypeParam | None:
        """A decimal may have a negative scale."""
        if self._match(TokenType.DASH):
            size = self._parse_number()
            return self.expression(exp.DataTypeParam(this=exp.Neg(this=size)))
        return super()._parse_type_size()

    def _parse_bracket_key_value(self, is_map: bool = False) -> exp.Expr | None:
        """Any word may be the name of a struct's field: `{outer: 1}`."""
        named = self._curr.token_type not in self.TEXT_MATCH_EXCLUDED_TOKENS and self._curr.text.isidentifier()
        if is_map and named and self._next.token_type == TokenType.COLON:
            self._advance(2)
            token = self._tokens[self._index - 2]
            name = self.expression(exp.Identifier(this=token.text, quoted=False), token)
            return self.expression(exp.Slice(this=name, expression=self._parse_assignment()))
        return super()._parse_bracket_key_value(is_map)

    def _parse_join(self, *arguments: Any, **options: Any) -> exp.Join | None:
        comma = self._curr.token_type == TokenType.COMMA
        join = super()._parse_join(*arguments, **options)
        if comma and join is None:
            self.raise_error("Expected a table after the comma")
        return join


def place_at(node: exp.Expr, token: Token) -> None:
    """Notes the token's place on a node that has none."""
    if "start" not in node.meta:
        node.update_positions(token)


class DataFusion(DuckDB):
    """See the module."""

    NORMALIZATION_STRATEGY = NormalizationStrategy.LOWERCASE
    NORMALIZE_FUNCTIONS = "lower"
    NUMBERS_CAN_BE_UNDERSCORE_SEPARATED = False
    NULL_ORDERING = "nulls_are_large"
    INDEX_OFFSET = 1
    SUPPORTS_ORDER_BY_ALL = True
    INTERSECT_BINDS_TIGHTER_THAN_UNION_AND_EXCEPT = True

    class Tokenizer(DuckDB.Tokenizer):
        KEYWORDS = _without(DuckDB.Tokenizer.KEYWORDS)
        HEX_STRINGS = [("x'", "'"), ("X'", "'")]
        NATIONAL_STRINGS = [("n'", "'"), ("N'", "'")]
        UNICODE_STRINGS = [(prefix + "&'", "'") for prefix in ("U", "u")]
        COMMANDS: set[TokenType] = set()

    Parser = DataFusionParser
    Generator = DataFusionGenerator

"""Writes trees as SQL that DataFusion reads; functions of other systems by their names there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sqlglot import exp
from sqlglot.generator import Generator

from .explain import Explain

if TYPE_CHECKING:
    from collections.abc import Callable


def _call(name: str, *keys: str) -> Callable[[Generator, exp.Expr], str]:
    """A function of that name over the node's arguments of these keys."""

    def write(self: Generator, node: exp.Expr) -> str:
        arguments: list[exp.Expr] = []
        for key in keys:
            value = node.args.get(key)
            arguments.extend(value if isinstance(value, list) else [value] if value is not None else [])
        return self.func(name, *arguments)

    return write


def _shifted(sign: str) -> Callable[[Generator, exp.Expr], str]:
    """`date_add(d, n, unit)` as `d + INTERVAL 'n' unit`; n that is no literal is multiplied."""

    def write(self: Generator, node: exp.Expr) -> str:
        amount = node.expression
        unit = (node.text("unit") or "DAY").upper()
        if isinstance(amount, exp.Interval):
            return f"{self.sql(node, 'this')} {sign} {self.sql(amount)}"
        if isinstance(amount, exp.Literal):
            return f"{self.sql(node, 'this')} {sign} INTERVAL '{amount.name}' {unit}"
        return f"{self.sql(node, 'this')} {sign} {self.wrap(amount)} * INTERVAL '1' {unit}"

    return write


def _formatted(name: str) -> Callable[[Generator, exp.Expr], str]:
    def write(self: Generator, node: exp.Expr) -> str:
        return self.func(name, node.this, self.format_time(node))

    return write


def escaped(text: str) -> str:
    """The text of an `E'…'` string."""
    replaced = {"\\": "\\\\", "'": "\\'", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
    return "".join(replaced.get(character, character) for character in text)


class DataFusionGenerator(Generator):
    """SQLGlot's own generator with DataFusion's words."""

    JOIN_HINTS = False
    TABLE_HINTS = False
    QUERY_HINTS = False
    NVL2_SUPPORTED = True
    TRY_SUPPORTED = False
    STAR_EXCEPT = "EXCLUDE"
    RESERVED_KEYWORDS: set[str] = set()
    TYPE_MAPPING = {
        **Generator.TYPE_MAPPING,
        exp.DType.VARBINARY: "BYTEA",
        exp.DType.BINARY: "BYTEA",
        exp.DType.TEXT: "VARCHAR",
        exp.DType.UTINYINT: "TINYINT UNSIGNED",
        exp.DType.USMALLINT: "SMALLINT UNSIGNED",
        exp.DType.UINT: "INT UNSIGNED",
        exp.DType.UBIGINT: "BIGINT UNSIGNED",
        exp.DType.TIMESTAMPTZ: "TIMESTAMP WITH TIME ZONE",
        exp.DType.TIMESTAMPLTZ: "TIMESTAMP WITH TIME ZONE",
        exp.DType.DATETIME: "TIMESTAMP",
        exp.DType.TIMESTAMPNTZ: "TIMESTAMP",
    }
    TRANSFORMS = {
        **Generator.TRANSFORMS,
        Explain: lambda self, node: self.explain(node),
        exp.Array: lambda self, node: f"[{self.expressions(node, flat=True)}]",
        exp.Struct: lambda self, node: f"{{{', '.join(self.struct_field(one) for one in node.expressions)}}}",
        exp.ToMap: lambda self, node: f"MAP {self.sql(node, 'this')}",
        exp.RawString: lambda self, node: f"$${node.this}$$",
        exp.ByteString: lambda self, node: f"E'{escaped(node.this)}'",
        exp.Extract: lambda self, node: f"EXTRACT({self.sql(node, 'this')} FROM {self.sql(node, 'expression')})",
        exp.BitwiseXor: lambda self, node: self.binary(node, "^"),
        exp.HexString: lambda self, node: f"x'{node.this}'",
        exp.RegexpILike: lambda self, node: self.binary(node, "~*"),
        exp.RegexpLike: lambda self, node: self.binary(node, "~"),
        exp.Xor: lambda self, node: self.connector_sql(node, "XOR"),
        exp.All: lambda self, node: f"ALL({self.sql(node, 'this')})",
        exp.Any: lambda self, node: f"ANY({self.sql(node, 'this')})",
        exp.ApproxDistinct: _call("approx_distinct", "this"),
        exp.ArrayContains: _call("array_has", "this", "expression"),
        exp.ArraySize: _call("array_length", "this"),
        exp.ArrayToString: _call("array_to_string", "this", "expression"),
        exp.CountIf: lambda self, node: f"count(*) FILTER (WHERE {self.sql(node, 'this')})",
        exp.CurrentTime: lambda *_: "CURRENT_TIME",
        exp.CurrentTimestamp: lambda *_: "CURRENT_TIMESTAMP",
        exp.DateAdd: _shifted("+"),
        exp.DateSub: _shifted("-"),
        exp.DateTrunc: lambda self, node: self.func("date_trunc", node.args.get("unit"), node.this),
        exp.Explode: _call("unnest", "this"),
        exp.GenerateSeries: _call("generate_series", "start", "end", "step"),
        exp.GroupConcat: lambda self, node: self.func(
            "string_agg", node.this, node.args.get("separator") or exp.Literal.string(",")
        ),
        exp.If: lambda self, node: self.case_sql(
            exp.Case(ifs=[exp.If(this=node.this, true=node.args["true"])], default=node.args.get("false"))
        ),
        exp.Length: _call("character_length", "this"),
        exp.RegexpReplace: _call("regexp_replace", "this", "expression", "replacement", "modifiers"),
        exp.RegexpSplit: lambda self, node: self.regexp_split(node),
        exp.Split: _call("string_to_array", "this", "expression"),
        exp.StrPosition: lambda self, node: f"POSITION({self.sql(node, 'substr')} IN {self.sql(node, 'this')})",
        exp.StrToDate: _formatted("to_date"),
        exp.StrToTime: _formatted("to_timestamp"),
        exp.TimestampAdd: _shifted("+"),
        exp.TimestampSub: _shifted("-"),
        exp.TimestampTrunc: lambda self, node: self.func("date_trunc", node.args.get("unit"), node.this),
        exp.TimeStrToTime: lambda self, node: f"CAST({self.sql(node, 'this')} AS TIMESTAMP)",
        exp.TimeToStr: _formatted("to_char"),
        exp.TsOrDsAdd: _shifted("+"),
        exp.TsOrDsToDate: lambda self, node: f"CAST({self.sql(node, 'this')} AS DATE)",
        exp.UnixToTime: _call("from_unixtime", "this"),
    }

    def struct_field(self, field: exp.Expr) -> str:
        if isinstance(field, (exp.PropertyEQ, exp.Slice)):
            name = field.this
            key = f"'{name.name}'" if isinstance(name, exp.Identifier) else self.sql(name)
            return f"{key}: {self.sql(field, 'expression')}"
        return self.sql(field)

    def regexp_split(self, node: exp.RegexpSplit) -> str:
        """DataFusion splits by plain texts alone: a pattern that is one is carried over."""
        pattern = node.expression
        if not isinstance(pattern, exp.Literal) or re.escape(pattern.name) != pattern.name:
            self.unsupported("DataFusion does not split by a regular expression")
        return self.func("string_to_array", node.this, pattern)

    def placeholder_sql(self, expression: exp.Placeholder) -> str:
        return f"${expression.name}" if expression.this else "?"

    def not_sql(self, expression: exp.Not) -> str:
        """`a NOT IN …` and its like in their usual form."""
        inner = expression.this
        for kind, word in ((exp.In, " IN "), (exp.Between, " BETWEEN "), (exp.Is, " IS ")):
            if isinstance(inner, kind):
                left = self.sql(inner, "this")
                rest = self.sql(inner).removeprefix(left + word)
                return f"{left} IS NOT {rest}" if kind is exp.Is else f"{left} NOT{word}{rest}"
        return super().not_sql(expression)

    def windowspec_sql(self, expression: exp.WindowSpec) -> str:
        if expression.args.get("end") is None:
            start = expression.args["start"]
            bound = start if isinstance(start, str) else self.sql(start)
            side = self.sql(expression, "start_side")
            return f"{self.sql(expression, 'kind')} {bound}{f' {side}' if side else ''}"
        return super().windowspec_sql(expression)

    def explain(self, node: Explain) -> str:
        words = [word for word in ("ANALYZE", "VERBOSE") if node.args.get(word.lower())]
        if node.args.get("format"):
            words += ["FORMAT", self.sql(node, "format")]
        return " ".join(["EXPLAIN", *words, self.sql(node, "this")])

    def lambda_sql(self, expression: exp.Lambda, arrow_sep: str = "->", wrap: bool = True) -> str:
        parameters = self.expressions(expression, flat=True)
        names = f"({parameters})" if len(expression.expressions) > 1 else parameters
        return f"{names} {arrow_sep} {self.sql(expression, 'this')}"

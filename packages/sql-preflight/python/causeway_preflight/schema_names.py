"""The name of a column without an alias: the text of its expression, as DataFusion's `Expr::schema_name` writes it.

Source: datafusion/expr/src/expr.rs (SchemaDisplay). None where the name is not certain.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from sqlglot import exp

from .types import type_of_number

if TYPE_CHECKING:
    from collections.abc import Callable

    from .relations import Field

_COMPARISONS = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE)
_OPERATORS: dict[type[exp.Expr], str] = {
    exp.Add: "+",
    exp.Sub: "-",
    exp.Mul: "*",
    exp.Div: "/",
    exp.Mod: "%",
    exp.EQ: "=",
    exp.NEQ: "!=",
    exp.GT: ">",
    exp.GTE: ">=",
    exp.LT: "<",
    exp.LTE: "<=",
    exp.And: "AND",
    exp.Or: "OR",
    exp.DPipe: "||",
    exp.NullSafeEQ: "IS NOT DISTINCT FROM",
    exp.NullSafeNEQ: "IS DISTINCT FROM",
    exp.BitwiseAnd: "&",
    exp.BitwiseOr: "|",
    exp.BitwiseXor: "BIT_XOR",
    exp.RegexpLike: "~",
    exp.RegexpILike: "~*",
}
# Functions whose calls DataFusion writes in a form of their own.
_WRITTEN_OTHERWISE = {
    "unnest",
    "unnest_outer",
    "make_map",
    "array_element",
    "array_slice",
    "get_field",
    "map",
    "substring",
    "trim",
    "named_struct",
}
# `f(0.5 ORDER BY x)` is planned as `f(x, 0.5)`.
_OF_A_SORTED_SET = {"percentile_cont", "quantile_cont", "approx_percentile_cont", "approx_percentile_cont_with_weight"}


class SchemaNames:
    """Names of expressions whose columns and functions are resolved already."""

    def __init__(
        self,
        columns: dict[int, Field],
        paths: dict[int, list[str]],
        function_name: Callable[[exp.Expr], str],
    ) -> None:
        self._columns = columns
        self._paths = paths
        self._function_name = function_name
        # Expressions that the planner names by something that is not known here.
        self.unnamed: set[int] = set()

    def of(self, node: exp.Expr | None) -> str | None:
        """The whole name, columns qualified; of a column alone its plain name."""
        while isinstance(node, exp.Paren):
            node = node.this
        field = self._columns.get(id(node)) if isinstance(node, exp.Column) else None
        if field is not None and id(node) not in self._paths:
            return field.name
        return self._text(node)

    def _text(self, node: exp.Expr | None) -> str | None:
        if node is None:
            return None
        kind = type(node)
        if kind in _OPERATORS:
            return self._chain(node)
        writer = _WRITERS.get(kind)
        return writer(self, node) if writer is not None else None

    def _chain(self, node: exp.Expr) -> str | None:
        """`a + b + c`: such a chain is as deep on its left as it is long, so it is gone down step by step."""
        parts: list[str] = []
        while (operator := _OPERATORS.get(type(node))) is not None:
            right = self._text(node.expression)
            if right is None or id(node) in self.unnamed:
                return None
            parts.append(f"{operator} {right}")
            node = node.this
        left = self._text(node)
        return None if left is None else " ".join([left, *reversed(parts)])

    def _literal(self, node: exp.Expr) -> str:
        return f'Utf8("{node.name}")' if node.is_string else f"{type_of_number(node.name)}({_number(node.name)})"

    def _minus(self, node: exp.Expr) -> str | None:
        if isinstance(node.this, exp.Literal) and not node.this.is_string:
            return f"{type_of_number(node.this.name, negative=True)}(-{_number(node.this.name)})"
        return self._around("(- {})", node.this)

    def _like(self, node: exp.Expr) -> str | None:
        if "mark" in node.meta:
            return None
        word = "LIKE" if isinstance(node, exp.Like) else "ILIKE"
        negation = "NOT " if node.args.get("negate") else ""
        return self._around(f"{{}} {negation}{word} {{}}", node.this, node.expression)

    def _substring(self, node: exp.Expr) -> str | None:
        parts = [part for part in (node.this, node.args.get("start"), node.args.get("length")) if part is not None]
        return self._around("substr(" + ",".join(["{}"] * len(parts)) + ")", *parts)

    def _around(self, pattern: str, *nodes: exp.Expr | None) -> str | None:
        texts = [self._text(node) for node in nodes]
        if any(text is None for text in texts):
            return None
        return pattern.format(*texts)

    def _column(self, node: exp.Expr) -> str | None:
        field = self._columns.get(id(node))
        if field is None or field.name is None:
            return None
        name = f"{field.qualifier}.{field.name}" if field.qualifier else field.name
        return name + "".join(f"[{one}]" for one in self._paths.get(id(node), ()))

    def _call(self, node: exp.Expr) -> str | None:
        name = self._function_name(node)
        arguments = node.expressions
        if name in _WRITTEN_OTHERWISE or any(isinstance(argument, exp.Alias) for argument in arguments):
            return None
        if name in _OF_A_SORTED_SET and any(isinstance(argument, exp.Order) for argument in arguments):
            return None
        texts, order = [], ""
        for argument in arguments:
            if isinstance(argument, exp.Star):
                texts.append("*")
                continue
            if isinstance(argument, exp.Distinct):
                inner = [self._text(part) for part in argument.expressions]
                if any(text is None for text in inner):
                    return None
                texts.append("DISTINCT " + ",".join(text for text in inner if text))
                continue
            if isinstance(argument, exp.Order):
                keys = self._order(argument)
                order = f" ORDER BY [{keys}]"
                argument = argument.this
                if keys is None:
                    return None
            text = self._text(argument)
            if text is None:
                return None
            texts.append(text)
        return f"{name}({','.join(texts)}){order}"

    def _negation(self, node: exp.Expr) -> str | None:
        inner = node.this
        if isinstance(inner, exp.Is):
            return self._is(inner, "NOT ")
        if isinstance(inner, exp.In):
            return self._in_list(inner, "NOT IN")
        if isinstance(inner, exp.Between):
            return self._around("{} NOT BETWEEN {} AND {}", inner.this, inner.args["low"], inner.args["high"])
        if isinstance(inner, (exp.RegexpLike, exp.RegexpILike)):
            return self._around(f"{{}} !{_OPERATORS[type(inner)]} {{}}", inner.this, inner.expression)
        return self._around("NOT {}", inner)

    def _filter(self, node: exp.Expr) -> str | None:
        """The condition is written as an expression, not as a name; the two agree where it is a plain comparison."""
        condition = node.expression.this
        plain = (exp.Column, exp.Literal, exp.Identifier, *_COMPARISONS)
        if not all(isinstance(part, plain) and id(part) not in self._paths for part in condition.walk()):
            return None
        return self._around("{} FILTER (WHERE {})", node.this, condition)

    def _is(self, node: exp.Expr, negation: str) -> str | None:
        value = node.expression
        word = value.meta.get("word", "NULL") if isinstance(value, exp.Null) else None
        if isinstance(value, exp.Boolean):
            word = "TRUE" if value.this else "FALSE"
        return self._around(f"{{}} IS {negation}{word}", node.this) if word is not None else None

    def _in_list(self, node: exp.Expr, word: str) -> str | None:
        if not node.expressions:
            return None
        return self._around(f"{{}} {word} " + ", ".join(["{}"] * len(node.expressions)), node.this, *node.expressions)

    def _order(self, order: exp.Expr) -> str | None:
        keys = []
        for ordered in order.expressions:
            text = self._text(ordered.this)
            if text is None or ordered.find(exp.Star) is not None:
                return None
            direction = "DESC" if ordered.args.get("desc") else "ASC"
            keys.append(f"{text} {direction} NULLS {'FIRST' if ordered.args.get('nulls_first') else 'LAST'}")
        return ", ".join(keys)

    def _window(self, node: exp.Expr) -> str | None:
        call = self._text(node.this)
        if call is None or node.args.get("alias") is not None:
            return None
        parts = [call]
        if partition := node.args.get("partition_by"):
            texts = [self._text(one) for one in partition]
            if any(text is None for text in texts):
                return None
            parts.append(f"PARTITION BY [{', '.join(text for text in texts if text)}]")
        order = node.args.get("order")
        if order is not None:
            keys = self._order(order)
            if keys is None:
                return None
            parts.append(f"ORDER BY [{keys}]")
        if (spec := node.args.get("spec")) is not None:
            frame = _frame(spec)
            if frame is None:
                return None
            parts.append(frame)
        elif order is not None:
            parts.append("RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW")
        else:
            parts.append("ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING")
        return " ".join(parts)

    def _case(self, node: exp.Expr) -> str | None:
        parts = ["CASE"]
        if node.this is not None:
            parts.append(self._text(node.this) or "")
        for branch in node.args["ifs"]:
            when, then = self._text(branch.this), self._text(branch.args["true"])
            if when is None or then is None:
                return None
            parts += ["WHEN", when, "THEN", then]
        if (default := node.args.get("default")) is not None:
            text = self._text(default)
            if text is None:
                return None
            parts += ["ELSE", text]
        return " ".join([*[part for part in parts if part], "END"])


def _number(text: str) -> str:
    """The number as Rust prints it: `1.50` becomes `1.5`, `1e3` becomes `1000`."""
    if text.isdigit() and int(text) < 2**64:
        return str(int(text))
    value = float(text)
    digits = f"{Decimal(repr(value)):f}"
    return digits.removesuffix(".0") if value.is_integer() else digits


def _inner(names: SchemaNames, node: exp.Expr) -> str | None:
    return names._text(node.this)


_WRITERS: dict[type[exp.Expr], Callable[[SchemaNames, exp.Expr], str | None]] = {
    exp.Paren: _inner,
    exp.Cast: _inner,
    exp.TryCast: _inner,
    exp.Alias: lambda names, node: node.alias,
    exp.Column: SchemaNames._column,
    exp.Dot: SchemaNames._column,
    exp.Literal: SchemaNames._literal,
    exp.Boolean: lambda names, node: f"Boolean({'true' if node.this else 'false'})",
    exp.Null: lambda names, node: "NULL",
    exp.Not: SchemaNames._negation,
    exp.In: lambda names, node: names._in_list(node, "IN"),
    exp.Neg: SchemaNames._minus,
    exp.Is: lambda names, node: names._is(node, "NOT " if node.args.get("negate") else ""),
    exp.Like: SchemaNames._like,
    exp.ILike: SchemaNames._like,
    exp.Between: lambda names, node: names._around(
        "{} BETWEEN {} AND {}", node.this, node.args["low"], node.args["high"]
    ),
    exp.Case: SchemaNames._case,
    exp.Exists: lambda names, node: "EXISTS",
    exp.Anonymous: SchemaNames._call,
    exp.Window: SchemaNames._window,
    exp.Filter: SchemaNames._filter,
    exp.Extract: lambda names, node: (
        names._around(f'date_part(Utf8("{node.name.upper()}"),{{}})', node.expression)
        if isinstance(node.this, exp.Var)
        else None
    ),
    exp.Substring: SchemaNames._substring,
    exp.StrPosition: lambda names, node: names._around("strpos({},{})", node.this, node.args["substr"]),
}


def _frame(spec: exp.Expr) -> str | None:
    bounds = []
    for side in ("start", "end"):
        bound, direction = spec.args.get(side), spec.args.get(f"{side}_side")
        if isinstance(bound, exp.Literal):
            bound = bound.name
        if not isinstance(bound, str):
            return None
        bounds.append(bound if direction is None else f"{bound} {direction.upper()}")
    return f"{(spec.args.get('kind') or '').upper()} BETWEEN {bounds[0]} AND {bounds[1]}"

"""Binds calls: the function, the number and the types of its arguments, and where aggregates and windows may stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from .bind_names import Clause
from .findings import Findings, FunctionUse, identifier_name
from .suggestions import did_you_mean, suggest
from .types import aggregate_result, common_type, decimal_of, element_type, rounded, type_of_arrow_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from .bind_expressions import ExpressionBinder
    from .diagnostics import Diagnostics
    from .function_catalog import Function, FunctionCatalog
    from .relations import Scope

# Nodes that the parser makes of syntax, with the function that DataFusion plans for them.
SYNTAX_CALLS: dict[type[exp.Expr], str] = {
    exp.Extract: "date_part",
    exp.Substring: "substr",
    exp.StrPosition: "strpos",
    exp.Trim: "btrim",
    exp.Overlay: "overlay",
    exp.CurrentDate: "current_date",
    exp.CurrentTime: "current_time",
    exp.CurrentTimestamp: "now",
    exp.ToMap: "map",
}
_TRIMS = {"LEADING": "ltrim", "TRAILING": "rtrim"}
_SYNTAX_TYPES = {"strpos": "Int32", "current_date": "Date32", "now": None}
# Aggregates that take any number of arguments as far as the planner is concerned.
_ANY_ARITY = {"count"}
# `f(0.5 ORDER BY x)` is `f(0.5) WITHIN GROUP (ORDER BY x)`.
_OF_A_SORTED_SET = {"percentile_cont", "approx_percentile_cont", "approx_percentile_cont_with_weight"}
_TRIED_LISTS = {"List(Int64)", "List(Utf8)"}
_WRAPPERS = (exp.Filter, exp.WithinGroup, exp.IgnoreNulls, exp.RespectNulls)


class CallBinder:
    def __init__(
        self,
        diagnostics: Diagnostics,
        findings: Findings,
        functions: FunctionCatalog,
        expressions: ExpressionBinder,
    ) -> None:
        self._diagnostics = diagnostics
        self._findings = findings
        self._functions = functions
        self._expressions = expressions

    def binders(self) -> dict[type[exp.Expr], Callable[[exp.Expr, Scope, Clause], str | None]]:
        return {
            exp.Anonymous: self.bind,
            exp.Window: self._window,
            exp.Filter: self._filter,
            exp.WithinGroup: self._within_group,
            exp.IgnoreNulls: lambda node, scope, clause: self._expressions.bind(node.this, scope, clause),
            exp.RespectNulls: lambda node, scope, clause: self._expressions.bind(node.this, scope, clause),
            **dict.fromkeys(SYNTAX_CALLS, self._syntax_call),
        }

    def name_of(self, node: exp.Expr) -> str:
        """The function's name as it is looked up."""
        return identifier_name(node.this)

    def is_aggregate(self, node: exp.Expr) -> bool:
        if not isinstance(node, exp.Anonymous):
            return False
        function = self._functions.find(self.name_of(node))
        return function is not None and "aggregate" in function.kinds and "scalar" not in function.kinds

    def bind(
        self, node: exp.Expr, scope: Scope, clause: Clause, *, windowed: bool = False, table: bool = False
    ) -> str | None:
        name = self.name_of(node)
        function = self._functions.find(name)
        self._findings.functions.append(FunctionUse(name, node, function))
        if function is None:
            suggestions = suggest(name, self._functions.names())
            message = f"There is no function {name}.{did_you_mean(suggestions)}"
            self._diagnostics.add("unknown-function", message, node_name(node), name, suggestions)
        elif not table:
            self._verify_place(node, name, function, clause, windowed)
        inner = clause
        if windowed:
            inner = clause.within(window=True)
        elif function is not None and "aggregate" in function.kinds and "scalar" not in function.kinds:
            clause.aggregate_calls.append(node)
            inner = clause.within(aggregate=True)
        types = [self._argument(argument, scope, inner) for argument in node.expressions]
        if function is None:
            return None
        self._verify_arity(node, name, function, types, windowed)
        return self._result(node, name, function, types)

    def _argument(self, argument: exp.Expr, scope: Scope, clause: Clause) -> str | None:
        if isinstance(argument, exp.Star):
            if not (isinstance(argument.parent, exp.Anonymous) and self.name_of(argument.parent) == "count"):
                self._expressions.names.use_all(scope.relations, argument)
            return "Star"
        if isinstance(argument, exp.Column) and isinstance(argument.this, exp.Star):
            self._findings.seen.add(id(argument))
            self._expressions.names.use_all(scope.relations, argument)
            return "Star"
        if isinstance(argument, exp.Order):
            for ordered in argument.expressions:
                self._expressions.bind(ordered.this, scope, clause)
            return self._argument(argument.this, scope, clause) if argument.this is not None else None
        if isinstance(argument, (exp.IgnoreNulls, exp.RespectNulls)):
            return self._argument(argument.this, scope, clause)
        if isinstance(argument, exp.Distinct):
            types = [self._expressions.bind(one, scope, clause) for one in argument.expressions]
            return types[0] if types else None
        return self._expressions.bind(argument, scope, clause)

    def _verify_place(self, node: exp.Expr, name: str, function: Function, clause: Clause, windowed: bool) -> None:
        kinds = function.kinds
        aggregate = "aggregate" in kinds and "scalar" not in kinds
        if not windowed and kinds == {"window"}:
            message = f"{name} is a window function and needs OVER (…)."
            self._diagnostics.add("window-misuse", message, node_name(node), name)
        if aggregate and not windowed:
            if clause.inside_aggregate:
                message = f"The aggregate {name} stands inside another aggregate."
                self._diagnostics.add("aggregate-misuse", message, node_name(node), name)
            elif not clause.aggregates:
                message = f"The aggregate {name} is not allowed in {clause.name}."
                self._diagnostics.add("aggregate-misuse", message, node_name(node), name)

    def _verify_arity(
        self, node: exp.Expr, name: str, function: Function, types: list[str | None], windowed: bool
    ) -> None:
        count = len(types)
        for argument in node.expressions:
            distinct = argument.this if isinstance(argument, exp.Order) else argument
            if isinstance(distinct, exp.Distinct):
                count += len(distinct.expressions) - 1
            elif isinstance(argument, exp.Order) and function.resolves_to in _OF_A_SORTED_SET:
                count += len(argument.expressions)
        if name in _ANY_ARITY or "Star" in types or function.least is None:
            return
        if isinstance(node.parent, exp.WithinGroup):
            count += 1
        if count < function.least or (function.most is not None and count > function.most):
            message = f"{name} takes {_numbers(function)}, not {count}."
            self._diagnostics.add("wrong-arity", message, node_name(node), name)
            return
        # What the elements of another list take was never tried.
        if any(type_ is not None and type_.startswith("List(") and type_ not in _TRIED_LISTS for type_ in types):
            return
        for position, type_ in enumerate(types):
            if type_ is not None and type_ in function.refuses.get(str(position), ()):
                argument = node.expressions[position]
                message = f"{name} does not take a value of type {type_}."
                self._diagnostics.add("type-mismatch", message, argument, self._expressions.text_of(argument))

    def _result(self, node: exp.Expr, name: str, function: Function, types: list[str | None]) -> str | None:
        resolved = function.resolves_to
        first = types[0] if types else None
        if resolved == "count":
            return "Int64"
        if resolved in ("coalesce", "greatest", "least", "make_array"):
            common = common_type(types)
            return (f"List({common})" if common else None) if resolved == "make_array" else common
        if resolved == "array_agg":
            return f"List({first})" if first else None
        if name == "unnest":
            return element_type(first)
        if resolved in ("arrow_cast", "arrow_try_cast"):
            asked = node.expressions[-1]
            return type_of_arrow_name(asked.name) if isinstance(asked, exp.Literal) else None
        if resolved == "round" and decimal_of(first) is not None:
            digits = node.expressions[1] if len(types) > 1 else exp.Literal.number(0)
            return rounded(first, int(digits.name)) if isinstance(digits, exp.Literal) and digits.is_int else None
        if resolved == "date_part":
            return _type_of_date_part(node.expressions[0])
        rule = function.returns
        if isinstance(rule, dict):
            if decimal_of(first) is not None:
                result = rule.get("Decimal128(15, 2)")
                return (
                    result if result is not None and decimal_of(result) is None else aggregate_result(resolved, first)
                )
            return rule.get(first) if first is not None else None
        if isinstance(rule, str) and rule.startswith("#"):
            position = int(rule[1:])
            result = types[position] if position < len(types) else None
            return None if result == "Null" else result
        return rule

    def _syntax_call(self, node: exp.Expr, scope: Scope, clause: Clause) -> str | None:
        name = SYNTAX_CALLS[type(node)]
        if isinstance(node, exp.Trim):
            name = _TRIMS.get((node.args.get("position") or "").upper(), name)
        function = self._functions.find(name)
        self._findings.functions.append(FunctionUse(name, node, function))
        types = [
            self._expressions.bind(child, scope, clause)
            for key, child in _children(node)
            if not (isinstance(node, exp.Extract) and key == "this")
        ]
        if name == "date_part":
            return _type_of_date_part(node.this)
        if name in ("substr", "btrim", "ltrim", "rtrim"):
            return types[0] if types and types[0] in ("Utf8View", "Utf8") else None
        return _SYNTAX_TYPES.get(name)

    def _filter(self, node: exp.Expr, scope: Scope, clause: Clause) -> str | None:
        type_ = self._expressions.bind(node.this, scope, clause)
        self._filter_condition(node, scope, clause)
        return type_

    def _filter_condition(self, node: exp.Expr, scope: Scope, clause: Clause) -> None:
        condition = Clause("FILTER")
        self._expressions.bind_predicate(node.expression.this, scope, condition)

    def _within_group(self, node: exp.Expr, scope: Scope, clause: Clause) -> str | None:
        type_ = self._expressions.bind(node.this, scope, clause)
        inner = clause.within(aggregate=True)
        for ordered in node.expression.expressions:
            self._expressions.bind(ordered.this, scope, inner)
        return type_

    def _window(self, node: exp.Expr, scope: Scope, clause: Clause) -> str | None:
        call = node.this
        while isinstance(call, _WRAPPERS):
            if isinstance(call, exp.Filter):
                self._filter_condition(call, scope, clause)
            call = call.this
        place = node_name(call)
        if not clause.windows:
            message = f"A window function is not allowed in {clause.name}."
            self._diagnostics.add("window-misuse", message, place, self._expressions.text_of(place))
        if clause.inside_window:
            message = "A window function stands inside another window function."
            self._diagnostics.add("window-misuse", message, place, self._expressions.text_of(place))
        if clause.inside_aggregate:
            message = "A window function stands inside an aggregate."
            self._diagnostics.add("window-misuse", message, place, self._expressions.text_of(place))
        clause.window_calls.append(node)
        self._verify_frame(node)
        inner = clause.within(window=True)
        for part in node.args.get("partition_by") or ():
            self._expressions.bind(part, scope, inner)
        if (order := node.args.get("order")) is not None:
            for ordered in order.expressions:
                self._expressions.bind(ordered.this, scope, inner)
        if isinstance(call, exp.Anonymous):
            return self.bind(call, scope, clause, windowed=True)
        return self._expressions.bind(call, scope, inner)

    def _verify_frame(self, node: exp.Expr) -> None:
        spec = node.args.get("spec")
        if spec is None:
            return
        start, start_side = spec.args.get("start"), (spec.args.get("start_side") or "").upper()
        end, end_side = spec.args.get("end"), (spec.args.get("end_side") or "").upper()
        wrong = None
        if start == "UNBOUNDED" and start_side == "FOLLOWING":
            wrong = "A frame cannot start with UNBOUNDED FOLLOWING."
        elif end == "UNBOUNDED" and end_side == "PRECEDING":
            wrong = "A frame cannot end with UNBOUNDED PRECEDING."
        elif start == "CURRENT ROW" and end_side == "PRECEDING" and end is not None:
            wrong = "A frame that starts with CURRENT ROW cannot end before it."
        elif start_side == "FOLLOWING" and (end == "CURRENT ROW" or end_side == "PRECEDING" or end is None):
            wrong = "A frame that starts behind the current row cannot end before that."
        if wrong is not None:
            place = node_name(node.this)
            self._diagnostics.add("window-misuse", wrong, place, self._expressions.text_of(place))


def _type_of_date_part(unit: exp.Expr | None) -> str | None:
    if not isinstance(unit, (exp.Literal, exp.Var)):
        return None
    return "Float64" if unit.name.lower() == "epoch" else "Int32"


def node_name(node: exp.Expr) -> exp.Expr:
    """The node whose place is the call's name."""
    while isinstance(node, (exp.Window, *_WRAPPERS)):
        node = node.this
    return node


def _children(node: exp.Expr) -> list[tuple[str, exp.Expr]]:
    return [
        (key, child)
        for key, value in node.args.items()
        for child in (value if isinstance(value, list) else [value])
        if isinstance(child, exp.Expr)
    ]


def _numbers(function: Function) -> str:
    least, most = function.least, function.most
    if most is None:
        return f"at least {least} argument{'' if least == 1 else 's'}"
    if least == most:
        return f"{least} argument{'' if least == 1 else 's'}"
    return f"{least} to {most} arguments"

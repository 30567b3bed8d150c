"""Binds expressions: every column to its field, every call to its function, every value to a type if one is certain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from .bind_calls import CallBinder
from .bind_names import Clause, NameBinder
from .relations import Field, Relation, Scope
from .schema_names import SchemaNames
from .types import (
    NUMERIC,
    REFUSED,
    STRINGS,
    common_type,
    decimal_of,
    element_type,
    leading_type,
    operator_result,
    struct_field,
    type_of_number,
    type_of_sql,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from .bind_queries import QueryBinder
    from .diagnostics import Diagnostics
    from .findings import Findings
    from .function_catalog import FunctionCatalog

_COMPARISONS = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.NullSafeEQ, exp.NullSafeNEQ)
_OPERATORS: dict[type[exp.Expr], str] = {
    exp.Add: "+",
    exp.Sub: "-",
    exp.Mul: "*",
    exp.Div: "/",
    exp.Mod: "%",
    exp.EQ: "=",
    exp.NEQ: "=",
    exp.NullSafeEQ: "=",
    exp.NullSafeNEQ: "=",
    exp.GT: "<",
    exp.GTE: "<",
    exp.LT: "<",
    exp.LTE: "<",
    exp.DPipe: "||",
    exp.And: "AND",
    exp.Or: "AND",
    exp.BitwiseAnd: "&",
    exp.BitwiseOr: "&",
    exp.BitwiseXor: "&",
    exp.BitwiseLeftShift: "<<",
    exp.BitwiseRightShift: "<<",
    exp.Like: "LIKE",
    exp.ILike: "LIKE",
    exp.RegexpLike: "~",
    exp.RegexpILike: "~",
}
# DataFusion turns numbers and texts into conditions of WHEN.
_CONDITIONS_OF_WHEN = {"Boolean", "Null", *NUMERIC, *STRINGS}
_SIGNS = {exp.Like: "LIKE", exp.ILike: "ILIKE", exp.Or: "OR", exp.BitwiseOr: "|", exp.BitwiseXor: "^"}


class ExpressionBinder:
    """One pass over the expressions of a statement."""

    def __init__(
        self,
        diagnostics: Diagnostics,
        findings: Findings,
        functions: FunctionCatalog,
        queries: QueryBinder,
    ) -> None:
        self._diagnostics = diagnostics
        self._findings = findings
        self._queries = queries
        self.names = NameBinder(diagnostics, findings)
        self.calls = CallBinder(diagnostics, findings, functions, self)
        self.schema_names = SchemaNames(findings.fields_of_nodes, findings.paths_of_nodes, self.calls.name_of)
        self._binders: dict[type[exp.Expr], Callable[[exp.Expr, Scope, Clause], str | None]] = {
            exp.Column: self._column,
            exp.Literal: lambda node, *_: "Utf8" if node.is_string else type_of_number(node.name),
            exp.Boolean: lambda *_: "Boolean",
            exp.Null: lambda *_: "Null",
            exp.Paren: lambda node, scope, clause: self.bind(node.this, scope, clause),
            exp.Alias: lambda node, scope, clause: self.bind(node.this, scope, clause),
            exp.Cast: self._cast,
            exp.TryCast: self._cast,
            exp.Not: self._not,
            exp.Neg: self._minus,
            exp.Between: self._between,
            exp.In: self._in,
            exp.Is: self._is,
            exp.Case: self._case,
            exp.Interval: self._interval,
            exp.Dot: self._dot,
            exp.Bracket: self._bracket,
            exp.Array: self._array,
            exp.Struct: self._struct,
            exp.Subquery: self._subquery,
            exp.Select: self._subquery,
            exp.Union: self._subquery,
            exp.Except: self._subquery,
            exp.Intersect: self._subquery,
            exp.Values: self._subquery,
            exp.Exists: self._exists,
            exp.Placeholder: self._placeholder,
            exp.Parameter: self._placeholder,
            exp.Lambda: self._lambda,
            exp.HexString: lambda *_: "Binary",
            exp.ByteString: lambda *_: "Utf8",
            exp.RawString: lambda *_: "Utf8",
            exp.National: lambda *_: "Utf8",
            exp.UnicodeString: lambda *_: "Utf8",
            exp.PropertyEQ: lambda node, scope, clause: self.bind(node.expression, scope, clause),
            exp.Kwarg: lambda node, scope, clause: self.bind(node.expression, scope, clause),
            exp.Identifier: lambda *_: None,
            exp.Escape: lambda node, scope, clause: self.bind(node.this, scope, clause),
            exp.Any: lambda node, scope, clause: self._quantified(node, scope, clause),
            exp.All: lambda node, scope, clause: self._quantified(node, scope, clause),
            exp.DataType: lambda *_: None,
            **dict.fromkeys(_OPERATORS, self._operator),
            **self.calls.binders(),
        }

    def bind(self, node: exp.Expr | None, scope: Scope, clause: Clause) -> str | None:
        """The type of the value, None where it is not certain."""
        if node is None:
            return None
        binder = self._binders.get(type(node))
        if binder is not None:
            return binder(node, scope, clause)
        for child in node.iter_expressions():
            self.bind(child, scope, clause)
        return None

    def bind_predicate(self, node: exp.Expr | None, scope: Scope, clause: Clause) -> None:
        type_ = self.bind(node, scope, clause)
        if node is not None and type_ is not None and type_ not in ("Boolean", "Null"):
            message = f"The condition of {clause.name} is of type {type_}, not Boolean."
            self._diagnostics.add("type-mismatch", message, node, self.text_of(node))

    def nullable(self, node: exp.Expr) -> bool | None:
        """Whether the value may be NULL, where it is certain."""
        while isinstance(node, (exp.Alias, exp.Paren)):
            node = node.this
        if isinstance(node, exp.Column):
            field = self._findings.fields_of_nodes.get(id(node))
            return field.nullable if field is not None else None
        if isinstance(node, (exp.Literal, exp.Boolean)):
            return False
        if isinstance(node, exp.Anonymous) and self.calls.name_of(node) == "count":
            return False
        return None

    def text_of(self, node: exp.Expr) -> str:
        """The node as it stands in the text."""
        return self._queries.text_of(node)

    def _column(self, node: exp.Expr, scope: Scope, clause: Clause) -> str | None:
        if isinstance(node.this, exp.Star):
            return None
        if not isinstance(node.this, exp.Identifier):
            self.bind(node.this, scope, clause)
            return None
        return self.names.bind(node, scope, clause)[1]

    def _operator(self, node: exp.Expr, scope: Scope, clause: Clause) -> str | None:
        """A chain of operators is as deep on its left as it is long: it is gone down step by step, not by recursion."""
        chain = [node]
        while type(chain[-1].this) in _OPERATORS:
            chain.append(chain[-1].this)
        left = self.bind(chain[-1].this, scope, clause)
        for operation in reversed(chain):
            right = self.bind(operation.expression, scope, clause)
            self._type_parameter(operation, left, right)
            left = self._operator_type(operation, left, right)
        return left

    def _operator_type(self, node: exp.Expr, left: str | None, right: str | None) -> str | None:
        operator = _OPERATORS[type(node)]
        result = operator_result(operator, left, right)
        if result != REFUSED:
            return "Boolean" if result is None and operator in ("=", "<", "AND", "LIKE", "~") else result
        if operator == "||" and (lists := [type_ for type_ in (left, right) if type_ and type_.startswith("List(")]):
            # It is planned as a call of `array_append` or `array_prepend`, and named like one.
            self.schema_names.unnamed.add(id(node))
            return lists[0]
        sign = _SIGNS.get(type(node), operator)
        message = f"{sign} cannot join {left} and {right}."
        self._diagnostics.add("type-mismatch", message, node, self.text_of(node))
        return "Boolean" if operator in ("=", "<", "AND", "LIKE", "~") else None

    def _type_parameter(self, node: exp.Expr, left: str | None, right: str | None) -> None:
        """A parameter that is compared has the type of the other side."""
        if not isinstance(node, _COMPARISONS):
            return
        for parameter, type_ in ((node.this, right), (node.expression, left)):
            if isinstance(parameter, (exp.Placeholder, exp.Parameter)) and type_ is not None:
                self._findings.parameter_types.setdefault(parameter_name(parameter), type_)

    def _cast(self, node: exp.Expr, scope: Scope, clause: Clause) -> str | None:
        self.bind(node.this, scope, clause)
        to = type_of_sql(node.args.get("to"))
        if to is not None and isinstance(node.this, (exp.Placeholder, exp.Parameter)):
            self._findings.parameter_types.setdefault(parameter_name(node.this), to)
        return to

    def _minus(self, node: exp.Expr, scope: Scope, clause: Clause) -> str | None:
        if isinstance(node.this, exp.Literal) and not node.this.is_string:
            return type_of_number(node.this.name, negative=True)
        return self.bind(node.this, scope, clause)

    def _not(self, node: exp.Expr, scope: Scope, clause: Clause) -> str | None:
        type_ = self.bind(node.this, scope, clause)
        if type_ is not None and type_ not in ("Boolean", "Null"):
            message = f"NOT needs a Boolean, and this is of type {type_}."
            self._diagnostics.add("type-mismatch", message, node.this, self.text_of(node.this))
        return "Boolean"

    def _between(self, node: exp.Expr, scope: Scope, clause: Clause) -> str | None:
        left = self.bind(node.this, scope, clause)
        for bound in (node.args["low"], node.args["high"]):
            self._comparable(node, left, self.bind(bound, scope, clause))
        return "Boolean"

    def _in(self, node: exp.Expr, scope: Scope, clause: Clause) -> str | None:
        left = self.bind(node.this, scope, clause)
        for option in node.expressions:
            self._comparable(option, left, self.bind(option, scope, clause))
        for key in ("query", "unnest", "field"):
            inner = node.args.get(key)
            if isinstance(inner, exp.Query):
                fields = self._queries.bind_subquery(inner, scope)
                self._one_column(inner, fields, "IN")
                if len(fields.fields()) == 1:
                    self._comparable(node, left, fields.fields()[0].type)
            elif inner is not None:
                self.bind(inner, scope, clause)
        return "Boolean"

    def _comparable(self, node: exp.Expr, left: str | None, right: str | None) -> None:
        if operator_result("=", left, right) == REFUSED:
            message = f"{left} and {right} cannot be compared."
            self._diagnostics.add("type-mismatch", message, node, self.text_of(node))

    def _is(self, node: exp.Expr, scope: Scope, clause: Clause) -> str | None:
        self.bind(node.this, scope, clause)
        return "Boolean"

    def _case(self, node: exp.Expr, scope: Scope, clause: Clause) -> str | None:
        subject = self.bind(node.this, scope, clause) if node.this is not None else None
        results: list[str | None] = []
        for branch in node.args["ifs"]:
            condition = self.bind(branch.this, scope, clause)
            if node.this is not None:
                self._comparable(branch.this, subject, condition)
            elif condition is not None and condition not in _CONDITIONS_OF_WHEN:
                message = f"The condition of WHEN is of type {condition}, not Boolean."
                self._diagnostics.add("type-mismatch", message, branch.this, self.text_of(branch.this))
            results.append(self.bind(branch.args["true"], scope, clause))
        if (default := node.args.get("default")) is not None:
            results.append(self.bind(default, scope, clause))
        return leading_type(results)

    def _interval(self, node: exp.Expr, scope: Scope, clause: Clause) -> str | None:
        if node.this is not None and not isinstance(node.this, exp.Literal):
            self.bind(node.this, scope, clause)
        return "Interval(MonthDayNano)"

    def _dot(self, node: exp.Expr, scope: Scope, clause: Clause) -> str | None:
        parts: list[exp.Expr] = []
        inner: exp.Expr = node
        while isinstance(inner, exp.Dot):
            parts.append(inner.expression)
            inner = inner.this
        if isinstance(inner, exp.Column) and all(isinstance(part, exp.Identifier) for part in parts):
            return self.names.bind(node, scope, clause)[1]
        type_ = self.bind(inner, scope, clause)
        for part in reversed(parts):
            if not isinstance(part, exp.Identifier):
                self.bind(part, scope, clause)
                return None
            type_ = struct_field(type_, part.name)
        return None if type_ == REFUSED else type_

    def _bracket(self, node: exp.Expr, scope: Scope, clause: Clause) -> str | None:
        type_ = self.bind(node.this, scope, clause)
        for index in node.expressions:
            self.bind(index, scope, clause)
        [*indexes] = node.expressions
        if len(indexes) != 1 or type_ is None:
            return None
        if isinstance(indexes[0], exp.Slice):
            return type_ if type_.startswith("List") else None
        if type_.startswith("Struct") and isinstance(indexes[0], exp.Literal):
            inner = struct_field(type_, indexes[0].name)
            return None if inner == REFUSED else inner
        if type_ in NUMERIC or type_ == "Boolean" or decimal_of(type_) is not None:
            message = f"A value of type {type_} has no elements."
            self._diagnostics.add("type-mismatch", message, node, self.text_of(node))
        return element_type(type_)

    def _array(self, node: exp.Expr, scope: Scope, clause: Clause) -> str | None:
        if len(node.expressions) == 1 and isinstance(node.expressions[0], exp.Query):
            fields = self._queries.bind_subquery(node.expressions[0], scope).fields()
            return f"List({fields[0].type})" if len(fields) == 1 and fields[0].type else None
        element = common_type([self.bind(child, scope, clause) for child in node.expressions])
        return f"List({element})" if element is not None else None

    def _struct(self, node: exp.Expr, scope: Scope, clause: Clause) -> str | None:
        fields = []
        for number, child in enumerate(node.expressions):
            value = child.expression if isinstance(child, exp.PropertyEQ) else child
            type_ = self.bind(value, scope, clause)
            name = child.this.name if isinstance(child, exp.PropertyEQ) else child.alias or f"c{number}"
            fields.append(f'"{name}": {type_}' if type_ else None)
        return f"Struct({', '.join(one for one in fields if one)})" if all(fields) else None

    def _subquery(self, node: exp.Expr, scope: Scope, clause: Clause) -> str | None:
        relation = self._queries.bind_subquery(node, scope)
        self._one_column(node, relation, "an expression")
        fields = relation.fields()
        return fields[0].type if len(fields) == 1 else None

    def _one_column(self, node: exp.Expr, relation: Relation, place: str) -> None:
        count = len(relation.fields())
        if count != 1 and not relation.uncounted:
            message = f"A subquery in {place} has one column; this one has {count}."
            self._diagnostics.add("wrong-arity", message, node, str(count))

    def _exists(self, node: exp.Expr, scope: Scope, clause: Clause) -> str | None:
        self._queries.bind_subquery(node.this, scope)
        return "Boolean"

    def _quantified(self, node: exp.Expr, scope: Scope, clause: Clause) -> str | None:
        inner = node.this
        if isinstance(inner, exp.Query):
            relation = self._queries.bind_subquery(inner, scope)
            return relation.fields()[0].type if len(relation.fields()) == 1 else None
        return element_type(self.bind(inner, scope, clause))

    def _placeholder(self, node: exp.Expr, scope: Scope, clause: Clause) -> str | None:
        self._findings.parameters.setdefault(parameter_name(node), node)
        return None

    def _lambda(self, node: exp.Expr, scope: Scope, clause: Clause) -> str | None:
        """The parameters of a lambda are names of its own, of unknown types."""
        fields = [Field(parameter.name, None, None) for parameter in node.expressions]
        self.bind(node.this, Scope(scope, [Relation((), "lambda", fields)]), clause)
        return None


def parameter_name(node: exp.Expr) -> str:
    """`$1`, `$name`; `?` for the one without a name."""
    name = node.name
    return f"${name}" if name else "?"

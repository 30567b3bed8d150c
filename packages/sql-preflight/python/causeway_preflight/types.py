"""Types by the names under which the engine prints them, and what operators make of them. None is a type not known.

The table of operators was asked of DataFusion's planner (tools/probe_operators.py); decimals follow its rules for
precision and scale (datafusion/expr-common/src/type_coercion/binary.rs and aggregates.rs, Apache-2.0 project).
"""

from __future__ import annotations

import json
import re
from functools import cache
from importlib import resources

from sqlglot import exp

NUMERIC = frozenset(
    [f"{sign}{bits}" for sign in ("Int", "UInt") for bits in (8, 16, 32, 64)]
    + [f"Float{bits}" for bits in (16, 32, 64)]
)
STRINGS = frozenset(("Utf8", "LargeUtf8", "Utf8View"))
_PLAIN = frozenset(("Boolean", "Binary", "Date32", "Date64"))
REFUSED = "-"
_DECIMAL = re.compile(r"Decimal(32|64|128|256)\((\d+), (-?\d+)\)")
_DECIMAL_SAMPLE = "Decimal128(15, 2)"
_DIGITS = {"Int8": 3, "UInt8": 3, "Int16": 5, "UInt16": 5, "Int32": 10, "UInt32": 10, "Int64": 20, "UInt64": 20}
_FLOATS = ("Float16", "Float32", "Float64")

# CAST(x AS …): what DataFusion makes of SQL's names of types.
_SQL_TYPES = {
    exp.DType.BOOLEAN: "Boolean",
    exp.DType.TINYINT: "Int8",
    exp.DType.SMALLINT: "Int16",
    exp.DType.INT: "Int32",
    exp.DType.BIGINT: "Int64",
    exp.DType.UTINYINT: "UInt8",
    exp.DType.USMALLINT: "UInt16",
    exp.DType.UINT: "UInt32",
    exp.DType.UBIGINT: "UInt64",
    exp.DType.FLOAT: "Float32",
    exp.DType.DOUBLE: "Float64",
    exp.DType.TEXT: "Utf8View",
    exp.DType.CHAR: "Utf8View",
    exp.DType.VARCHAR: "Utf8View",
    exp.DType.VARBINARY: "Binary",
    exp.DType.DATE: "Date32",
    exp.DType.TIME: "Time64(ns)",
    exp.DType.TIMESTAMP: "Timestamp(ns)",
    exp.DType.TIMESTAMPNTZ: "Timestamp(ns)",
    exp.DType.INTERVAL: "Interval(MonthDayNano)",
}


@cache
def _operators() -> dict[str, dict[str, dict[str, str]]]:
    text = resources.files(__package__).joinpath("catalogue/operators.jsonl").read_text("utf-8")
    types, *tables = (json.loads(line) for line in text.splitlines())
    return {
        table["operator"]: {
            left: dict(zip(types, row.split(";"), strict=True)) for left, row in zip(types, table["rows"], strict=True)
        }
        for table in tables
    }


def decimal_of(type_: str | None) -> tuple[int, int] | None:
    """Precision and scale of a decimal type."""
    if type_ is None or not type_.startswith("Decimal"):
        return None
    found = _DECIMAL.fullmatch(type_)
    return (int(found[2]), int(found[3])) if found else None


def decimal(precision: int, scale: int) -> str:
    width = 128 if precision <= 38 else 256
    return f"Decimal{width}({precision}, {scale})"


def operator_result(operator: str, left: str | None, right: str | None) -> str | None:
    """The type of `left operator right`; `REFUSED` where the planner has no common type; None where it is not known."""
    if left is None or right is None:
        return None
    rows = _operators()[operator]
    row = rows.get(_sample(left))
    result = row.get(_sample(right)) if row is not None else None
    if result is None or result == REFUSED:
        return result
    if decimal_of(left) or decimal_of(right):
        return _decimal_result(operator, left, right, result)
    if left.startswith(("List", "Struct")) or right.startswith(("List", "Struct")):
        return result if result == "Boolean" else None
    return result


def _sample(type_: str) -> str:
    """The type of the table that stands for this one."""
    if type_.startswith("Decimal"):
        return _DECIMAL_SAMPLE
    if type_.startswith("List("):
        return "List(Int64)"
    if type_.startswith("Struct("):
        return 'Struct("a": Int64)'
    if type_.startswith("Timestamp(ns, "):
        return 'Timestamp(ns, "UTC")'
    return type_


def _decimal_result(operator: str, left: str, right: str, result: str) -> str | None:
    if not result.startswith("Decimal"):
        return result
    if left in _FLOATS or right in _FLOATS:
        return "Float64"
    one, other = _as_decimal(left), _as_decimal(right)
    if (
        one is None
        or other is None
        or not all(type_.startswith(("Decimal128", "Int", "UInt")) for type_ in (left, right))
    ):
        return None
    (p1, s1), (p2, s2) = one, other
    if operator in ("+", "-"):
        scale = max(s1, s2)
        return decimal(min(38, scale + max(p1 - s1, p2 - s2) + 1), scale)
    if operator == "*":
        return decimal(min(38, p1 + p2 + 1), min(38, s1 + s2))
    if operator == "/":
        scale = min(38, s1 + 4)
        return decimal(min(38, p1 + scale - s1 + s2), scale)
    if operator == "%":
        scale = max(s1, s2)
        return decimal(min(38, min(p1 - s1, p2 - s2) + scale), scale)
    return None


def _as_decimal(type_: str) -> tuple[int, int] | None:
    digits = _DIGITS.get(type_)
    return (digits, 0) if digits is not None else decimal_of(type_)


def common_type(types: list[str | None]) -> str | None:
    """The type into which values of these types are joined, where it is certain: the same, or numbers of one family."""
    known = [type_ for type_ in types if type_ != "Null"]
    if not known:
        return "Null" if types else None
    if any(type_ is None for type_ in known):
        return None
    first = known[0]
    if all(type_ == first for type_ in known):
        return first
    if all(type_ in STRINGS for type_ in known):
        return "Utf8View" if "Utf8View" in known else "LargeUtf8"
    if all(type_ in _DIGITS and type_.startswith("Int") for type_ in known):
        return max((type_ for type_ in known if type_), key=lambda type_: _DIGITS[type_])
    if all(type_ in _DIGITS or decimal_of(type_) for type_ in known):
        decimals = [_as_decimal(type_) for type_ in known if type_]
        if any(decimal_of(type_) for type_ in known) and all(decimals):
            scale = max(one[1] for one in decimals if one)
            whole = max(one[0] - one[1] for one in decimals if one)
            return decimal(min(38, whole + scale), scale)
    return None


def leading_type(types: list[str | None]) -> str | None:
    """The type of a CASE or a set operation: certain where a join of all leaves the first one's type as it is."""
    first = next((type_ for type_ in types if type_ != "Null"), None)
    common = common_type(types)
    return common if common == first or first is None else None


def rounded(type_: str | None, digits: int) -> str | None:
    """The type of `round(decimal, digits)`."""
    parts = decimal_of(type_)
    return decimal(parts[0], max(0, min(parts[1], digits))) if parts is not None else None


def type_of_arrow_name(name: str) -> str | None:
    """The type that `arrow_cast` is asked for, where its name is the one that the engine prints."""
    return name if name in NUMERIC or name in STRINGS or name in _PLAIN or _DECIMAL.fullmatch(name) else None


def aggregate_result(name: str, type_: str | None) -> str | None:
    """The types of sums and averages of decimals."""
    parts = decimal_of(type_)
    if parts is None:
        return None
    precision, scale = parts
    if name == "sum":
        return decimal(min(38, precision + 10), scale)
    if name == "avg":
        return decimal(min(38, precision + 4), min(38, scale + 4))
    return type_


def element_type(type_: str | None) -> str | None:
    """What a list holds."""
    if type_ is not None and type_.startswith("List("):
        inner = type_[len("List(") : -1]
        return inner.removeprefix("non-null ")
    return None


def struct_field(type_: str | None, name: str) -> str | None:
    """The type of a struct's field; `REFUSED` where the type is known to have no such field."""
    if type_ is None:
        return None
    if not type_.startswith("Struct("):
        return REFUSED if type_ in NUMERIC or type_ in STRINGS or type_ == "Boolean" else None
    for field_name, field_type in _struct_fields(type_):
        if field_name == name:
            return field_type
    return REFUSED


def _struct_fields(type_: str) -> list[tuple[str, str]]:
    fields, depth, quoted, start = [], 0, False, len("Struct(")
    for offset in range(start, len(type_)):
        character = type_[offset]
        if character == '"':
            quoted = not quoted
        elif not quoted:
            depth += (character in "([") - (character in ")]")
            if (character == "," and depth == 0) or depth < 0:
                name, _, of_type = type_[start:offset].strip().partition('": ')
                fields.append((name.lstrip('"'), of_type.removeprefix("non-null ")))
                start = offset + 1
    return fields


def type_of_sql(to: exp.Expr | None) -> str | None:
    """The Arrow type that DataFusion gives a SQL type's name."""
    if not isinstance(to, exp.DataType):
        return None
    kind = to.this
    if kind == exp.DType.DECIMAL:
        sizes = [-int(size.name) if isinstance(size.this, exp.Neg) else int(size.name) for size in to.expressions]
        return decimal(*([*sizes, 0])[:2]) if sizes else decimal(38, 10)
    if kind == exp.DType.ARRAY and to.expressions:
        inner = type_of_sql(to.expressions[0])
        return f"List({inner})" if inner else None
    if kind in (exp.DType.TIMESTAMP, exp.DType.TIMESTAMPNTZ) and to.expressions:
        return {"0": "Timestamp(s)", "3": "Timestamp(ms)", "6": "Timestamp(µs)", "9": "Timestamp(ns)"}.get(
            to.expressions[0].name
        )
    if kind == exp.DType.FLOAT and to.expressions:
        return None
    return _SQL_TYPES.get(kind)


def type_of_number(text: str, *, negative: bool = False) -> str:
    """The type of a number in the text, of one with a minus before it if it is `negative`."""
    if text.isdigit():
        value = int(text)
        return "Int64" if value < 2**63 + negative else "UInt64" if value < 2**64 else "Float64"
    return "Float64"

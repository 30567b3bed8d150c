"""The table `samples`: a column of every type that matters to functions and operators."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datafusion import SessionContext

# Type, name of the column, and the expression that makes its value.
SAMPLES = {
    "Boolean": ("flag", "true"),
    "Int32": ("small", "arrow_cast(1, 'Int32')"),
    "Int64": ("whole", "1"),
    "UInt64": ("natural", "arrow_cast(1, 'UInt64')"),
    "Float32": ("single", "arrow_cast(1, 'Float32')"),
    "Float64": ("ratio", "1.5"),
    "Decimal128(15, 2)": ("price", "arrow_cast(1, 'Decimal128(15, 2)')"),
    "Utf8": ("word", "'a'"),
    "Utf8View": ("phrase", "arrow_cast('a', 'Utf8View')"),
    "Binary": ("bytes", "arrow_cast('a', 'Binary')"),
    "Date32": ("day", "arrow_cast('2020-01-01', 'Date32')"),
    "Timestamp(ns)": ("moment", "arrow_cast('2020-01-01', 'Timestamp(Nanosecond, None)')"),
    "Timestamp(µs)": ("instant", "arrow_cast('2020-01-01', 'Timestamp(Microsecond, None)')"),
    "Time64(ns)": ("clock", "arrow_cast('10:00:00', 'Time64(Nanosecond)')"),
    "Interval(MonthDayNano)": ("span", "interval '1 day'"),
    "List(Int64)": ("numbers", "[1]"),
    "List(Utf8)": ("words", "['a']"),
    'Struct("a": Int64)': ("pair", "{a: 1}"),
    "Map": ("lookup", "map(['a'], [1])"),
}


def create_samples(context: SessionContext) -> None:
    columns = ", ".join(f"{expression} AS {name}" for name, expression in SAMPLES.values())
    context.sql(f"CREATE TABLE samples AS SELECT {columns}").collect()

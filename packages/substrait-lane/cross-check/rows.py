"""Compares the rows of two Arrow tables by position, with a tolerance for what is calculated."""

import math
from decimal import Decimal


def same_rows(expected, actual) -> str | None:
    """What differs first, or None."""
    left, right = (sorted((row_of(row) for row in rows_of(table)), key=repr) for table in (expected, actual))
    if len(left) != len(right):
        return f"{len(right)} rows, not {len(left)}"
    for one, other in zip(left, right):
        if len(one) != len(other) or not all(same_value(a, b) for a, b in zip(one, other)):
            return f"{other}, not {one}"
    return None


def rows_of(table):
    return zip(*(column.to_pylist() for column in table.columns)) if table.num_columns else []


def row_of(row):
    return tuple(value_of(value) for value in row)


def value_of(value):
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        return float(f"{float(value):.6g}") if value is not None else None
    return value


def same_value(one, other) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        # DataFusion cuts an average of decimals behind the sixth digit, where DuckDB has a float.
        return math.isclose(one, other, rel_tol=1e-5, abs_tol=2e-6)
    return one == other

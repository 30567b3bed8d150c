"""The rows of the tables that test/cases/tables.ts declares."""

from datetime import date, datetime
from decimal import Decimal

import pyarrow as pa


def case_tables() -> dict[str, pa.Table]:
    items = pa.table(
        {
            "id": pa.array([1, 2, 3, 4, 5, 6, 7, 8], pa.int64()),
            "kind": pa.array(["apple", "pear", None, "apple", "plum", "pear", "apple", "Überpflaume"], pa.string()),
            "size": pa.array([3, 1, 4, None, 5, 1, -2, 6], pa.int32()),
            "price": pa.array([Decimal(v) if v else None for v in ["1.50", "2.25", "0.00", None, "-3.99", "10.00", "2.50", "0.05"]], pa.decimal128(10, 2)),
            "weight": pa.array([0.5, 2.25, None, -3.0, 100.125, 0.0, 7.75, 33.3], pa.float64()),
            "day": pa.array([date(2024, 1, 31), date(2024, 2, 29), None, date(2023, 12, 31), date(2024, 1, 31), date(1969, 7, 20), date(2024, 6, 1), date(2024, 2, 1)], pa.date32()),
            "at": pa.array([datetime(2024, 1, 31, 12, 30), datetime(2024, 2, 1), None, datetime(1969, 12, 31, 23, 59, 59, 5), datetime(2024, 3, 1), datetime(2024, 1, 1), datetime(2024, 12, 31, 23), datetime(2000, 2, 29)], pa.timestamp("us")),
            "fresh": pa.array([True, False, None, True, None, False, True, True], pa.bool_()),
        }
    )
    tags = pa.table(
        {
            "item": pa.array([1, 1, 2, None, 5, 9], pa.int64()),
            "tag": pa.array(["red", "sweet", None, "lost", "blue", "red"], pa.string()),
            "rank": pa.array([1, 2, 1, 3, None, 2], pa.int64()),
        }
    )
    return {"items": items, "tags": tags}

"""The rows of a query in the form that the benchmarks compare: see src/answers/answer.ts."""

import pyarrow as pa


def arrow_answer(table: pa.Table) -> dict:
    columns = [describe_column(field.type) for field in table.schema]
    values = [
        [describe_cell(column, value) for value in table.column(index).to_pylist()]
        for index, column in enumerate(columns)
    ]
    return {"columns": columns, "rows": [list(row) for row in zip(*values)]}


def describe_column(kind: pa.DataType) -> dict:
    if pa.types.is_integer(kind):
        return {"kind": "integer"}
    if pa.types.is_floating(kind):
        return {"kind": "float"}
    if pa.types.is_decimal(kind):
        return {"kind": "decimal", "scale": kind.scale}
    if pa.types.is_date(kind):
        return {"kind": "date"}
    if pa.types.is_boolean(kind):
        return {"kind": "boolean"}
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return {"kind": "text"}
    raise TypeError(f"no comparison is written for Arrow type {kind}")


def describe_cell(column: dict, value: object) -> object:
    if value is None or column["kind"] in ("float", "text"):
        return value
    if column["kind"] == "decimal":
        return format(value, "f")
    if column["kind"] == "boolean":
        return "true" if value else "false"
    return str(value)

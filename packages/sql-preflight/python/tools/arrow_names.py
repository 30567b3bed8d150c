"""Arrow types as the engine prints them: `Timestamp(µs)`, `Decimal128(15, 2)`, `List(Int64)`."""

from __future__ import annotations

import pyarrow

_SIMPLE = {
    "null": "Null", "bool": "Boolean", "int8": "Int8", "int16": "Int16", "int32": "Int32", "int64": "Int64",
    "uint8": "UInt8", "uint16": "UInt16", "uint32": "UInt32", "uint64": "UInt64", "halffloat": "Float16",
    "float": "Float32", "double": "Float64", "string": "Utf8", "large_string": "LargeUtf8", "string_view": "Utf8View",
    "binary": "Binary", "large_binary": "LargeBinary", "binary_view": "BinaryView", "date32[day]": "Date32",
    "date64[ms]": "Date64", "month_day_nano_interval": "Interval(MonthDayNano)",
}  # fmt: skip
_UNITS = {"s": "s", "ms": "ms", "us": "µs", "ns": "ns"}


def arrow_name(type_: pyarrow.DataType) -> str:
    if (name := _SIMPLE.get(str(type_))) is not None:
        return name
    if pyarrow.types.is_decimal(type_):
        return f"Decimal{type_.bit_width}({type_.precision}, {type_.scale})"
    if pyarrow.types.is_timestamp(type_):
        zone = f', "{type_.tz}"' if type_.tz else ""
        return f"Timestamp({_UNITS[type_.unit]}{zone})"
    if pyarrow.types.is_time(type_):
        return f"Time{type_.bit_width}({_UNITS[type_.unit]})"
    if pyarrow.types.is_duration(type_):
        return f"Duration({_UNITS[type_.unit]})"
    if pyarrow.types.is_large_list(type_):
        return f"LargeList({_field(type_.value_field)})"
    if pyarrow.types.is_fixed_size_list(type_):
        return f"FixedSizeList({type_.list_size} x {_field(type_.value_field)})"
    if pyarrow.types.is_list(type_):
        return f"List({_field(type_.value_field)})"
    if pyarrow.types.is_struct(type_):
        return "Struct(" + ", ".join(f'"{field.name}": {_field(field)}' for field in type_) + ")"
    if pyarrow.types.is_map(type_):
        return f"Map({arrow_name(type_.key_type)}, {arrow_name(type_.item_type)})"
    return str(type_)


def _field(field: pyarrow.Field) -> str:
    return ("" if field.nullable else "non-null ") + arrow_name(field.type)

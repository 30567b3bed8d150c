import type { DataType, TimeUnit } from "../schema/data-type.js";

const sqlNames: Readonly<Record<string, string>> = {
  boolean: "BOOLEAN",
  int8: "TINYINT",
  int16: "SMALLINT",
  int32: "INT",
  int64: "BIGINT",
  float32: "REAL",
  float64: "DOUBLE",
  string: "VARCHAR",
  date: "DATE",
};

const timestampDigits: Readonly<Record<TimeUnit, number>> = { s: 0, ms: 3, us: 6, ns: 9 };

/** A type as SQL names it, where it does. */
export function sqlType(type: DataType): string | undefined {
  if (type.name === "decimal") return `DECIMAL(${type.precision}, ${type.scale})`;
  if (type.name === "timestamp" && type.zone === undefined) return `TIMESTAMP(${timestampDigits[type.unit]})`;
  return sqlNames[type.name];
}

const arrowUnits: Readonly<Record<TimeUnit, string>> = { s: "s", ms: "ms", us: "µs", ns: "ns" };

const arrowNames: Readonly<Record<string, string>> = {
  boolean: "Boolean",
  int8: "Int8",
  int16: "Int16",
  int32: "Int32",
  int64: "Int64",
  uint8: "UInt8",
  uint16: "UInt16",
  uint32: "UInt32",
  uint64: "UInt64",
  float32: "Float32",
  float64: "Float64",
  string: "Utf8",
  binary: "Binary",
  date: "Date32",
  null: "Null",
};

/** A type as DataFusion's `arrow_cast` names it. */
export function arrowType(type: DataType): string {
  switch (type.name) {
    case "decimal":
      return `Decimal128(${type.precision}, ${type.scale})`;
    case "timestamp":
      return `Timestamp(${arrowUnits[type.unit]}${type.zone === undefined ? "" : `, ${JSON.stringify(type.zone)}`})`;
    case "time":
      return `${type.unit === "s" || type.unit === "ms" ? "Time32" : "Time64"}(${arrowUnits[type.unit]})`;
    case "duration":
      return `Duration(${arrowUnits[type.unit]})`;
    case "interval":
      return `Interval(${{ "year-month": "YearMonth", "day-time": "DayTime", "month-day-nano": "MonthDayNano" }[type.unit]})`;
    case "list":
      return `List(${arrowType(type.element)})`;
    case "struct":
      return `Struct(${type.fields.map(({ name, type }) => `${JSON.stringify(name)}: ${arrowType(type)}`).join(", ")})`;
    case "map":
      return `Map("entries": non-null Struct("key": non-null ${arrowType(type.key)}, "value": ${arrowType(type.value)}), unsorted)`;
    default:
      return arrowNames[type.name] ?? type.name;
  }
}

import { LaneError } from "../lane-error.js";

/** Units of time stamps, times and durations. */
export type TimeUnit = "s" | "ms" | "us" | "ns";

export type IntegerName = "int8" | "int16" | "int32" | "int64" | "uint8" | "uint16" | "uint32" | "uint64";
export type NumericName = IntegerName | "float32" | "float64" | "decimal";

/** A type that its name says in full. */
export type PlainName = "boolean" | IntegerName | "float32" | "float64" | "string" | "binary" | "date" | "null";

/** Every type's name: what TypeScript knows of a column. */
export type TypeName = DataType["name"];

/** The type of a column or an expression. */
export type DataType =
  | { readonly name: PlainName }
  | { readonly name: "decimal"; readonly precision: number; readonly scale: number }
  | { readonly name: "timestamp"; readonly unit: TimeUnit; readonly zone: string | undefined }
  | { readonly name: "time"; readonly unit: TimeUnit }
  | { readonly name: "duration"; readonly unit: TimeUnit }
  | { readonly name: "interval"; readonly unit: "year-month" | "day-time" | "month-day-nano" }
  | { readonly name: "list"; readonly element: DataType }
  | { readonly name: "struct"; readonly fields: readonly StructField[] }
  | { readonly name: "map"; readonly key: DataType; readonly value: DataType };

export interface StructField {
  readonly name: string;
  readonly type: DataType;
  readonly nullable: boolean;
}

/** A data type that TypeScript knows by its name. */
export type TypeNamed<Name extends TypeName> = DataType & { readonly name: Name };

function plain<const Name extends PlainName>(name: Name): { readonly name: Name } {
  return Object.freeze({ name });
}

export const boolean = plain("boolean");
export const int8 = plain("int8");
export const int16 = plain("int16");
export const int32 = plain("int32");
export const int64 = plain("int64");
export const uint8 = plain("uint8");
export const uint16 = plain("uint16");
export const uint32 = plain("uint32");
export const uint64 = plain("uint64");
export const float32 = plain("float32");
export const float64 = plain("float64");
export const string = plain("string");
export const binary = plain("binary");
export const date = plain("date");

/**
 * A decimal of `precision` digits, `scale` of them behind the point.
 *
 * @throws {LaneError} `invalid-schema`
 */
export function decimal(precision: number, scale: number): TypeNamed<"decimal"> {
  const fits = Number.isInteger(precision) && Number.isInteger(scale) && precision >= 1 && precision <= 38;
  if (!fits || scale < 0 || scale > precision) {
    throw new LaneError(
      "invalid-schema",
      `there is no decimal(${precision}, ${scale}): 1 to 38 digits, the scale within`,
    );
  }
  return { name: "decimal", precision, scale };
}

/** An instant in UTC shown in `zone`, or without a zone a reading of some clock. */
export function timestamp(unit: TimeUnit = "us", zone?: string): TypeNamed<"timestamp"> {
  return { name: "timestamp", unit, zone };
}

export function time(unit: TimeUnit = "us"): TypeNamed<"time"> {
  return { name: "time", unit };
}

export function list(element: DataType): TypeNamed<"list"> {
  return { name: "list", element };
}

/** A type as an error or a message names it: `decimal(15, 2)`, `timestamp(us)`, `list<int64>`. */
export function typeText(type: DataType): string {
  switch (type.name) {
    case "decimal":
      return `decimal(${type.precision}, ${type.scale})`;
    case "timestamp":
      return `timestamp(${type.unit}${type.zone === undefined ? "" : `, ${type.zone}`})`;
    case "time":
    case "duration":
    case "interval":
      return `${type.name}(${type.unit})`;
    case "list":
      return `list<${typeText(type.element)}>`;
    case "struct":
      return `struct<${type.fields.map(({ name, type }) => `${name}: ${typeText(type)}`).join(", ")}>`;
    case "map":
      return `map<${typeText(type.key)}, ${typeText(type.value)}>`;
    default:
      return type.name;
  }
}

export function sameType(left: DataType, right: DataType): boolean {
  return left === right || (left.name === right.name && typeText(left) === typeText(right));
}

export function isInteger(type: DataType): boolean {
  return /^u?int/.test(type.name);
}

export function isNumeric(type: DataType): boolean {
  return isInteger(type) || type.name === "float32" || type.name === "float64" || type.name === "decimal";
}

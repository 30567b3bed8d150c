import { LaneError } from "../lane-error.js";
import {
  binary,
  boolean,
  type DataType,
  date,
  decimal,
  float32,
  float64,
  string,
  type TimeUnit,
  time,
  timestamp,
} from "./data-type.js";
import { type Field, type RelationSchema, type Shape, schemaOf } from "./relation-schema.js";

/** A type of apache-arrow, by its shape; whichever copy of apache-arrow made it. */
export interface ArrowType {
  readonly typeId: number;
  readonly bitWidth?: number;
  readonly isSigned?: boolean;
  readonly precision?: number;
  readonly scale?: number;
  readonly unit?: number;
  readonly timezone?: string | null;
  readonly children?: readonly ArrowField[] | null;
  readonly dictionary?: ArrowType;
}

export interface ArrowField {
  readonly name: string;
  readonly type: ArrowType;
  readonly nullable: boolean;
}

export interface ArrowSchema {
  readonly fields: readonly ArrowField[];
}

const timeUnits: readonly TimeUnit[] = ["s", "ms", "us", "ns"];

/**
 * The schema of a relation from one of apache-arrow. Its names and types are known when the program runs; name them to TypeScript by the type parameter:
 * `schemaFromArrow<{ origin: "string" }>(table.schema)`.
 *
 * @throws {LaneError} `invalid-schema` for a type that a relation cannot have.
 */
export function schemaFromArrow<Columns extends Shape = Shape>({ fields }: ArrowSchema): RelationSchema<Columns> {
  return schemaOf<Columns>(fields.map(fieldOf));
}

function fieldOf({ name, type, nullable }: ArrowField): Field {
  return { name, type: typeOf(type, name), nullable };
}

/** The numbers are those of `Type` in Arrow's Schema.fbs, as apache-arrow has them. */
function typeOf(type: ArrowType, column: string): DataType {
  const unit = timeUnits[type.unit ?? -1] ?? "us";
  switch (type.typeId) {
    case 2:
      return { name: `${type.isSigned === false ? "u" : ""}int${type.bitWidth ?? 64}` as "int64" };
    case 3:
      if (type.precision === 1) return float32;
      if (type.precision === 2) return float64;
      break;
    case 4:
    case 19:
    case 23:
      return binary;
    case 5:
    case 20:
    case 24:
      return string;
    case 6:
      return boolean;
    case 7:
      if ((type.bitWidth ?? 128) === 128) return decimal(type.precision ?? 0, type.scale ?? 0);
      break;
    case 8:
      if (type.unit === 0) return date;
      break;
    case 9:
      return time(unit);
    case 10:
      return timestamp(unit, type.timezone ?? undefined);
    case 11:
      return {
        name: "interval",
        unit: (["year-month", "day-time", "month-day-nano"] as const)[type.unit ?? 0] ?? "day-time",
      };
    case 12:
      return { name: "list", element: child(type, 0, column).type };
    case 13:
      return { name: "struct", fields: (type.children ?? []).map(fieldOf) };
    case 17: {
      const entries = child(type, 0, column).type;
      if (entries.name !== "struct" || entries.fields.length !== 2) break;
      const [key, value] = entries.fields;
      if (key && value) return { name: "map", key: key.type, value: value.type };
      break;
    }
    case 18:
      return { name: "duration", unit };
    case -1:
      if (type.dictionary !== undefined) return typeOf(type.dictionary, column);
      break;
  }
  throw new LaneError(
    "invalid-schema",
    `column ${column} has a type of Arrow that a relation cannot have (${String(type)})`,
  );
}

function child(type: ArrowType, index: number, column: string): Field {
  const field = type.children?.[index];
  if (field === undefined) throw new LaneError("invalid-schema", `the type of column ${column} lacks its children`);
  return fieldOf(field);
}

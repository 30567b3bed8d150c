import type { Type, TypeNullability, TypeStruct } from "../generated/substrait-messages.js";
import type { DataType, TimeUnit } from "../schema/data-type.js";
import type { Field } from "../schema/relation-schema.js";

/** Digits of a second behind the point. */
export const unitPrecisions: Readonly<Record<TimeUnit, number>> = { s: 0, ms: 3, us: 6, ns: 9 };

/** DataFusion's own variations of a type, which it knows by these numbers without a declaration (https://github.com/apache/datafusion/issues/11544). */
const unsigned = 1;
const duration = 1;

/** A type of Substrait. Unsigned integers and durations are variations that DataFusion alone knows; every zone is UTC. */
export function encodeType(type: DataType, nullable: boolean): Type {
  const nullability: TypeNullability = nullable ? "NULLABILITY_NULLABLE" : "NULLABILITY_REQUIRED";
  switch (type.name) {
    case "boolean":
      return { bool: { nullability } };
    case "int8":
      return { i8: { nullability } };
    case "int16":
      return { i16: { nullability } };
    case "int32":
      return { i32: { nullability } };
    case "int64":
      return { i64: { nullability } };
    case "uint8":
      return { i8: { nullability, typeVariationReference: unsigned } };
    case "uint16":
      return { i16: { nullability, typeVariationReference: unsigned } };
    case "uint32":
      return { i32: { nullability, typeVariationReference: unsigned } };
    case "uint64":
      return { i64: { nullability, typeVariationReference: unsigned } };
    case "float32":
      return { fp32: { nullability } };
    case "float64":
      return { fp64: { nullability } };
    case "string":
      return { string: { nullability } };
    case "binary":
      return { binary: { nullability } };
    case "date":
      return { date: { nullability } };
    case "decimal":
      return { decimal: { scale: type.scale, precision: type.precision, nullability } };
    case "timestamp": {
      const precision = unitPrecisions[type.unit];
      if (type.zone === undefined) return { precisionTimestamp: { precision, nullability } };
      return { precisionTimestampTz: { precision, nullability } };
    }
    case "time": {
      const variation = type.unit === "s" || type.unit === "ms" ? 0 : 1;
      return {
        precisionTime: { precision: unitPrecisions[type.unit], typeVariationReference: variation, nullability },
      };
    }
    case "duration":
      return { intervalDay: { precision: unitPrecisions[type.unit], typeVariationReference: duration, nullability } };
    case "interval":
      if (type.unit === "year-month") return { intervalYear: { nullability } };
      if (type.unit === "day-time") return { intervalDay: { precision: 3, nullability } };
      return { intervalCompound: { precision: 9, nullability } };
    case "list":
      return { list: { type: encodeType(type.element, true), nullability } };
    case "map":
      return { map: { key: encodeType(type.key, false), value: encodeType(type.value, true), nullability } };
    case "struct":
      return { struct: { types: type.fields.map((field) => encodeType(field.type, field.nullable)), nullability } };
    case "null":
      // Substrait has no type of null alone; a bare null that nothing gave a type is a boolean one.
      return { bool: { nullability } };
  }
}

/** The types of a relation's columns. */
export function encodeFields(fields: readonly Field[]): TypeStruct {
  return {
    types: fields.map(({ type, nullable }) => encodeType(type, nullable)),
    nullability: "NULLABILITY_REQUIRED",
  };
}

/** The names of columns and of the fields inside them, depth first. */
export function namesOf(fields: readonly { readonly name: string; readonly type: DataType }[]): string[] {
  return fields.flatMap(({ name, type }) => [name, ...innerNames(type)]);
}

function innerNames(type: DataType): string[] {
  switch (type.name) {
    case "struct":
      return namesOf(type.fields);
    case "list":
      return innerNames(type.element);
    case "map":
      return [...innerNames(type.key), ...innerNames(type.value)];
    default:
      return [];
  }
}

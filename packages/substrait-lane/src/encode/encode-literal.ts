import type { IntervalValue, LiteralNode, LiteralValue } from "../expression/expression-node.js";
import type { ExpressionLiteral } from "../generated/substrait-messages.js";
import { LaneError } from "../lane-error.js";
import { type DataType, typeText } from "../schema/data-type.js";
import { encodeType, unitPrecisions } from "./encode-type.js";

/** A literal of Substrait; `nullable` where it stands beside what can be null and must have its type. */
export function encodeLiteral({ value, type }: LiteralNode, nullable = false): ExpressionLiteral {
  if (value === null) return { null: encodeType(type, true), nullable: true };
  const unsigned = type.name.startsWith("uint") ? { typeVariationReference: 1 } : {};
  return { ...literalValue(value, type), ...unsigned, ...(nullable ? { nullable } : {}) };
}

function literalValue(value: NonNullable<LiteralValue>, type: DataType): ExpressionLiteral {
  switch (type.name) {
    case "boolean":
      return { boolean: value as boolean };
    // An unsigned number has the bits of a signed one.
    case "int8":
    case "uint8":
      return { i8: Number(BigInt.asIntN(8, value as bigint)) };
    case "int16":
    case "uint16":
      return { i16: Number(BigInt.asIntN(16, value as bigint)) };
    case "int32":
    case "uint32":
      return { i32: Number(BigInt.asIntN(32, value as bigint)) };
    case "int64":
    case "uint64":
      return { i64: value as bigint };
    case "float32":
      return { fp32: value as number };
    case "float64":
      return { fp64: value as number };
    case "string":
      return { string: value as string };
    case "binary":
      return { binary: value as Uint8Array };
    case "date":
      return { date: value as number };
    case "decimal":
      return { decimal: { value: decimalBytes(value as bigint), precision: type.precision, scale: type.scale } };
    case "timestamp": {
      const instant = { precision: unitPrecisions[type.unit], value: value as bigint };
      return type.zone === undefined ? { precisionTimestamp: instant } : { precisionTimestampTz: instant };
    }
    case "interval":
      return { intervalCompound: intervalParts(value as IntervalValue) };
    default:
      throw new LaneError("invalid-message", `there is no literal of ${typeText(type)}`);
  }
}

/** The 16 bytes of an unscaled value, the lowest first. */
function decimalBytes(unscaled: bigint): Uint8Array {
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  view.setBigInt64(0, BigInt.asIntN(64, unscaled), true);
  view.setBigInt64(8, BigInt.asIntN(64, unscaled >> 64n), true);
  return bytes;
}

function intervalParts({ months, days, nanoseconds }: IntervalValue) {
  const seconds = nanoseconds / 1_000_000_000n;
  return {
    intervalYearToMonth: { years: Math.trunc(months / 12), months: months % 12 },
    intervalDayToSecond: { days, seconds: Number(seconds), precision: 9, subseconds: nanoseconds % 1_000_000_000n },
  };
}

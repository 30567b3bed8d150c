import { NativeError } from "./native-error.js";
import { CalendarDate } from "./values/calendar-date.js";
import { Decimal } from "./values/decimal.js";
import { TimeOfDay } from "./values/time-of-day.js";
import { perSecond } from "./values/time-unit.js";
import { epochMs, Timestamp } from "./values/timestamp.js";
import { assertWellFormedText } from "./well-formed-text.js";

/**
 * Values for `$1`, `$2`, … (a list) or for `$name` (a record).
 *
 * null, boolean, string and `Uint8Array` go as they are; a number goes as an integer if it is a safe one, else as a double;
 * a `bigint` as a 64-bit integer; a `Date` as a UTC timestamp in milliseconds; a `Decimal` as it is; a `Timestamp` of whole milliseconds likewise.
 * A finer `Timestamp`, a `CalendarDate` and a `TimeOfDay` go as text, which the engine reads as the type that the query expects there.
 */
export type QueryParameters = readonly unknown[] | Readonly<Record<string, unknown>>;

const accepted =
  "null, boolean, number, bigint, string, Date, Uint8Array, Decimal, Timestamp, CalendarDate or TimeOfDay";
/** Digits of the widest decimal type. */
const decimalDigits = 76;

/** The parameters as the engine reads them; null: there are none. Errors: `parameter-type`, `invalid-argument`. */
export function encodeParameters(parameters: QueryParameters | undefined): string | null {
  if (parameters === undefined) return null;
  if (Array.isArray(parameters)) {
    const positional = Array.from(parameters as unknown[], (value, index) => encodeParameter(`$${index + 1}`, value));
    return JSON.stringify({ positional });
  }
  if (typeof parameters !== "object" || parameters === null) {
    throw new NativeError("invalid-argument", "parameters must be a list or a record");
  }
  const named = Object.entries(parameters).map(([name, value]) => {
    assertWellFormedText(name, "the name of a parameter");
    return [name, encodeParameter(`$${name}`, value)] as const;
  });
  return JSON.stringify({ named: Object.fromEntries(named) });
}

function encodeParameter(parameter: string, value: unknown): object {
  switch (typeof value) {
    case "boolean":
      return { type: "boolean", value };
    case "number":
      return encodeNumber(value);
    case "bigint":
      return encodeBigInt(parameter, value);
    case "string":
      assertWellFormedText(value, `parameter ${parameter}`);
      return { type: "utf8", value };
    case "object":
      return value === null ? { type: "null" } : encodeObject(parameter, value);
    default:
      throw wrongType(parameter, accepted, typeof value);
  }
}

function encodeNumber(value: number): object {
  if (Number.isSafeInteger(value)) return { type: "int64", value: String(value) };
  return { type: "float64", value: Number.isFinite(value) ? value : String(value) };
}

function encodeBigInt(parameter: string, value: bigint): object {
  if (BigInt.asIntN(64, value) === value) return { type: "int64", value: String(value) };
  if (BigInt.asUintN(64, value) === value) return { type: "uint64", value: String(value) };
  throw wrongType(parameter, "an integer of 64 bits", `the bigint ${value}`);
}

function encodeObject(parameter: string, value: object): object {
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) throw wrongType(parameter, "a valid Date", "Invalid Date");
    return { type: "timestamp-ms", value: String(value.getTime()) };
  }
  if (value instanceof Uint8Array) {
    return { type: "binary", value: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("base64") };
  }
  if (Decimal.isInstance(value)) return encodeDecimal(parameter, value);
  if (Timestamp.isInstance(value)) return encodeTimestamp(value);
  if (CalendarDate.isInstance(value) || TimeOfDay.isInstance(value)) return { type: "utf8", value: value.toString() };
  throw wrongType(parameter, accepted, value.constructor?.name ?? "object");
}

function encodeDecimal(parameter: string, { unscaled, precision, scale }: Decimal): object {
  const digits = String(unscaled < 0n ? -unscaled : unscaled).length;
  if (digits > decimalDigits)
    throw wrongType(parameter, `a Decimal of at most ${decimalDigits} digits`, `one of ${digits} digits`);
  return {
    type: "decimal",
    value: String(unscaled),
    precision: Math.min(Math.max(precision, digits), decimalDigits),
    scale,
  };
}

function encodeTimestamp(timestamp: Timestamp): object {
  const ms = epochMs(timestamp.unit, timestamp.value);
  const exact = ms * perSecond(timestamp.unit) === timestamp.value * perSecond("millisecond");
  return exact ? { type: "timestamp-ms", value: String(ms) } : { type: "utf8", value: timestamp.toString() };
}

function wrongType(parameter: string, expected: string, given: string): NativeError {
  return new NativeError("parameter-type", `parameter ${parameter} must be ${expected}, not ${given}`, {
    details: { parameter, expected, given },
  });
}

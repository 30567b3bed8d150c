import { PruningError } from "./pruning-error.js";

/** A day of the calendar. */
export interface DateValue {
  readonly type: "date";
  /** Days since 1970-01-01; negative before it. */
  readonly days: number;
}

/** A point in time; beside a column without a zone, a time of the calendar. */
export interface TimestampValue {
  readonly type: "timestamp";
  /** Microseconds since 1970-01-01 UTC; negative before it. */
  readonly microseconds: bigint;
}

/** A decimal number, which has every digit that it was written with. */
export interface DecimalValue {
  readonly type: "decimal";
  /** The digits without the point: 150n for 1.50. */
  readonly unscaled: bigint;
  /** Digits after the point: 2 for 1.50. */
  readonly scale: number;
}

/** A value in a predicate. An integer beyond 2^53 is a bigint, and bytes are a value of binary. */
export type Literal =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | DateValue
  | TimestampValue
  | DecimalValue;

const msPerDay = 86_400_000;

/** A date, from its days since 1970-01-01 or from its ISO text, as in `dateValue("2026-03-01")`. */
export function dateValue(date: number | string): DateValue {
  if (typeof date === "number") {
    if (!Number.isSafeInteger(date)) throw new PruningError("invalid-predicate", `${date} is no count of days`);
    return { type: "date", days: date };
  }
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(`${date}T00:00:00Z`) : Number.NaN;
  // Date.parse takes the 31st of a shorter month for the month after it.
  if (Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== date) {
    throw new PruningError("invalid-predicate", `${date} is no date of the form 2026-03-01`);
  }
  return { type: "date", days: ms / msPerDay };
}

/** A timestamp, from its microseconds since 1970-01-01 UTC or from a Date. */
export function timestampValue(time: bigint | Date): TimestampValue {
  if (typeof time === "bigint") return { type: "timestamp", microseconds: time };
  const ms = time.getTime();
  if (Number.isNaN(ms)) throw new PruningError("invalid-predicate", "an invalid Date is no timestamp");
  return { type: "timestamp", microseconds: BigInt(ms) * 1000n };
}

/** A decimal, from its text, as in `decimalValue("12.50")`. */
export function decimalValue(text: string): DecimalValue {
  const match = /^([+-]?)(\d+)(?:\.(\d+))?$/.exec(text);
  if (match === null) throw new PruningError("invalid-predicate", `${text} is no decimal of the form 12.50`);
  const [, sign, whole = "", fraction = ""] = match;
  const unscaled = BigInt(whole + fraction);
  return { type: "decimal", unscaled: sign === "-" ? -unscaled : unscaled, scale: fraction.length };
}

/** True for a value that a predicate can hold. */
export function isLiteral(value: unknown): value is Literal {
  if (value === null || ["boolean", "number", "bigint", "string"].includes(typeof value)) return true;
  if (value instanceof Uint8Array) return true;
  if (typeof value !== "object") return false;
  const { type, days, microseconds, unscaled, scale } = value as Record<string, unknown>;
  if (type === "date") return Number.isSafeInteger(days);
  if (type === "timestamp") return typeof microseconds === "bigint";
  return type === "decimal" && typeof unscaled === "bigint" && Number.isSafeInteger(scale) && (scale as number) >= 0;
}

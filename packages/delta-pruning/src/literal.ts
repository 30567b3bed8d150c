import { PruningError } from "./pruning-error.js";

/** A day of the calendar. */
export interface DateValue {
  readonly type: "date";
  /** Days since 1970-01-01; negative before it. */
  readonly days: number;
}

/** A point in time. */
export interface TimestampValue {
  readonly type: "timestamp";
  /** Microseconds since 1970-01-01 UTC; negative before it. */
  readonly microseconds: bigint;
}

/** A value in a predicate. An integer beyond 2^53 is a bigint. */
export type Literal = null | boolean | number | bigint | string | DateValue | TimestampValue;

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

/** True for a value that a predicate can hold. */
export function isLiteral(value: unknown): value is Literal {
  if (value === null || ["boolean", "number", "bigint", "string"].includes(typeof value)) return true;
  if (typeof value !== "object") return false;
  const { type, days, microseconds } = value as { type?: unknown; days?: unknown; microseconds?: unknown };
  return (type === "date" && Number.isSafeInteger(days)) || (type === "timestamp" && typeof microseconds === "bigint");
}

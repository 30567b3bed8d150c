import { isoDate, isoTime, splitSeconds } from "./iso-text.js";
import { fractionDigits, type TimeUnit } from "./time-unit.js";

const marker: unique symbol = Symbol.for("causeway.ext-native.timestamp");

/** A `Date` holds this many milliseconds before and after 1970. */
export const longestDateMs = 8_640_000_000_000_000;

/** A point in time, or without a zone a date and time on a calendar and a clock, in the column's own unit. */
export class Timestamp {
  readonly unit: TimeUnit;
  /** Units since 1970-01-01T00:00:00: UTC where there is a zone, the local clock where there is none. */
  readonly value: bigint;
  /** The column's time zone, for example `Europe/Berlin` or `+02:00`; null: without a zone. */
  readonly timezone: string | null;

  constructor(unit: TimeUnit, value: bigint, timezone: string | null) {
    this.unit = unit;
    this.value = value;
    this.timezone = timezone;
  }

  /** @internal */
  get [marker](): true {
    return true;
  }

  /** True for a timestamp of this class, also of another copy of this package. */
  static isInstance(value: unknown): value is Timestamp {
    return typeof value === "object" && value !== null && marker in value;
  }

  /** A `Date`, rounded down to milliseconds; without a zone the clock is read as UTC. Throws a RangeError beyond what a Date holds. */
  toDate(): Date {
    const ms = epochMs(this.unit, this.value);
    if (ms < -longestDateMs || ms > longestDateMs) throw new RangeError(`${this} is beyond what a Date can hold`);
    return new Date(Number(ms));
  }

  /** ISO 8601 with every digit of the unit; in UTC and with `Z` where there is a zone. */
  toString(): string {
    const { seconds, rest } = splitSeconds(this.value, this.unit);
    const days = seconds / 86_400n - (seconds % 86_400n < 0n ? 1n : 0n);
    const clock = isoTime(Number(seconds - days * 86_400n), rest, this.unit);
    return `${isoDate(Number(days))}T${clock}${this.timezone === null ? "" : "Z"}`;
  }

  toJSON(): string {
    return this.toString();
  }
}

/** Milliseconds since 1970, rounded down. */
export function epochMs(unit: TimeUnit, value: bigint): bigint {
  if (unit === "second") return value * 1000n;
  const divisor = 10n ** BigInt(fractionDigits(unit) - 3);
  return value / divisor - (value % divisor < 0n ? 1n : 0n);
}

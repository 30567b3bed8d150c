import { isoDate } from "./iso-text.js";

const marker: unique symbol = Symbol.for("causeway.ext-native.calendar-date");

/** A day on the calendar, without a time and without a zone. */
export class CalendarDate {
  /** Days since 1970-01-01. */
  readonly days: number;

  constructor(days: number) {
    this.days = days;
  }

  /** @internal */
  get [marker](): true {
    return true;
  }

  /** True for a day of this class, also of another copy of this package. */
  static isInstance(value: unknown): value is CalendarDate {
    return typeof value === "object" && value !== null && marker in value;
  }

  /** Midnight UTC of the day. Throws a RangeError beyond what a Date can hold. */
  toDate(): Date {
    if (!dayFitsDate(this.days)) throw new RangeError(`${this} is beyond what a Date can hold`);
    return new Date(this.days * 86_400_000);
  }

  /** `2024-02-29`. */
  toString(): string {
    return isoDate(this.days);
  }

  toJSON(): string {
    return this.toString();
  }
}

/** Whether a `Date` can hold midnight of this day. */
export function dayFitsDate(days: number): boolean {
  return Math.abs(days) <= 100_000_000;
}

import { isoTime, splitSeconds } from "./iso-text.js";
import type { TimeUnit } from "./time-unit.js";

const marker: unique symbol = Symbol.for("causeway.ext-native.time-of-day");

/** A time on the clock, without a date and without a zone, in the column's own unit. */
export class TimeOfDay {
  readonly unit: TimeUnit;
  /** Units since midnight. */
  readonly value: bigint;

  constructor(unit: TimeUnit, value: bigint) {
    this.unit = unit;
    this.value = value;
  }

  /** @internal */
  get [marker](): true {
    return true;
  }

  /** True for a time of this class, also of another copy of this package. */
  static isInstance(value: unknown): value is TimeOfDay {
    return typeof value === "object" && value !== null && marker in value;
  }

  /** `12:34:56.789`, with every digit of the unit. */
  toString(): string {
    const { seconds, rest } = splitSeconds(this.value, this.unit);
    return isoTime(Number(seconds), rest, this.unit);
  }

  toJSON(): string {
    return this.toString();
  }
}

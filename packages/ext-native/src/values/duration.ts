import { isoFraction, splitSeconds } from "./iso-text.js";
import { perSecond, type TimeUnit } from "./time-unit.js";

/** A length of time in the column's own unit. */
export class Duration {
  readonly unit: TimeUnit;
  readonly value: bigint;

  constructor(unit: TimeUnit, value: bigint) {
    this.unit = unit;
    this.value = value;
  }

  /** The nearest double; beyond 2^53 units digits are lost. */
  toMilliseconds(): number {
    return this.unit === "second"
      ? Number(this.value) * 1000
      : Number(this.value) / (Number(perSecond(this.unit)) / 1000);
  }

  /** ISO 8601 in seconds, with every digit of the unit: `PT90061.500S`, `-PT1S`. */
  toString(): string {
    const negative = this.value < 0n;
    const { seconds, rest } = splitSeconds(negative ? -this.value : this.value, this.unit);
    return `${negative ? "-" : ""}PT${seconds}${isoFraction(rest, this.unit)}S`;
  }

  toJSON(): string {
    return this.toString();
  }
}

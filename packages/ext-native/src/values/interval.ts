import { isoFraction, splitSeconds } from "./iso-text.js";

/** A calendar interval. Its three parts do not convert into each other: months and days have no fixed length. */
export class Interval {
  readonly months: number;
  readonly days: number;
  readonly nanoseconds: bigint;

  constructor(months: number, days: number, nanoseconds: bigint) {
    this.months = months;
    this.days = days;
    this.nanoseconds = nanoseconds;
  }

  /** ISO 8601 with a sign for each part: `P1M-2DT3.5S`, `PT0S`. */
  toString(): string {
    const months = this.months === 0 ? "" : `${this.months}M`;
    const days = this.days === 0 ? "" : `${this.days}D`;
    const time = this.nanoseconds === 0n ? "" : `T${secondsText(this.nanoseconds)}S`;
    return months + days + time === "" ? "PT0S" : `P${months}${days}${time}`;
  }

  toJSON(): string {
    return this.toString();
  }
}

function secondsText(nanoseconds: bigint): string {
  const negative = nanoseconds < 0n;
  const { seconds, rest } = splitSeconds(negative ? -nanoseconds : nanoseconds, "nanosecond");
  const fraction = rest === 0 ? "" : isoFraction(rest, "nanosecond").replace(/0+$/, "");
  return `${negative ? "-" : ""}${seconds}${fraction}`;
}

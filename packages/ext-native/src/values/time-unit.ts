/** The unit that a time value counts. */
export type TimeUnit = "second" | "millisecond" | "microsecond" | "nanosecond";

/** Arrow's own order of the units. */
const units: readonly TimeUnit[] = ["second", "millisecond", "microsecond", "nanosecond"];

/** The unit of Arrow's number for it. */
export function timeUnitOf(arrowUnit: number): TimeUnit {
  const unit = units[arrowUnit];
  if (unit === undefined) throw new RangeError(`Arrow has no time unit ${arrowUnit}`);
  return unit;
}

/** Digits behind the point of a second: 0, 3, 6 or 9. */
export function fractionDigits(unit: TimeUnit): number {
  return units.indexOf(unit) * 3;
}

/** Values of the unit in one second. */
export function perSecond(unit: TimeUnit): bigint {
  return 10n ** BigInt(fractionDigits(unit));
}

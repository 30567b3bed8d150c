import { floorDivide } from "./doubles.js";
import type { DatePart, DateTruncUnit } from "./expression.js";

export const microsecondsPerDay = 86_400_000_000n;

/** The most by which a local time is away from UTC, in microseconds. */
export const mostZoneOffset = 14n * 3_600_000_000n;

const fixedUnits: Partial<Record<DateTruncUnit, bigint>> = {
  day: microsecondsPerDay,
  hour: 3_600_000_000n,
  minute: 60_000_000n,
  second: 1_000_000n,
  millisecond: 1_000n,
};

const monthsOfUnit: Partial<Record<DateTruncUnit, number>> = { year: 12, quarter: 3, month: 1 };

// Days that a JavaScript Date can hold; what lies beyond counts as their end.
const mostDays = 100_000_000n;

/** Day on which a month begins, counted from the first month of year 0; days since 1970-01-01. */
export function firstDayOfMonth(month: number): bigint {
  const date = new Date(0);
  date.setUTCFullYear(Math.floor(month / 12), ((month % 12) + 12) % 12, 1);
  const days = date.getTime() / 86_400_000;
  return Number.isNaN(days) ? (month < 0 ? -mostDays : mostDays) : BigInt(days);
}

/** The month in which a day lies, counted from the first month of year 0. */
export function monthOfDay(day: bigint): number {
  const held = day > mostDays ? mostDays : day < -mostDays ? -mostDays : day;
  const date = new Date(Number(held) * 86_400_000);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

/** The first beginning of a unit at or after a time, both in microseconds since 1970-01-01. */
export function ceilToUnit(microseconds: bigint, unit: DateTruncUnit): bigint {
  const size = fixedUnits[unit];
  if (size !== undefined) return -floorDivide(-microseconds, size) * size;
  const months = monthsOfUnit[unit];
  if (months === undefined) {
    // 1970-01-05 was a Monday.
    const [week, monday] = [7n * microsecondsPerDay, 4n * microsecondsPerDay];
    return -floorDivide(monday - microseconds, week) * week + monday;
  }
  const month = Math.floor(monthOfDay(floorDivide(microseconds, microsecondsPerDay)) / months) * months;
  const start = firstDayOfMonth(month) * microsecondsPerDay;
  return start >= microseconds ? start : firstDayOfMonth(month + months) * microsecondsPerDay;
}

/** The most beginnings that are followed for a part of a date that comes again and again. */
const mostPeriods = 50_000;

/** A stretch of time, from its beginning in microseconds to the next one's, and the part of a date that all its times have. */
export interface PartPeriod {
  readonly from: bigint;
  readonly part: bigint;
}

/** The stretches of equal month, quarter, day or hour that touch a span of microseconds; undefined when they are too many. */
export function periodsOf(
  part: Exclude<DatePart, "year">,
  span: { readonly from: bigint; readonly to: bigint },
): readonly PartPeriod[] | undefined {
  const size = part === "hour" ? 3_600_000_000n : microsecondsPerDay * (part === "day" ? 1n : 28n);
  if (span.to - span.from > size * BigInt(mostPeriods)) return undefined;
  const periods: PartPeriod[] = [];
  if (part === "day" || part === "hour") {
    const step = part === "day" ? microsecondsPerDay : 3_600_000_000n;
    for (let from = floorDivide(span.from, step) * step; from <= span.to; from += step) {
      periods.push({ from, part: part === "day" ? dayOfMonth(from / step) : hourOfDay(from) });
    }
    return periods;
  }
  const last = monthOfDay(floorDivide(span.to, microsecondsPerDay));
  for (let month = monthOfDay(floorDivide(span.from, microsecondsPerDay)); month <= last; month += 1) {
    const inYear = ((month % 12) + 12) % 12;
    const value = BigInt(part === "month" ? inYear + 1 : Math.floor(inYear / 3) + 1);
    periods.push({ from: firstDayOfMonth(month) * microsecondsPerDay, part: value });
  }
  return periods;
}

function dayOfMonth(day: bigint): bigint {
  return day - firstDayOfMonth(monthOfDay(day)) + 1n;
}

function hourOfDay(microseconds: bigint): bigint {
  return (microseconds - floorDivide(microseconds, microsecondsPerDay) * microsecondsPerDay) / 3_600_000_000n;
}

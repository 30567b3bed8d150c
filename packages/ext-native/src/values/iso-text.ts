import { fractionDigits, perSecond, type TimeUnit } from "./time-unit.js";

/** Whole seconds, rounded down, and the rest in the unit, at least 0 and less than a second. */
export function splitSeconds(value: bigint, unit: TimeUnit): { readonly seconds: bigint; readonly rest: number } {
  const divisor = perSecond(unit);
  const seconds = value / divisor - (value % divisor < 0n ? 1n : 0n);
  return { seconds, rest: Number(value - seconds * divisor) };
}

/** `2024-02-29` of days since 1970-01-01; years beyond four digits have a sign and six digits, as in JavaScript. */
export function isoDate(days: number): string {
  // Days to a date of the Gregorian calendar, in eras of 400 years that begin on 1 March.
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return `${isoYear(year)}-${twoDigits[month]}-${twoDigits[day]}`;
}

/** `12:34:56`, and as many digits behind the point as the unit has, of a time within one day. */
export function isoTime(secondsOfDay: number, rest: number, unit: TimeUnit): string {
  const hours = Math.floor(secondsOfDay / 3600);
  const minutes = Math.floor(secondsOfDay / 60) % 60;
  return `${twoDigits[hours]}:${twoDigits[minutes]}:${twoDigits[secondsOfDay % 60]}${isoFraction(rest, unit)}`;
}

/** `.123456` for microseconds, nothing for seconds. */
export function isoFraction(rest: number, unit: TimeUnit): string {
  const digits = fractionDigits(unit);
  return digits === 0 ? "" : `.${padded(rest, digits)}`;
}

const twoDigits = Array.from({ length: 100 }, (_, number) => padded(number, 2));

function isoYear(year: number): string {
  if (year >= 0 && year <= 9999) return padded(year, 4);
  return `${year < 0 ? "-" : "+"}${padded(Math.abs(year), 6)}`;
}

function padded(value: number, width: number): string {
  return String(value).padStart(width, "0");
}

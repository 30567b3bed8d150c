import { isLosslessNumber } from "lossless-json";
import { type ColumnType, traitsOf } from "./column-type.js";
import { ceilDivide, floorDivide } from "./doubles.js";
import { readDays, readTime } from "./read-time.js";

/** Which end of a column's values a statistic bounds. */
export type Side = "min" | "max";

/** A decimal as its digits. */
export interface DecimalDigits {
  readonly unscaled: bigint;
  readonly scale: number;
}

/** A statistic in the form of its type: a whole number on the grid, a double, a text or bytes, the digits of a decimal. */
export type Statistic = number | bigint | string | Uint8Array | DecimalDigits;

/** A statistic from the JSON of an add action; undefined for what is none of the type. */
export function statisticOfJson(type: ColumnType, json: unknown): Statistic | undefined {
  const { family } = traitsOf(type);
  const text = typeof json === "string" ? json : undefined;
  const number = typeof json === "number" ? String(json) : isLosslessNumber(json) ? json.toString() : undefined;
  switch (family) {
    case "boolean":
      return typeof json === "boolean" ? Number(json) : undefined;
    case "integer":
      return number === undefined ? undefined : integerOf(number);
    case "decimal":
      return readDecimal(number ?? text ?? "");
    case "float":
    case "double":
      return doubleOf(number ?? text);
    case "string":
      return text;
    case "binary":
      return undefined;
    case "date":
      return text === undefined ? undefined : readDays(text);
    case "timestamp":
    case "timestamp_ntz": {
      const time = text === undefined ? undefined : readTime(text);
      // A point in time is not known without its zone.
      return time === undefined || (family === "timestamp" && !time.hasZone) ? undefined : time.microseconds;
    }
  }
}

function integerOf(text: string): bigint | undefined {
  const decimal = readDecimal(text);
  if (decimal === undefined) return undefined;
  const unit = 10n ** BigInt(decimal.scale);
  return decimal.unscaled % unit === 0n ? decimal.unscaled / unit : undefined;
}

function doubleOf(text: string | undefined): number | undefined {
  if (text === undefined || text.trim() === "") return undefined;
  const value = Number(text === "Inf" || text === "-Inf" ? text.replace("Inf", "Infinity") : text);
  return Number.isNaN(value) ? undefined : value;
}

/** Reads `12.50`, `-3`, `1.5e+18`; undefined for what is no decimal number of a sensible size. */
export function readDecimal(text: string): DecimalDigits | undefined {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = "", fraction = "", exponent = "0"] = match;
  if (whole + fraction === "") return undefined;
  const digits = BigInt(whole + fraction) * (sign === "-" ? -1n : 1n);
  const scale = fraction.length - Number(exponent);
  return scale >= 0 ? { unscaled: digits, scale } : { unscaled: digits * 10n ** BigInt(-scale), scale: 0 };
}

/**
 * The bound that a statistic really gives. Writers may take something from a statistic (PROTOCOL.md, "Per-file Statistics"), so it is widened by
 * the most that they are known to take:
 * - a timestamp in whole milliseconds may have lost its microseconds, by rounding down or towards 1970;
 * - a float may stand as the shortest digits that name it, which as a double are a little off;
 * - a decimal may have been a double on its way, up to two steps off.
 */
export function boundOf(
  type: ColumnType,
  wasFloat: boolean,
  side: Side,
  statistic: Statistic,
): number | bigint | string | Uint8Array | undefined {
  const { family, scale } = traitsOf(type);
  if (family === "decimal") return decimalBound(scale, side, statistic);
  if (family === "timestamp" || family === "timestamp_ntz")
    return timeBound(side, BigInt(statistic as number | bigint));
  if ((family === "float" || wasFloat) && typeof statistic === "number") {
    const rounded = Math.fround(statistic);
    return side === "min" ? Math.min(statistic, rounded) : Math.max(statistic, rounded);
  }
  // Half of a surrogate pair is what a cut left over, and the whole may be above what it is written as.
  if (family === "string" && side === "max" && typeof statistic === "string" && /\p{Surrogate}/u.test(statistic))
    return undefined;
  return typeof statistic === "object" && !(statistic instanceof Uint8Array) ? undefined : statistic;
}

function timeBound(side: Side, microseconds: bigint): bigint {
  if (microseconds % 1_000n !== 0n) return microseconds;
  if (side === "max") return microseconds + 999n;
  return microseconds <= 0n ? microseconds - 999n : microseconds;
}

function decimalBound(scale: number, side: Side, statistic: Statistic): bigint | undefined {
  const digits = digitsOf(statistic);
  if (digits === undefined) return undefined;
  const [numerator, denominator] = [digits.unscaled * 10n ** BigInt(scale), 10n ** BigInt(digits.scale)];
  const unscaled = side === "min" ? floorDivide(numerator, denominator) : ceilDivide(numerator, denominator);
  const bits = (unscaled < 0n ? -unscaled : unscaled).toString(2).length;
  // Below 2^51 two steps of a double are less than one unit of the last digit.
  const lost = bits > 51 ? 1n << BigInt(bits - 52) : 0n;
  return side === "min" ? unscaled - lost : unscaled + lost;
}

function digitsOf(statistic: Statistic): DecimalDigits | undefined {
  if (typeof statistic === "bigint") return { unscaled: statistic, scale: 0 };
  if (typeof statistic === "number") return readDecimal(String(statistic));
  return typeof statistic === "object" && "unscaled" in statistic ? statistic : undefined;
}

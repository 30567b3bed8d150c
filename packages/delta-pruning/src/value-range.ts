import { type Comparable, compareValues } from "./compare-values.js";
import type { IndexColumnType } from "./file-index.js";

/** Where the values of a range may lie, seen from a literal, as a set of bits. */
export type Sides = number;

export const mayBeBelow = 1;
export const mayBeEqual = 2;
export const mayBeAbove = 4;

/** What is known of the values of a column in one file. A side that is undefined is open. */
export interface ValueRange {
  readonly low: Comparable | undefined;
  readonly high: Comparable | undefined;
  /** True when `high` is a text that may have been cut: a value may be any text that begins with it. */
  readonly highIsPrefix: boolean;
}

/** The sides of `literal` on which values of the range may lie. */
export function sidesOf(range: ValueRange, literal: Comparable, type: IndexColumnType): Sides {
  const low = range.low === undefined ? -1 : compareValues(range.low, literal);
  const high = range.high === undefined ? 1 : compareHigh(range.high, literal, range.highIsPrefix);
  // Negative zero is equal to zero for one engine and below it for another.
  const zeros = (type === "float32" || type === "float64") && literal === 0;
  const mayReachBelow = zeros ? low <= 0 : low < 0;
  const mayReachAbove = zeros ? high >= 0 : high > 0;
  return (mayReachBelow ? mayBeBelow : 0) | (low <= 0 && high >= 0 ? mayBeEqual : 0) | (mayReachAbove ? mayBeAbove : 0);
}

function compareHigh(high: Comparable, literal: Comparable, highIsPrefix: boolean): number {
  if (highIsPrefix && typeof high === "string" && typeof literal === "string" && literal.startsWith(high)) return 1;
  return compareValues(high, literal);
}

/** The range of an exact value. */
export function rangeOfValue(value: Comparable): ValueRange {
  return { low: value, high: value, highIsPrefix: false };
}

export const openRange: ValueRange = { low: undefined, high: undefined, highIsPrefix: false };

/**
 * The range between statistics, each widened by what its writer may have taken from it:
 * - a text of `truncatedStringBytes` or more may have been cut, and a mark put in the place of the rest (U+FFFD or U+10FFFF), which goes;
 * - a timestamp may have been cut to whole milliseconds;
 * - a float may stand as the shortest digits that name it, which as a double are a little off.
 * A minimum above the maximum is no statistic at all.
 */
export function rangeOfStatistics(
  type: IndexColumnType,
  min: Comparable | undefined,
  max: Comparable | undefined,
  truncatedStringBytes: number,
): ValueRange {
  if (min !== undefined && max !== undefined && compareValues(min, max) > 0) return openRange;
  switch (type) {
    case "string":
      return stringRange(min, max as string | undefined, truncatedStringBytes);
    case "timestamp":
      return { low: cutLow(min), high: max === undefined ? undefined : BigInt(max) + 999n, highIsPrefix: false };
    case "float32":
      return { low: widenFloat(min, Math.min), high: widenFloat(max, Math.max), highIsPrefix: false };
    default:
      return { low: min, high: max, highIsPrefix: false };
  }
}

// A writer that cuts digits off raises a time before 1970 instead of lowering it, up to 1970 itself.
function cutLow(min: Comparable | undefined): Comparable | undefined {
  return min !== undefined && typeof min !== "string" && min <= 0 ? BigInt(min) - 999n : min;
}

function stringRange(low: Comparable | undefined, max: string | undefined, truncatedBytes: number): ValueRange {
  if (max === undefined || !hasBytes(max, truncatedBytes)) return { low, high: max, highIsPrefix: false };
  const prefix = max.replace(/[\ufffd\u{10ffff}]+$/u, "");
  return { low, high: prefix === "" ? undefined : prefix, highIsPrefix: true };
}

function hasBytes(text: string, bytes: number): boolean {
  return text.length >= bytes || (text.length * 3 >= bytes && Buffer.byteLength(text) >= bytes);
}

function widenFloat(value: Comparable | undefined, choose: (a: number, b: number) => number): number | undefined {
  return typeof value === "number" ? choose(value, Math.fround(value)) : undefined;
}

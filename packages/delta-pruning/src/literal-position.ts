import { bytesAfter, utf8 } from "./byte-order.js";
import { microsecondsPerDay, mostZoneOffset } from "./calendar.js";
import type { TypeTraits } from "./column-type.js";
import { ceilDivide, exactFraction, floorDivide, nextUp, stepDouble } from "./doubles.js";
import type { Literal } from "./literal.js";
import type { Cut } from "./regions.js";

/** Where a literal stands among the values of a type. */
export interface LiteralPosition {
  /** What lies below is below the literal. */
  readonly from: Cut;
  /** What is at or above is above the literal. */
  readonly to: Cut;
  /** True when what lies between is equal to the literal; else an engine may find it below, equal or above. */
  readonly exact: boolean;
}

/** Where a literal stands; undefined for types that do not go together, for NaN and for infinities. */
export function positionOf(traits: TypeTraits, literal: Exclude<Literal, null>): LiteralPosition | undefined {
  switch (traits.family) {
    case "boolean":
      return typeof literal === "boolean" ? gridPoint(literal ? 1n : 0n) : undefined;
    case "integer":
    case "decimal":
      return onNumberGrid(traits, literal);
    case "float":
    case "double":
      return amongDoubles(traits.family, literal);
    case "string":
      return typeof literal === "string" && !/\p{Surrogate}/u.test(literal) ? bytesPoint(utf8(literal)) : undefined;
    case "binary":
      return literal instanceof Uint8Array ? bytesPoint(literal) : undefined;
    case "date":
      return isObject(literal) && literal.type === "date" ? gridPoint(BigInt(literal.days)) : undefined;
    case "timestamp":
    case "timestamp_ntz":
      return onTimeline(traits.family, literal);
  }
}

/** True for NaN and the infinities, which are doubles without a place of their own. */
export function isSpecialNumber(literal: Literal): boolean {
  return typeof literal === "number" && !Number.isFinite(literal);
}

function gridPoint(value: bigint): LiteralPosition {
  return { from: value, to: value + 1n, exact: true };
}

function bytesPoint(bytes: Uint8Array): LiteralPosition {
  return { from: bytes, to: bytesAfter(bytes), exact: true };
}

function isObject(literal: Literal): literal is Extract<Literal, { readonly type: string }> {
  return typeof literal === "object" && literal !== null && "type" in literal;
}

function onTimeline(family: "timestamp" | "timestamp_ntz", literal: Literal): LiteralPosition | undefined {
  if (!isObject(literal)) return undefined;
  if (literal.type === "timestamp") return gridPoint(literal.microseconds);
  if (literal.type !== "date") return undefined;
  const midnight = BigInt(literal.days) * microsecondsPerDay;
  if (family === "timestamp_ntz") return gridPoint(midnight);
  // A day begins at another time in each zone, and an engine may go by the zone of its session.
  return { from: midnight - mostZoneOffset, to: midnight + mostZoneOffset + 1n, exact: false };
}

/** A fraction on the grid: exactly, or between two of its points. */
function gridFraction(numerator: bigint, denominator: bigint): LiteralPosition {
  return { from: ceilDivide(numerator, denominator), to: floorDivide(numerator, denominator) + 1n, exact: true };
}

function onNumberGrid({ family, scale }: TypeTraits, literal: Literal): LiteralPosition | undefined {
  const unit = 10n ** BigInt(scale);
  if (typeof literal === "bigint") return gridPoint(literal * unit);
  if (isObject(literal) && literal.type === "decimal") {
    return gridFraction(literal.unscaled * unit, 10n ** BigInt(literal.scale));
  }
  if (typeof literal !== "number" || !Number.isFinite(literal)) return undefined;
  // An engine may turn the column into doubles, which rounds values from 2^53 on and so may put them on to the literal.
  const scaled = Math.abs(literal) * Number(unit);
  if (family === "integer" ? scaled < 2 ** 53 : scaled < 2 ** 50 && scale <= 22) return nearDouble(literal, unit);
  const [below, above] = [exactFraction(stepDouble(literal, -3)), exactFraction(stepDouble(literal, 3))];
  return {
    from: ceilDivide(below.numerator * unit, below.denominator),
    to: floorDivide(above.numerator * unit, above.denominator) + 1n,
    exact: false,
  };
}

/** A double that stands for a point of the grid is that point, whichever way the two are compared: 0.1 is 0.10. */
function nearDouble(literal: number, unit: bigint): LiteralPosition {
  const nearest = BigInt(Math.round(literal * Number(unit)));
  if (Number(nearest) / Number(unit) === literal) return gridPoint(nearest);
  const { numerator, denominator } = exactFraction(literal);
  return gridFraction(numerator * unit, denominator);
}

function amongDoubles(family: "float" | "double", literal: Literal): LiteralPosition | undefined {
  const window = doubleWindow(literal);
  if (window === undefined) return undefined;
  const [low, high] = window;
  // An engine widens a float column to doubles, or narrows the literal to a float.
  const narrow = family === "float" ? [Math.fround(low), Math.fround(high)].filter(Number.isFinite) : [];
  const [from, last] = [Math.min(low, ...narrow), Math.max(high, ...narrow)];
  // Negative zero is equal to zero for one engine and below it for another.
  return { from, to: nextUp(last), exact: from === last && from !== 0 };
}

/** The least and the greatest double for which an engine may take a literal. */
function doubleWindow(literal: Literal): readonly [number, number] | undefined {
  if (typeof literal === "number") return Number.isFinite(literal) ? [literal, literal] : undefined;
  if (typeof literal === "bigint") {
    const value = Number(literal);
    if (!Number.isFinite(value)) return undefined;
    return BigInt(value) === literal ? [value, value] : [stepDouble(value, -1), stepDouble(value, 1)];
  }
  if (!isObject(literal) || literal.type !== "decimal") return undefined;
  const value = Number(literal.unscaled) / 10 ** literal.scale;
  if (!Number.isFinite(value)) return undefined;
  const { numerator, denominator } = exactFraction(value);
  const isWhole = numerator * 10n ** BigInt(literal.scale) === literal.unscaled * denominator;
  return isWhole ? [value, value] : [stepDouble(value, -2), stepDouble(value, 2)];
}

import { utf8 } from "./byte-order.js";
import { microsecondsPerDay } from "./calendar.js";
import { gridEnd, type TypeTraits } from "./column-type.js";
import { ceilDivide, exactFraction, ratio, stepDouble } from "./doubles.js";
import { dateText } from "./predicate-text.js";
import type { RisingFunction } from "./preimage.js";
import type { Cut } from "./regions.js";

const identity: RisingFunction = { reach: (value) => ({ from: value, to: value }) };

/** A cast as a rising function; undefined for casts whose results are not in the order of their inputs, or not foretold here. */
export function castFunction(from: TypeTraits, to: TypeTraits): RisingFunction | undefined {
  if (from.family === to.family && from.family !== "integer" && from.family !== "decimal") return identity;
  const [isFromNumber, isToNumber] = [isGridNumber(from), isGridNumber(to)];
  if (isFromNumber && isToNumber) return rescale(from, to);
  if (isFromNumber && to.domain === "double") return gridToDouble(from);
  if (from.domain === "double" && to.domain === "double") return to.family === "double" ? identity : narrowToFloat;
  if (from.domain === "double" && isToNumber) return doubleToGrid(to);
  return castTime(from, to);
}

function isGridNumber({ family }: TypeTraits): boolean {
  return family === "integer" || family === "decimal";
}

/** Between integers and decimals: exact where digits are added; where they are taken away, in any way of rounding. */
function rescale(from: TypeTraits, to: TypeTraits): RisingFunction {
  const added = to.scale - from.scale;
  const factor = 10n ** BigInt(Math.abs(added));
  if (added >= 0) {
    const reach = (value: Cut) => ({
      from: ceilDivide(BigInt(value as bigint), factor),
      to: ceilDivide(value as bigint, factor),
    });
    return { reach, domain: { from: ceilDivide(to.least, factor), to: to.greatest / factor + 1n } };
  }
  return {
    reach: (value) => ({ from: ((value as bigint) - 1n) * factor + 1n, to: (value as bigint) * factor }),
    domain: { from: (to.least + 1n) * factor, to: to.greatest * factor },
  };
}

function gridToDouble({ scale }: TypeTraits): RisingFunction {
  const unit = 10n ** BigInt(scale);
  return {
    reach(value) {
      const ceil = (double: number): bigint => {
        const { numerator, denominator } = exactFraction(double);
        return ceilDivide(numerator * unit, denominator);
      };
      const double = value as number;
      // An integer below 2^53 is a double as it is.
      if (scale === 0 && Math.abs(double) < 2 ** 53) return { from: ceil(double), to: ceil(double) };
      return { from: ceil(stepDouble(double, -3)), to: ceil(stepDouble(double, 3)) };
    },
  };
}

/** From doubles, where an engine may cut, round half up, or round half to even; NaN and what is too large fail. */
function doubleToGrid(to: TypeTraits): RisingFunction {
  const unit = 10n ** BigInt(to.scale);
  return {
    reach: (value) => ({
      from: stepDouble(ratio((value as bigint) - 1n, unit), -3),
      to: stepDouble(ratio(value as bigint, unit), 3),
    }),
    domain: { from: stepDouble(ratio(to.least + 1n, unit), 3), to: stepDouble(ratio(to.greatest, unit), -3) },
    failsOnNaN: true,
  };
}

const narrowToFloat: RisingFunction = {
  reach(value) {
    const margin = Math.abs(value as number) * 2 ** -22 + 2 ** -148;
    return { from: stepDouble((value as number) - margin, -1), to: stepDouble((value as number) + margin, 1) };
  },
};

function castTime(from: TypeTraits, to: TypeTraits): RisingFunction | undefined {
  const isTime = ({ family }: TypeTraits): boolean => family === "timestamp" || family === "timestamp_ntz";
  if (isTime(from) && isTime(to)) return identity;
  if (isTime(from) && to.family === "date") {
    return {
      reach: (day) => ({ from: (day as bigint) * microsecondsPerDay, to: (day as bigint) * microsecondsPerDay }),
    };
  }
  if (from.family !== "date") return undefined;
  if (isTime(to)) {
    const ceilDay = (time: Cut): bigint => ceilDivide(time as bigint, microsecondsPerDay);
    return { reach: (time) => ({ from: ceilDay(time), to: ceilDay(time) }) };
  }
  return to.family === "string" ? dateToText : undefined;
}

// The days from 0001-01-01 to 9999-12-31, whose texts are in the order of the days.
const [firstDay, lastDay] = [-719_162, 2_932_896];

const dateToText: RisingFunction = {
  reach(text) {
    let [low, high] = [firstDay, lastDay + 1];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (Buffer.compare(utf8(dateText(middle)), text as Uint8Array) < 0) low = middle + 1;
      else high = middle;
    }
    const day = low > lastDay ? gridEnd : BigInt(low);
    return { from: day, to: day };
  },
  domain: { from: BigInt(firstDay), to: BigInt(lastDay + 1) },
};

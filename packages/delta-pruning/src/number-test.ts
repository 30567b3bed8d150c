import type { FileTest } from "./file-block.js";
import { type NumberVector, splitNumber } from "./number-vector.js";
import type { TrueRegions } from "./statistics-test.js";

/** The test of a condition by bounds that are numbers: doubles are compared, and what they leave out where two are equal. */
export function numberTest(min: NumberVector, max: NumberVector, regions: TrueRegions<number | bigint>): FileTest {
  const { nextTrue, withoutBounds } = regions;
  const split = regions.cuts.map((cut) =>
    typeof cut === "bigint" ? splitNumber(cut, "down") : { near: cut, rest: 0 },
  );
  const cuts = Float64Array.from(split, ({ near }) => near);
  const cutRests = Float64Array.from(split, ({ rest }) => rest);
  const [mins, maxs, minRests, maxRests] = [min.values, max.values, min.rests, max.rests];
  const isPlain = minRests === undefined && maxRests === undefined && cutRests.every((rest) => rest === 0);
  if (isPlain && cuts.length === 1) return oneCutTest(mins, maxs, cuts[0] as number, regions);
  const isInterval = cuts.length === 2 && nextTrue[0] === 1 && nextTrue[1] === 1 && (nextTrue[2] as number) > 2;
  if (isPlain && isInterval) return intervalTest(mins, maxs, cuts[0] as number, cuts[1] as number, regions);
  return (rows, length, out) => {
    for (let at = 0; at < length; at += 1) {
      const row = rows[at] as number;
      const low = mins[row] as number;
      const high = maxs[row] as number;
      if (Number.isNaN(low) && Number.isNaN(high)) {
        out[at] = withoutBounds(row);
        continue;
      }
      const lowRest = minRests === undefined ? 0 : (minRests[row] as number);
      const highRest = maxRests === undefined ? 0 : (maxRests[row] as number);
      const first = Number.isNaN(low) ? 0 : countReached(cuts, cutRests, low, lowRest);
      const last = Number.isNaN(high) ? cuts.length : countReached(cuts, cutRests, high, highRest);
      out[at] = (nextTrue[first] as number) <= last ? 1 : 0;
    }
  };
}

/** The most usual case without its detours: bounds that are doubles, and a condition that changes at one place. */
function oneCutTest(
  mins: Float64Array,
  maxs: Float64Array,
  cut: number,
  { nextTrue, withoutBounds }: TrueRegions<unknown>,
): FileTest {
  const [isTrueBelow, isTrueAbove] = [nextTrue[0] === 0, (nextTrue[1] as number) <= 1];
  return (rows, length, out) => {
    for (let at = 0; at < length; at += 1) {
      const row = rows[at] as number;
      const low = mins[row] as number;
      const high = maxs[row] as number;
      // NaN, for what is missing, is neither below nor above.
      if ((isTrueAbove && high >= cut) || (isTrueBelow && low < cut)) out[at] = 1;
      else if (low <= high) out[at] = 0;
      else if (Number.isNaN(low) && Number.isNaN(high)) out[at] = withoutBounds(row);
      else out[at] = (isTrueAbove && Number.isNaN(high)) || (isTrueBelow && Number.isNaN(low)) ? 1 : 0;
    }
  };
}

/** The same for a condition that is true from one place up to another: an equality, or a range. */
function intervalTest(
  mins: Float64Array,
  maxs: Float64Array,
  from: number,
  to: number,
  { withoutBounds }: TrueRegions<unknown>,
): FileTest {
  return (rows, length, out) => {
    for (let at = 0; at < length; at += 1) {
      const row = rows[at] as number;
      const low = mins[row] as number;
      const high = maxs[row] as number;
      // NaN, for what is missing, is neither below nor above.
      if (high < from || low >= to) out[at] = 0;
      else out[at] = Number.isNaN(low) && Number.isNaN(high) ? withoutBounds(row) : 1;
    }
  };
}

/** So many cuts are tried one after the other; among more of them, the place is found by halves. */
const fewCuts = 4;

/** How many of the cuts lie at or below a value. */
function countReached(cuts: Float64Array, cutRests: Float64Array, value: number, rest: number): number {
  let [low, high] = [0, cuts.length];
  while (high - low > fewCuts) {
    const middle = (low + high) >> 1;
    if (isReached(cuts[middle] as number, cutRests[middle] as number, value, rest)) low = middle + 1;
    else high = middle;
  }
  while (low < high && isReached(cuts[low] as number, cutRests[low] as number, value, rest)) low += 1;
  return low;
}

function isReached(cut: number, cutRest: number, value: number, rest: number): boolean {
  return cut < value || (cut === value && cutRest <= rest);
}

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
  const count = countReached;
  return (rows, length, out) => {
    for (let at = 0; at < length; at += 1) {
      const row = rows[at] as number;
      const low = mins[row] as number;
      const high = maxs[row] as number;
      if (Number.isNaN(low) && Number.isNaN(high)) {
        out[at] = withoutBounds(row);
        continue;
      }
      const first = Number.isNaN(low)
        ? 0
        : count(cuts, cutRests, low, minRests === undefined ? 0 : (minRests[row] as number));
      const last = Number.isNaN(high)
        ? cuts.length
        : count(cuts, cutRests, high, maxRests === undefined ? 0 : (maxRests[row] as number));
      out[at] = (nextTrue[first] as number) <= last ? 1 : 0;
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

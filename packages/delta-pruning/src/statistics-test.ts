import { type ColumnStatistics, unknownCount } from "./column-statistics.js";
import { traitsOf } from "./column-type.js";
import { blockLength, type FileTest, type FindRegions, noBounds } from "./file-block.js";
import { type NumberVector, splitNumber } from "./number-vector.js";
import { mayBeAnything, type Outcomes } from "./outcome.js";
import { preimage } from "./preimage.js";
import type { Regions } from "./regions.js";
import type { SchemaColumn } from "./table-schema.js";
import { findTextRegions } from "./text-regions.js";

/** Makes the test of a condition by the statistics of its column. */
export function statisticsTest(
  statistics: ColumnStatistics | undefined,
  recordCounts: Uint32Array,
  column: SchemaColumn,
  condition: Regions,
  truncatedStringBytes: number,
): FileTest | undefined {
  if (statistics === undefined) return undefined;
  const { bounds, nullCounts } = statistics;
  const { domain } = traitsOf(column.type);
  const regions = bounds?.kind === "numbers" ? withExactCuts(condition) : condition;
  // Some writers leave NaN out of their bounds, so bounds never rule it out.
  const { onNull } = regions;
  const onNaN = domain === "double" ? regions.onNaN : 0;
  const spans = spanOutcomes(regions.outcomes);
  const find = findRegions(bounds, regions, truncatedStringBytes);
  const [first, last] = [new Uint32Array(blockLength), new Uint32Array(blockLength)];
  return (rows, count, out) => {
    find(rows, count, first, last);
    for (let at = 0; at < count; at += 1) {
      const row = rows[at] as number;
      const nulls = nullCounts[row] as number;
      if (nulls === 0) out[at] = spans(first[at] as number, last[at] as number) | onNaN;
      else if (nulls !== unknownCount && nulls === recordCounts[row] && last[at] === noBounds) out[at] = onNull;
      else out[at] = spans(first[at] as number, last[at] as number) | onNaN | onNull;
    }
  };
}

function findRegions(bounds: ColumnStatistics["bounds"], { cuts }: Regions, truncatedStringBytes: number): FindRegions {
  if (bounds?.kind === "numbers")
    return findNumberRegions(bounds.min, bounds.max, cuts as readonly (number | bigint)[]);
  if (bounds?.kind === "bytes")
    return findTextRegions(bounds.min, bounds.max, cuts as readonly Uint8Array[], truncatedStringBytes);
  return (_, count, first, last) => {
    first.fill(0, 0, count);
    last.fill(noBounds, 0, count);
  };
}

/** A cut of more digits than the bounds can hold becomes a gap that holds it. */
function withExactCuts(regions: Regions): Regions {
  const isExact = regions.cuts.every((cut) => typeof cut !== "bigint" || splitNumber(cut, "down").exact);
  if (isExact) return regions;
  return preimage(regions, {
    reach(cut) {
      const [down, up] = [splitNumber(cut as bigint, "down"), splitNumber(cut as bigint, "up")];
      return {
        from: BigInt(down.near) + BigInt(Math.floor(down.rest)),
        to: BigInt(up.near) + BigInt(Math.ceil(up.rest)),
      };
    },
  });
}

/** All outcomes from one region to another, both included; `noBounds` for the last is the last there is. */
function spanOutcomes(outcomes: readonly Outcomes[]): (first: number, last: number) => Outcomes {
  const { length } = outcomes;
  const lastRegion = length - 1;
  if (length <= 16) {
    const table = new Uint8Array(length * length).fill(mayBeAnything);
    for (let first = 0; first < length; first += 1) {
      for (let last = first, all = 0; last < length; last += 1) {
        all |= outcomes[last] ?? 0;
        table[first * length + last] = all;
      }
    }
    return (first, last) => table[first * length + (last === noBounds ? lastRegion : last)] as number;
  }
  // Where each outcome comes next, seen from each region.
  const next = [1, 2, 4].map((bit) => {
    const places = new Uint32Array(length).fill(noBounds);
    for (let at = lastRegion, place = noBounds; at >= 0; at -= 1) {
      if ((outcomes[at] ?? 0) & bit) place = at;
      places[at] = place;
    }
    return places;
  }) as [Uint32Array, Uint32Array, Uint32Array];
  return (first, last) => {
    const end = last === noBounds ? lastRegion : last;
    return (
      ((next[0][first] as number) <= end ? 1 : 0) |
      ((next[1][first] as number) <= end ? 2 : 0) |
      ((next[2][first] as number) <= end ? 4 : 0)
    );
  };
}

/** From the regions in which the bounds of a column lie, by comparing doubles, and what they leave out where two are equal. */
function findNumberRegions(min: NumberVector, max: NumberVector, cuts: readonly (number | bigint)[]): FindRegions {
  const split = cuts.map((cut) => (typeof cut === "bigint" ? splitNumber(cut, "down") : { near: cut, rest: 0 }));
  const near = Float64Array.from(split, (cut) => cut.near);
  const rest = Float64Array.from(split, (cut) => cut.rest);
  const [mins, maxs, minRests, maxRests] = [min.values, max.values, min.rests, max.rests];
  return (rows, count, first, last) => {
    for (let at = 0; at < count; at += 1) {
      const row = rows[at] as number;
      const [low, high] = [mins[row] as number, maxs[row] as number];
      const lowest = Number.isNaN(low) ? 0 : countReached(near, rest, low, minRests, row);
      first[at] = lowest;
      if (!Number.isNaN(high)) last[at] = countReached(near, rest, high, maxRests, row);
      else last[at] = Number.isNaN(low) ? noBounds : near.length;
    }
  };
}

/** How many of the cuts lie at or below a value. */
function countReached(
  near: Float64Array,
  rest: Float64Array,
  value: number,
  rests: Int16Array | Float64Array | undefined,
  row: number,
): number {
  let [low, high] = [0, near.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const cut = near[middle] as number;
    const isReached =
      cut < value || (cut === value && (rest[middle] as number) <= (rests === undefined ? 0 : (rests[row] as number)));
    if (isReached) low = middle + 1;
    else high = middle;
  }
  return low;
}

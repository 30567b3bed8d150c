import { type ColumnStatistics, unknownCount } from "./column-statistics.js";
import { traitsOf } from "./column-type.js";
import type { FileTest } from "./file-block.js";
import { numberTest } from "./number-test.js";
import { splitNumber } from "./number-vector.js";
import { mayBeTrue } from "./outcome.js";
import { preimage } from "./preimage.js";
import type { Regions } from "./regions.js";
import type { SchemaColumn } from "./table-schema.js";
import { textTest } from "./text-test.js";

/**
 * Where a condition may be true, as a test by bounds needs it: `nextTrue[i]` is the first region from the i-th on where it may be, so that it may
 * be true between two regions when `nextTrue[first] <= last`.
 */
export interface TrueRegions<Cut> {
  readonly cuts: readonly Cut[];
  readonly nextTrue: Uint32Array;
  /** What a file gives of which neither bound is known. */
  withoutBounds(row: number): 0 | 1;
}

/** Makes the test of a condition by the statistics of its column; undefined when it can rule out no file. */
export function statisticsTest(
  statistics: ColumnStatistics | undefined,
  recordCounts: Uint32Array,
  column: SchemaColumn,
  condition: Regions,
  truncatedStringBytes: number,
): FileTest | undefined {
  if (statistics === undefined) return undefined;
  const { bounds, nullCounts } = statistics;
  const regions = bounds?.kind === "numbers" ? withExactCuts(condition) : condition;
  // Some writers leave NaN out of their bounds, so bounds never rule it out.
  const isTrueOfNaN = traitsOf(column.type).domain === "double" && (regions.onNaN & mayBeTrue) !== 0;
  const nextTrue = nextTrueRegions(regions, isTrueOfNaN);
  const isTrueOfSome = nextTrue[0] !== noRegion;
  const isTrueOfNull = (regions.onNull & mayBeTrue) !== 0;
  const withoutBounds = (row: number): 0 | 1 => {
    const nulls = nullCounts[row] as number;
    const isAllNull = nulls !== unknownCount && nulls > 0 && nulls === recordCounts[row];
    return isTrueOfSome && !isAllNull ? 1 : 0;
  };
  const byBounds = boundsTest(bounds, { ...regions, nextTrue, withoutBounds }, truncatedStringBytes);
  if (!isTrueOfNull) return byBounds;
  return (rows, count, out) => {
    byBounds(rows, count, out);
    for (let at = 0; at < count; at += 1) if (nullCounts[rows[at] as number] !== 0) out[at] = 1;
  };
}

function boundsTest(
  bounds: ColumnStatistics["bounds"],
  regions: TrueRegions<Regions["cuts"][number]>,
  truncatedBytes: number,
): FileTest {
  if (bounds?.kind === "numbers") return numberTest(bounds.min, bounds.max, regions as TrueRegions<number | bigint>);
  if (bounds?.kind === "bytes")
    return textTest(bounds.min, bounds.max, regions as TrueRegions<Uint8Array>, truncatedBytes);
  return (rows, count, out) => {
    for (let at = 0; at < count; at += 1) out[at] = regions.withoutBounds(rows[at] as number);
  };
}

const noRegion = 0xffff_ffff;

function nextTrueRegions({ outcomes }: Regions, isTrueEverywhere: boolean): Uint32Array {
  const next = new Uint32Array(outcomes.length);
  if (isTrueEverywhere) return next;
  for (let at = outcomes.length - 1, place = noRegion; at >= 0; at -= 1) {
    if ((outcomes[at] ?? 0) & mayBeTrue) place = at;
    next[at] = place;
  }
  return next;
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

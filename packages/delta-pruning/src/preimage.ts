import { mayBeAnything, type Outcomes } from "./outcome.js";
import { type Cut, compareCuts, makeRegions, type Regions } from "./regions.js";

/** Where a rising function reaches a value: below `from` it surely has not, at and above `to` it surely has. */
export interface Reach {
  readonly from: Cut;
  readonly to: Cut;
}

/**
 * A rising function of a column, seen backwards, which is how a condition on its result becomes one on its input. A function that rounds, in
 * ways that differ by engine, leaves a gap between `from` and `to`.
 */
export interface RisingFunction {
  reach(value: Cut): Reach;
  /** Inputs for which the function has a result: from the one up to, and not with, the other. Beyond them it may fail. Absent: all. */
  readonly domain?: Reach;
  /** Whether NaN is among what the function cannot take. */
  readonly failsOnNaN?: boolean;
}

/**
 * Turns a condition on the result of a rising function into one on its input.
 * Before: `year(x)` is true in [2026, 2027). After: `x` is true in [2026-01-01, 2027-01-01).
 */
export function preimage(regions: Regions, { reach, domain, failsOnNaN }: RisingFunction): Regions {
  const reaches = regions.cuts.map((cut) => reach(cut));
  const points = [...reaches, ...(domain === undefined ? [] : [domain])].flatMap(({ from, to }) => [from, to]);
  const cuts = points.sort(compareCuts);
  const [passed, possible] = [reaches.map(({ to }) => to), reaches.map(({ from }) => from)];
  const outcomeFrom = (point: Cut | undefined): Outcomes => {
    if (domain !== undefined && !isWithin(domain, point)) return mayBeAnything;
    const [first, last] = [countReached(passed, point), countReached(possible, point)];
    return regions.outcomes.slice(first, last + 1).reduce((all, outcome) => all | outcome, 0);
  };
  return makeRegions(
    cuts,
    [undefined, ...cuts].map(outcomeFrom),
    regions.onNull,
    failsOnNaN === true ? mayBeAnything : regions.onNaN,
  );
}

function isWithin({ from, to }: Reach, point: Cut | undefined): boolean {
  return point !== undefined && compareCuts(from, point) <= 0 && compareCuts(point, to) < 0;
}

/** How many of the rising cuts lie at or below a point, which is undefined for what lies below all of them. */
function countReached(cuts: readonly Cut[], point: Cut | undefined): number {
  if (point === undefined) return 0;
  let [low, high] = [0, cuts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareCuts(cuts[middle] as Cut, point) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

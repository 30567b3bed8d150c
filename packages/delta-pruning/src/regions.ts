import { mayBeAnything, notOutcomes, type Outcomes } from "./outcome.js";

/** A place in the order of a column's values: on the grid a bigint, among doubles a number, among texts and binary the bytes. */
export type Cut = bigint | number | Uint8Array;

/**
 * What a condition over one column gives for each value that the column can have. The cuts divide the ordered values into regions: `outcomes[0]`
 * is for what lies below `cuts[0]`, `outcomes[i]` for what is at or above `cuts[i - 1]` and below `cuts[i]`. A file whose values lie between two
 * bounds can have the outcomes of the regions from the one bound to the other, and no others.
 */
export interface Regions {
  /** Rising, without repetition. */
  readonly cuts: readonly Cut[];
  /** One more than the cuts. */
  readonly outcomes: readonly Outcomes[];
  readonly onNull: Outcomes;
  /** What NaN gives, which stands in no region. */
  readonly onNaN: Outcomes;
}

/** Negative, zero or positive. JavaScript compares a number with a bigint exactly. */
export function compareCuts(a: Cut, b: Cut): number {
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Buffer.compare(a, b);
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The same for every value. */
export function uniformRegions(outcome: Outcomes, onNull: Outcomes, onNaN: Outcomes = outcome): Regions {
  return { cuts: [], outcomes: [outcome], onNull, onNaN };
}

/** For a condition of which nothing is known. */
export const anyRegions: Regions = uniformRegions(mayBeAnything, mayBeAnything);

/** Makes regions of cuts that do not fall; empty regions go, and neighbours of one outcome become one region. */
export function makeRegions(
  cuts: readonly Cut[],
  outcomes: readonly Outcomes[],
  onNull: Outcomes,
  onNaN: Outcomes,
): Regions {
  const [keptCuts, keptOutcomes]: [Cut[], Outcomes[]] = [[], [outcomes[0] ?? 0]];
  cuts.forEach((cut, at) => {
    const outcome = outcomes[at + 1] ?? 0;
    const last = keptCuts.at(-1);
    if (last !== undefined && compareCuts(last, cut) === 0) {
      keptOutcomes[keptOutcomes.length - 1] = outcome;
    } else if (outcome !== keptOutcomes.at(-1)) {
      keptCuts.push(cut);
      keptOutcomes.push(outcome);
    }
  });
  return { cuts: keptCuts, outcomes: keptOutcomes, onNull, onNaN };
}

export function negateRegions({ cuts, outcomes, onNull, onNaN }: Regions): Regions {
  return { cuts, outcomes: outcomes.map(notOutcomes), onNull: notOutcomes(onNull), onNaN: notOutcomes(onNaN) };
}

/** Joins two conditions over one column value by value. */
export function joinRegions(a: Regions, b: Regions, join: (a: Outcomes, b: Outcomes) => Outcomes): Regions {
  const cuts: Cut[] = [];
  const outcomes: Outcomes[] = [join(a.outcomes[0] ?? 0, b.outcomes[0] ?? 0)];
  for (let [atA, atB] = [0, 0]; atA < a.cuts.length || atB < b.cuts.length; ) {
    const [cutA, cutB] = [a.cuts[atA], b.cuts[atB]];
    const order = cutA === undefined ? 1 : cutB === undefined ? -1 : compareCuts(cutA, cutB);
    if (order <= 0) atA += 1;
    if (order >= 0) atB += 1;
    cuts.push((order <= 0 ? cutA : cutB) as Cut);
    outcomes.push(join(a.outcomes[atA] ?? 0, b.outcomes[atB] ?? 0));
  }
  return makeRegions(cuts, outcomes, join(a.onNull, b.onNull), join(a.onNaN, b.onNaN));
}

/** Joins any number of conditions, by halves, so that a long list costs no more than sorting it. */
export function joinAllRegions(
  all: readonly Regions[],
  join: (a: Outcomes, b: Outcomes) => Outcomes,
): Regions | undefined {
  let level = [...all];
  while (level.length > 1) {
    level = Array.from({ length: Math.ceil(level.length / 2) }, (_, at) => {
      const [a, b] = [level[2 * at] as Regions, level[2 * at + 1]];
      return b === undefined ? a : joinRegions(a, b, join);
    });
  }
  return level[0];
}

/** Index of the region in which a value lies. */
export function regionOf({ cuts }: Pick<Regions, "cuts">, value: Cut): number {
  let [low, high] = [0, cuts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareCuts(cuts[middle] as Cut, value) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** All outcomes of the values for which `evidence` may be true: what is known of a file when it is known that the evidence holds in it. */
export function outcomesGiven(evidence: Regions, regions: Regions): Outcomes {
  const joined = joinRegions(evidence, regions, (known, outcome) => (known & 1 ? outcome : 0));
  return [...joined.outcomes, joined.onNull, joined.onNaN].reduce((all, outcome) => all | outcome, 0);
}

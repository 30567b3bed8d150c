/**
 * The results that a predicate may have over the rows of a file, as a set of bits. It may hold more than really occur and
 * never fewer, so a file whose set lacks `mayBeTrue` holds no matching row.
 */
export type Outcomes = number;

export const mayBeTrue = 1;
export const mayBeFalse = 2;
export const mayBeNull = 4;
export const mayBeAnything = mayBeTrue | mayBeFalse | mayBeNull;

/** True and false change places, null stays. */
export function notOutcomes(outcomes: Outcomes): Outcomes {
  return (outcomes & mayBeNull) | (outcomes & mayBeTrue ? mayBeFalse : 0) | (outcomes & mayBeFalse ? mayBeTrue : 0);
}

/** True only with both; false with either; null with null beside null or true. */
export function andOutcomes(a: Outcomes, b: Outcomes): Outcomes {
  const bothNotFalse = a & (mayBeTrue | mayBeNull) && b & (mayBeTrue | mayBeNull);
  return (a & b & mayBeTrue) | ((a | b) & mayBeFalse) | (bothNotFalse ? (a | b) & mayBeNull : 0);
}

/** By the law of De Morgan, which holds for three values as well. */
export function orOutcomes(a: Outcomes, b: Outcomes): Outcomes {
  return notOutcomes(andOutcomes(notOutcomes(a), notOutcomes(b)));
}

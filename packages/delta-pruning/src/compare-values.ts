/** A value in the form in which two of one type compare. JavaScript compares a number with a bigint exactly. */
export type Comparable = number | bigint | string;

/** Negative, zero or positive as `a` is below, equal to or above `b`. Both are texts, or both are numbers. */
export function compareValues(a: Comparable, b: Comparable): number {
  if (typeof a === "string" && typeof b === "string") return compareUtf8(a, b);
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * Compares texts in the order of their UTF-8 bytes, which is the order of their code points. JavaScript's own order is that of UTF-16 units,
 * where a surrogate (which stands for a code point above U+FFFF) comes before U+E000 to U+FFFF.
 */
export function compareUtf8(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at += 1) {
    const [unitA, unitB] = [a.charCodeAt(at), b.charCodeAt(at)];
    if (unitA !== unitB) return rank(unitA) - rank(unitB);
  }
  return a.length - b.length;
}

/** Moves the surrogates above all other units. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

import { expect, test } from "vitest";
import { andOutcomes, mayBeFalse, mayBeNull, mayBeTrue, notOutcomes, type Outcomes, orOutcomes } from "./outcome.js";

const bits = [mayBeTrue, mayBeFalse, mayBeNull] as const;

/** SQL's own tables, by value: true, false, null. */
function sqlAnd(a: Outcomes, b: Outcomes): Outcomes {
  if (a === mayBeFalse || b === mayBeFalse) return mayBeFalse;
  return a === mayBeNull || b === mayBeNull ? mayBeNull : mayBeTrue;
}
function sqlNot(a: Outcomes): Outcomes {
  return a === mayBeNull ? mayBeNull : a === mayBeTrue ? mayBeFalse : mayBeTrue;
}

test("sets of outcomes join as their members do, and hold nothing else", () => {
  for (let a = 1; a < 8; a += 1) {
    const membersOfA = bits.filter((bit) => a & bit);
    expect(notOutcomes(a)).toBe(membersOfA.reduce((set, bit) => set | sqlNot(bit), 0));
    for (let b = 1; b < 8; b += 1) {
      const pairs = membersOfA.flatMap((bitA) => bits.filter((bit) => b & bit).map((bitB) => [bitA, bitB] as const));
      expect(andOutcomes(a, b)).toBe(pairs.reduce((set, [x, y]) => set | sqlAnd(x, y), 0));
      expect(orOutcomes(a, b)).toBe(pairs.reduce((set, [x, y]) => set | sqlNot(sqlAnd(sqlNot(x), sqlNot(y))), 0));
    }
  }
});

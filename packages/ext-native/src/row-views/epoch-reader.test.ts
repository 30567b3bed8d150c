import { describe, expect, it } from "vitest";
import type { TimeUnit } from "../values/time-unit.js";
import { longestDateMs, Timestamp } from "../values/timestamp.js";
import { epochReader, isoTimestampReader } from "./epoch-reader.js";

/** Values at the edges of halves, days and what a Date holds, and some that a fixed sequence makes. */
function samples(unit: TimeUnit): BigInt64Array {
  const values = [
    0n,
    1n,
    -1n,
    999n,
    -999n,
    1000n,
    86_399_999n,
    2n ** 32n,
    -(2n ** 32n),
    2n ** 53n,
    -(2n ** 53n),
    2n ** 63n - 1n,
    -(2n ** 63n),
  ];
  let state = 88_172_645_463_325_252n;
  for (let round = 0; round < 2000; round++) {
    state ^= BigInt.asIntN(64, state << 13n);
    state ^= state >> 7n;
    state = BigInt.asIntN(64, state ^ (state << 17n));
    values.push(state, state >> 10n, state >> 20n);
  }
  const edge = BigInt(longestDateMs) * { second: 0n, millisecond: 1n, microsecond: 1000n, nanosecond: 0n }[unit];
  return BigInt64Array.from([...values, edge, -edge, edge + 1n, -edge - 1n]);
}

describe.each(["second", "millisecond", "microsecond", "nanosecond"] as const)("times in %ss", (unit) => {
  it("are what bigint arithmetic gives, wherever a Date can hold them", () => {
    const values = samples(unit);
    const reader = epochReader(values, unit);
    const text = isoTimestampReader(reader, unit, "Z");
    let within = 0;
    values.forEach((value, index) => {
      const timestamp = new Timestamp(unit, value, "UTC");
      if (Math.abs(reader.ms(index)) > longestDateMs) {
        expect(() => timestamp.toDate()).toThrow(RangeError);
      } else {
        within += 1;
        expect(reader.ms(index)).toBe(timestamp.toDate().getTime());
        expect(text(index)).toBe(timestamp.toString());
      }
    });
    expect(within).toBeGreaterThan(50);
  });
});

import { describe, expect, it } from "vitest";
import { best, median, total } from "./statistics.js";

describe("statistics", () => {
  it("takes the best and the middle", () => {
    expect(best([3, 1, 2])).toBe(1);
    expect(median([30, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 30])).toBe(3);
    expect(median([7])).toBe(7);
    expect(total([1, 2, 3.5])).toBe(6.5);
  });

  it("refuses to make a number of nothing", () => {
    expect(() => best([])).toThrow(RangeError);
    expect(() => median([])).toThrow(RangeError);
  });
});

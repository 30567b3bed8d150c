import { expect, it } from "vitest";
import { columnSums } from "./column-sums.js";

it("adds up the columns, with dates in milliseconds or as days", () => {
  const sums = { rows: 2, orderKeys: "7", cents: 30, commentCharacters: 3, shipDays: 4 };
  expect(
    columnSums([
      [3n, 4n],
      [0.1, 0.2],
      ["a", "bc"],
      [86_400_000, 3 * 86_400_000],
    ]),
  ).toEqual(sums);
  expect(
    columnSums([
      [3n, 4n],
      [0.1, 0.2],
      ["a", "bc"],
      [{ days: 1 }, { days: 3 }],
    ]),
  ).toEqual(sums);
});

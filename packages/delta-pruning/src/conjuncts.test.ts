import { expect, test } from "vitest";
import { indexOfStatistics, skips } from "../test/one-column.js";
import { and, compare } from "./predicate.js";
import { pruneFiles } from "./prune-files.js";

test("NaN keeps what is above a number, and not what is between two", () => {
  const index = indexOfStatistics("double", { min: 4, max: 6 });
  expect(skips(index, compare("x", ">=", 8))).toBe(false);
  expect(skips(index, and(compare("x", ">=", 8), compare("x", "<", 9)))).toBe(true);
  expect(skips(index, and(compare("x", ">=", 5), compare("x", "<", 9)))).toBe(false);
});

test("conditions over one column are one in the report", () => {
  const index = indexOfStatistics("double", { min: 4, max: 6 });
  const { report } = pruneFiles(index, and(compare("x", ">=", 8), compare("x", "<", 9)));
  expect(report.conjuncts).toMatchObject([{ text: "x >= 8 AND x < 9", skippedByStatistics: 1 }]);
});

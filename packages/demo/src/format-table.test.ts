import { expect, test } from "vitest";
import { formatTable } from "./format-table.js";

test("numbers stand to the right with thousands marked, texts to the left", () => {
  const lines = formatTable([
    { airport: "ORD", total_flights: 12345n, mean: 1.25 },
    { airport: "Atlanta", total_flights: 9n, mean: null },
  ]).split("\n");
  expect(lines[1]).toBe("│ airport │ total flights │ mean │");
  expect(lines).toContain("│ ORD     │        12,345 │  1.3 │");
  expect(lines).toContain("│ Atlanta │             9 │    – │");
});

test("a result without rows says so", () => {
  expect(formatTable([])).toBe("(no rows)");
});

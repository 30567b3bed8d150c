import { expect, test } from "vitest";
import { formatTable } from "./format-table.js";
import { terminalStyle } from "./terminal-style.js";

const style = terminalStyle({}, {});

test("numbers stand to the right with thousands marked, texts and times to the left", () => {
  const rows = [
    { airport: "ORD", total_flights: 12345n, mean: 1.25, last: new Date("2001-06-30T22:38:59Z") },
    { airport: "Atlanta", total_flights: 9n, mean: null, last: null },
  ];
  expect(formatTable(rows, style).split("\n")).toEqual([
    "┌─────────┬───────────────┬──────┬──────────────────┐",
    "│ airport │ total flights │ mean │ last             │",
    "├─────────┼───────────────┼──────┼──────────────────┤",
    "│ ORD     │        12,345 │  1.3 │ 2001-06-30 22:38 │",
    "│ Atlanta │             9 │    – │ –                │",
    "└─────────┴───────────────┴──────┴──────────────────┘",
  ]);
});

test("a result without rows says so", () => {
  expect(formatTable([], style)).toBe("(no rows)");
});

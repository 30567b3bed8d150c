import { expect, it } from "vitest";
import { markdownTable } from "./markdown-table.js";

it("aligns text to the left and numbers to the right", () => {
  const table = markdownTable(
    ["query", "ms"],
    [
      ["q1", 12.345],
      ["total", 1234.5],
      ["q3", null],
    ],
  );
  expect(table.split("\n")).toEqual([
    "| query |    ms |",
    "| ----- | ----: |",
    "| q1    |  12.3 |",
    "| total | 1,235 |",
    "| q3    |     – |",
  ]);
});

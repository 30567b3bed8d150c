import { expect, test } from "vitest";
import { querySummary } from "./query-summary.js";

test("a summary is cut between names", () => {
  expect(querySummary("SELECT", ["flights", "airports"])).toBe("SELECT flights airports");
  const long = querySummary("SELECT", ["a".repeat(200), "b".repeat(47), "c", "d"]);
  expect(long).toBe(`SELECT ${"a".repeat(200)} ${"b".repeat(47)}`);
  expect(long).toHaveLength(255);
});

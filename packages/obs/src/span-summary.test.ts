import { expect, test } from "vitest";
import { spanSummary } from "./span-summary.js";

test("sums up by name, the largest total first", () => {
  const spans = [
    ...Array.from({ length: 20 }, (_, index) => ({ name: "scan", durationMs: 20 - index })),
    { name: "plan", durationMs: 500 },
  ];
  expect(spanSummary(spans)).toEqual([
    { name: "plan", count: 1, totalMs: 500, p50Ms: 500, p95Ms: 500 },
    { name: "scan", count: 20, totalMs: 210, p50Ms: 10, p95Ms: 19 },
  ]);
});

test("percentiles are durations that were seen", () => {
  expect(
    spanSummary([
      { name: "a", durationMs: 1 },
      { name: "a", durationMs: 9 },
    ])[0],
  ).toMatchObject({ p50Ms: 1, p95Ms: 9 });
});

test("nothing gives nothing", () => {
  expect(spanSummary([])).toEqual([]);
});

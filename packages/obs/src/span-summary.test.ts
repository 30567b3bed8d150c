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

test("adds up the bytes of those that tell them", () => {
  const spans = [
    { name: "store.get", durationMs: 1, attributes: { bytes: 40 } },
    { name: "store.get", durationMs: 2, attributes: { failed: true } },
    { name: "store.get", durationMs: 3, attributes: { bytes: 2 } },
    { name: "plan", durationMs: 1, attributes: { rows: 9 } },
  ];
  const [gets, plans] = spanSummary(spans);
  expect(gets).toMatchObject({ name: "store.get", count: 3, bytes: 42 });
  expect(plans).not.toHaveProperty("bytes");
});

test("nothing gives nothing", () => {
  expect(spanSummary([])).toEqual([]);
});

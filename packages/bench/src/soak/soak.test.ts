import { expect, test } from "vitest";
import { mixedQueries } from "./mixed-queries.js";
import { runSoak, type SoakSample } from "./run-soak.js";
import { soakProblems } from "./soak-problems.js";

test("10,000 mixed queries in one session: each has its right outcome and its end, nothing stays open, and memory levels off", async () => {
  const result = await runSoak({ queries: 10_000, forMs: 0, concurrency: 8, sampleEvery: 500 });
  expect(soakProblems(result, 0.1)).toEqual([]);
  expect(Object.values(result.outcomes).reduce((sum, count) => sum + count, 0)).toBe(10_000);
  expect(Object.keys(result.outcomes).sort()).toEqual([...new Set(mixedQueries.map(({ outcome }) => outcome))].sort());
  // The table that they read is written by a run too.
  expect(result.runsEnded).toBe(10_000 + 1);
}, 300_000);

test("what is kept is found", () => {
  const sample = (index: number): SoakSample => ({
    queries: index,
    residentBytes: 1e8 * 1.02 ** index,
    descriptors: 10 + index,
    threads: 5,
    activeResources: 3,
    spillFiles: index > 15 ? 1 : 0,
  });
  const samples = Array.from({ length: 20 }, (_, index) => sample(index));
  const result = { samples, outcomes: {}, wrong: ["a: b"], runsStarted: 3, runsEnded: 2 };
  expect(soakProblems(result, 0.1)).toEqual([
    "a: b",
    "3 runs began and 2 ended",
    "descriptors grew from 19 to 29",
    "spillFiles grew from 0 to 1",
    expect.stringMatching(/^memory grew by 2\d\.\d %$/),
  ]);
});

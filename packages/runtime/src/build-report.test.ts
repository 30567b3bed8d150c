import { expect, test } from "vitest";
import { ownMs } from "./build-report.js";

test("a phase counts without the phases inside of it", () => {
  const phases = [
    { name: "preflight", offsetMs: 1, durationMs: 5, failed: false },
    { name: "lane", offsetMs: 6, durationMs: 1, failed: false },
    { name: "cache", offsetMs: 0.5, durationMs: 7, failed: false },
    { name: "prune", offsetMs: 8, durationMs: 0, failed: false },
    { name: "execute", offsetMs: 8, durationMs: 20, failed: false },
  ];
  expect(phases.map((phase) => ownMs(phase, phases))).toEqual([5, 1, 1, 0, 20]);
});

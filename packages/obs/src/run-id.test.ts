import { afterEach, expect, test, vi } from "vitest";
import { createRunId } from "./run-id.js";

test("is a UUID of version 7", () => {
  expect(createRunId()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

afterEach(() => {
  vi.useRealTimers();
});

test("tells when it was made", () => {
  const before = Date.now();
  const atMs = Number.parseInt(createRunId().replace("-", "").slice(0, 12), 16);
  // Ids that were made faster than the clock goes have run ahead a little.
  expect(atMs).toBeGreaterThanOrEqual(before);
  expect(atMs).toBeLessThan(before + 10_000);
});

test("ids sort in the order they were made, within a millisecond and when the clock is set back", () => {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 60_000 });
  const ids = Array.from({ length: 10_000 }, createRunId);
  vi.setSystemTime(Date.now() - 30_000);
  ids.push(...Array.from({ length: 1_000 }, createRunId));
  expect([...ids].sort()).toEqual(ids);
  expect(new Set(ids).size).toBe(11_000);
});

test("the rest is random", () => {
  const rests = Array.from({ length: 2_000 }, () => createRunId().slice(19));
  expect(new Set(rests).size).toBe(2_000);
  for (const variant of "89ab") expect(rests.some((rest) => rest.startsWith(variant))).toBe(true);
});

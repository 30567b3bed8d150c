import { expect, test } from "vitest";
import { createRunId } from "./run-id.js";

test("is a UUID of version 7", () => {
  expect(createRunId()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test("ids sort in the order they were made", () => {
  const ids = Array.from({ length: 1_000 }, createRunId);
  expect([...ids].sort()).toEqual(ids);
  expect(new Set(ids).size).toBe(1_000);
});

import { expect, test } from "vitest";
import { PlanCacheError } from "./plan-cache-error.js";

test("is known by its mark, also from another copy of the package", () => {
  const foreign = Object.assign(new Error("aborted: x"), { [Symbol.for("causeway.plan-cache.error")]: true });
  expect(PlanCacheError.isInstance(new PlanCacheError("aborted", "x"))).toBe(true);
  expect(PlanCacheError.isInstance(foreign)).toBe(true);
  expect(PlanCacheError.isInstance(new Error("aborted: x"))).toBe(false);
  expect(PlanCacheError.isInstance(undefined)).toBe(false);
});

test("the message begins with the code", () => {
  expect(new PlanCacheError("cache-closed", "too late").message).toBe("cache-closed: too late");
});

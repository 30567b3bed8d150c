import { expect, test } from "vitest";
import { LaneError } from "./lane-error.js";

test("is known by its mark, also from another copy of the package", () => {
  const foreign = Object.assign(new Error("aborted: x"), { [Symbol.for("causeway.substrait-lane.error")]: true });
  expect(LaneError.isInstance(new LaneError("aborted", "x"))).toBe(true);
  expect(LaneError.isInstance(foreign)).toBe(true);
  expect(LaneError.isInstance(new Error("aborted: x"))).toBe(false);
  expect(LaneError.isInstance(null)).toBe(false);
});

test("the message begins with the code", () => {
  expect(new LaneError("unknown-lane", "fast").message).toBe("unknown-lane: fast");
});

import { expect, test } from "vitest";
import { ObsError } from "./obs-error.js";

test("is known by its mark, also from another copy of the package", () => {
  const foreign = Object.assign(new Error("sink-failed: x"), { [Symbol.for("causeway.obs.error")]: true });
  expect(ObsError.isInstance(new ObsError("sink-failed", "x"))).toBe(true);
  expect(ObsError.isInstance(foreign)).toBe(true);
  expect(ObsError.isInstance(new Error("sink-failed: x"))).toBe(false);
  expect(ObsError.isInstance(null)).toBe(false);
  expect(ObsError.isInstance("sink-failed")).toBe(false);
});

test("the message begins with the code, and the cause is kept", () => {
  const cause = new Error("disk full");
  const error = new ObsError("sink-failed", "could not write", { cause });
  expect(error.message).toBe("sink-failed: could not write");
  expect(error.cause).toBe(cause);
});

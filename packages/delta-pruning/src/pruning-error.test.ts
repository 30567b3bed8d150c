import { expect, test } from "vitest";
import { PruningError } from "./pruning-error.js";

test("is known by its mark, also from another copy of the package", () => {
  const foreign = Object.assign(new Error("invalid-index: x"), { [Symbol.for("causeway.delta-pruning.error")]: true });
  expect(PruningError.isInstance(new PruningError("invalid-index", "x"))).toBe(true);
  expect(PruningError.isInstance(foreign)).toBe(true);
  expect(PruningError.isInstance(new Error("invalid-index: x"))).toBe(false);
  expect(PruningError.isInstance(null)).toBe(false);
});

test("the message begins with the code", () => {
  expect(new PruningError("invalid-option", "no").message).toBe("invalid-option: no");
});

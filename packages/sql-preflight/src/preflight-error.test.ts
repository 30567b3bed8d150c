import { expect, test } from "vitest";
import { isDiagnosticCode } from "./diagnostic.js";
import { PreflightError } from "./preflight-error.js";

test("is known by its mark, also from another copy of the package", () => {
  const foreign = Object.assign(new Error("aborted: x"), { [Symbol.for("causeway.sql-preflight.error")]: true });
  expect(PreflightError.isInstance(new PreflightError("aborted", "x"))).toBe(true);
  expect(PreflightError.isInstance(foreign)).toBe(true);
  expect(PreflightError.isInstance(new Error("aborted: x"))).toBe(false);
  expect(PreflightError.isInstance(null)).toBe(false);
});

test("the message begins with the code", () => {
  expect(new PreflightError("invalid-policy", "no").message).toBe("invalid-policy: no");
});

test("knows its own diagnostic codes", () => {
  expect(isDiagnosticCode("unknown-table")).toBe(true);
  expect(isDiagnosticCode("memory-limit")).toBe(false);
});

import { expect, it } from "vitest";
import { decimalText } from "./decimal-text.js";

it("writes unscaled decimals in plain digits", () => {
  expect(decimalText(12345n, 2)).toBe("123.45");
  expect(decimalText(-5n, 2)).toBe("-0.05");
  expect(decimalText(0n, 3)).toBe("0.000");
  expect(decimalText(-7n, 0)).toBe("-7");
});

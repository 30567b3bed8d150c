import fc from "fast-check";
import { expect, test } from "vitest";
import { compareUtf8, compareValues } from "./compare-values.js";

test("texts compare as their UTF-8 bytes do", () => {
  const texts = fc
    .array(
      fc.constantFrom(
        "a",
        "b",
        "\u007f",
        "\u0080",
        "\ud7ff",
        "\ue000",
        "\uffff",
        "\u{10000}",
        "\u{1f600}",
        "\u{10ffff}",
      ),
      { maxLength: 4 },
    )
    .map((parts) => parts.join(""));
  fc.assert(
    fc.property(texts, texts, (a, b) => {
      expect(Math.sign(compareUtf8(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
    }),
  );
});

test("a number and a bigint compare exactly", () => {
  expect(compareValues(2 ** 53, 2n ** 53n + 1n)).toBe(-1);
  expect(compareValues(2.5, 2n)).toBe(1);
  expect(compareValues(2n, 2)).toBe(0);
});

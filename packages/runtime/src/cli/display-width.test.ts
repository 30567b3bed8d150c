import { expect, test } from "vitest";
import { cutToWidth, displayWidth, onOneLine, padToWidth } from "./display-width.js";

test.each([
  ["plain", 5],
  ["日本語", 6],
  ["e\u0301te\u0301", 3],
  ["👩‍👩‍👧", 2],
  ["한국", 4],
  ["", 0],
])("%s takes up %i cells", (text, width) => expect(displayWidth(text)).toBe(width));

test.each([
  ["short", 5, "short"],
  ["longer", 5, "long…"],
  ["日本語", 5, "日本…"],
  ["日本語", 4, "日…"],
  ["e\u0301te\u0301s", 3, "e\u0301t…"],
])("%s within %i cells is %s", (text, width, cut) => expect(cutToWidth(text, width)).toBe(cut));

test("padding counts cells, not characters", () => {
  expect(padToWidth("日本", 6, "left")).toBe("日本  ");
  expect(padToWidth("e\u0301", 3, "right")).toBe("  e\u0301");
  expect(padToWidth("too long", 3, "left")).toBe("too long");
});

test("control characters are written out, so that a value steers no terminal", () => {
  expect(onOneLine("a\nb\tc\u001b[31m\u009b")).toBe("a\\nb\\tc\\x1b[31m\\x9b");
});

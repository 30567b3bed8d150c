import { expect, it } from "vitest";
import { assertWellFormedText } from "./well-formed-text.js";

it("names the text and the place of a lone surrogate", () => {
  expect(() => assertWellFormedText("ab\ud800c", "the SQL text")).toThrow(
    "invalid-argument: the SQL text has a lone surrogate at index 2",
  );
  expect(() => assertWellFormedText("\udc00", "x")).toThrow("index 0");
});

it("lets pairs and NUL pass", () => {
  expect(() => assertWellFormedText("💶 \0 é", "x")).not.toThrow();
});

it("refuses what is no string", () => {
  expect(() => assertWellFormedText(5, "the SQL text")).toThrow(
    "invalid-argument: the SQL text must be a string, not number",
  );
  expect(() => assertWellFormedText(null, "x")).toThrow("not null");
});

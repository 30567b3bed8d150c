import { expect, test } from "vitest";
import { indexOfPartition, skips } from "../test/one-column.js";
import { dateValue } from "./literal.js";
import { compare, isNotNull, isNull, not } from "./predicate.js";

test("a partition's value is exact, so that <> prunes as well", () => {
  const index = indexOfPartition("integer", 3);
  expect(skips(index, compare("x", "=", 3))).toBe(false);
  expect(skips(index, compare("x", "=", 4))).toBe(true);
  expect(skips(index, compare("x", "<>", 3))).toBe(true);
  expect(skips(index, isNull("x"))).toBe(true);
  expect(skips(index, isNotNull("x"))).toBe(false);
});

test("a long text is as exact as a short one", () => {
  const text = "m".repeat(40);
  expect(skips(indexOfPartition("string", text), compare("x", ">", text))).toBe(true);
  expect(skips(indexOfPartition("string", text), compare("x", "=", `${text}m`))).toBe(true);
});

test("null is null", () => {
  const index = indexOfPartition("date", null);
  expect(skips(index, isNull("x"))).toBe(false);
  expect(skips(index, isNotNull("x"))).toBe(true);
  expect(skips(index, compare("x", "=", dateValue(0)))).toBe(true);
  expect(skips(index, not(compare("x", "=", dateValue(0))))).toBe(true);
});

test("an empty text may be null or empty", () => {
  const index = indexOfPartition("string", "");
  expect(skips(index, isNull("x"))).toBe(false);
  expect(skips(index, compare("x", "=", ""))).toBe(false);
  expect(skips(index, isNotNull("x"))).toBe(false);
  expect(skips(index, compare("x", "=", "a"))).toBe(true);
});

test("a float's zeros and NaN are not told apart from what an engine may take them for", () => {
  const [negativeZero, nan] = [indexOfPartition("float64", -0), indexOfPartition("float64", Number.NaN)];
  for (const predicate of [compare("x", "=", 0), compare("x", "<", 0), compare("x", "<>", 0)]) {
    expect(skips(negativeZero, predicate)).toBe(false);
  }
  expect(skips(indexOfPartition("float64", 0), compare("x", ">", -0))).toBe(false);
  for (const predicate of [compare("x", ">", 5), compare("x", "<>", 5), compare("x", "=", 5)]) {
    expect(skips(nan, predicate)).toBe(false);
  }
  expect(skips(indexOfPartition("float64", 3), compare("x", ">", 5))).toBe(true);
});

test("a value that is not known keeps the file", () => {
  for (const value of [undefined, "3", 2 ** 60]) {
    const index = indexOfPartition("integer", value);
    for (const predicate of [compare("x", "=", 4), isNull("x"), isNotNull("x")])
      expect(skips(index, predicate)).toBe(false);
  }
});

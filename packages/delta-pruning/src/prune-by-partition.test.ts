import { expect, test } from "vitest";
import { indexOfPartition, skips } from "../test/one-column.js";
import { dateValue, decimalValue, timestampValue } from "./literal.js";
import { compare, inList, isNotNull, isNull, like, not } from "./predicate.js";

test("a partition's value is exact, so that <> prunes as well", () => {
  const index = indexOfPartition("long", "3");
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
  expect(skips(indexOfPartition("string", "Zürich/a b"), like("x", "Zürich/%"))).toBe(false);
  expect(skips(indexOfPartition("string", "Zürich/a b"), not(like("x", "Zürich/%")))).toBe(true);
});

test("null is null", () => {
  const index = indexOfPartition("date", null);
  expect(skips(index, isNull("x"))).toBe(false);
  expect(skips(index, isNotNull("x"))).toBe(true);
  expect(skips(index, compare("x", "=", dateValue(0)))).toBe(true);
  expect(skips(index, not(compare("x", "=", dateValue(0))))).toBe(true);
});

test("a condition that is always null has no rows, with partitions as well", () => {
  expect(skips(indexOfPartition("string", "b"), inList("x", ["a", null]))).toBe(true);
  expect(skips(indexOfPartition("string", "a"), inList("x", ["a", null]))).toBe(false);
  expect(skips(indexOfPartition("string", "b"), not(inList("x", ["a", null])))).toBe(true);
  expect(skips(indexOfPartition("string", null), not(inList("x", ["a"])))).toBe(true);
});

test("an empty text, and Hive's word for null, may be null or themselves", () => {
  for (const text of ["", "__HIVE_DEFAULT_PARTITION__"]) {
    const index = indexOfPartition("string", text);
    expect(skips(index, isNull("x"))).toBe(false);
    expect(skips(index, compare("x", "=", text))).toBe(false);
    expect(skips(index, isNotNull("x"))).toBe(false);
    expect(skips(index, compare("x", "=", "a"))).toBe(true);
    // Of a number they can only be null.
    expect(skips(indexOfPartition("long", text), isNull("x"))).toBe(false);
    expect(skips(indexOfPartition("long", text), isNotNull("x"))).toBe(true);
  }
});

test("a float's zeros and NaN are not told apart from what an engine may take them for", () => {
  const [negativeZero, nan] = [indexOfPartition("double", "-0.0"), indexOfPartition("double", "NaN")];
  for (const predicate of [compare("x", "=", 0), compare("x", "<", 0), compare("x", "<>", 0)]) {
    expect(skips(negativeZero, predicate)).toBe(false);
  }
  expect(skips(indexOfPartition("double", "0.0"), compare("x", ">", -0))).toBe(false);
  for (const predicate of [compare("x", ">", 5), compare("x", "<>", 5), compare("x", "=", Number.NaN)]) {
    expect(skips(nan, predicate)).toBe(false);
  }
  expect(skips(nan, compare("x", "=", 5))).toBe(true);
  expect(skips(nan, isNull("x"))).toBe(true);
  expect(skips(indexOfPartition("double", "3"), compare("x", ">", 5))).toBe(true);
});

test("values of every type, read from their texts", () => {
  expect(skips(indexOfPartition("boolean", "true"), compare("x", "=", false))).toBe(true);
  expect(skips(indexOfPartition("long", "9007199254740993"), compare("x", "=", 9_007_199_254_740_992n))).toBe(true);
  expect(skips(indexOfPartition("long", "9007199254740993"), compare("x", "=", 9_007_199_254_740_993n))).toBe(false);
  expect(skips(indexOfPartition("decimal(38,2)", "-0.10"), compare("x", "=", decimalValue("-0.1")))).toBe(false);
  expect(skips(indexOfPartition("decimal(38,2)", "-0.10"), compare("x", "<>", decimalValue("-0.1")))).toBe(true);
  const large = "123456789012345678901234567890.12";
  expect(skips(indexOfPartition("decimal(38,2)", large), compare("x", "<>", decimalValue(large)))).toBe(true);
  expect(skips(indexOfPartition("date", "1969-12-31"), compare("x", "<", dateValue("1970-01-01")))).toBe(false);
  expect(skips(indexOfPartition("date", "1969-12-31"), compare("x", ">=", dateValue("1970-01-01")))).toBe(true);
  const time = timestampValue(-1n);
  for (const text of [
    "1969-12-31 23:59:59.999999",
    "1969-12-31T23:59:59.999999Z",
    "1970-01-01T05:29:59.999999+05:30",
  ]) {
    expect(skips(indexOfPartition("timestamp", text), compare("x", "<>", time))).toBe(true);
    expect(skips(indexOfPartition("timestamp", text), compare("x", "=", time))).toBe(false);
  }
  expect(skips(indexOfPartition("float", "0.1"), compare("x", "=", Math.fround(0.1)))).toBe(false);
  expect(skips(indexOfPartition("binary", "a"), compare("x", "=", new Uint8Array([98])))).toBe(false);
});

test("a value that is not known keeps the file", () => {
  for (const text of [undefined, "three", "-1.-1", "2026-02-31"]) {
    for (const type of ["long", "decimal(9,2)", "date", "timestamp", "double", "boolean"] as const) {
      const index = indexOfPartition(type, text);
      for (const predicate of [isNull("x"), isNotNull("x"), compare("x", "=", 4)]) {
        expect(skips(index, predicate)).toBe(false);
      }
    }
  }
});

import { expect, test } from "vitest";
import { indexOfPartition, indexOfStatistics, skips } from "../test/one-column.js";
import { cast, datePart, dateTrunc, left, plus } from "./expression.js";
import { dateValue, decimalValue, timestampValue } from "./literal.js";
import { compare, inList, isNull, not } from "./predicate.js";

const march = indexOfStatistics("timestamp", {
  min: "2026-03-01T00:00:00.000Z",
  max: "2026-03-31T23:59:59.998Z",
  nullCount: 0,
  recordCount: 9,
});
const instant = (text: string) => timestampValue(new Date(text));

test("parts and beginnings of dates become ranges of the column", () => {
  expect(skips(march, compare(datePart("year", "x"), "=", 2026))).toBe(false);
  expect(skips(march, compare(datePart("year", "x"), "=", 2025))).toBe(true);
  expect(skips(march, not(compare(datePart("year", "x"), "=", 2026)))).toBe(true);
  expect(skips(march, compare(datePart("month", "x"), "=", 3))).toBe(false);
  expect(skips(march, inList(datePart("month", "x"), [2, 4]))).toBe(true);
  expect(skips(march, compare(datePart("quarter", "x"), ">", 1))).toBe(true);
  expect(skips(march, compare(datePart("day", "x"), ">", 31))).toBe(true);
  expect(skips(march, compare(dateTrunc("month", "x"), "=", instant("2026-03-01T00:00:00Z")))).toBe(false);
  expect(skips(march, compare(dateTrunc("month", "x"), "=", instant("2026-03-02T00:00:00Z")))).toBe(true);
  expect(skips(march, compare(dateTrunc("year", "x"), "<", instant("2026-01-01T00:00:00Z")))).toBe(true);
  expect(skips(march, compare(dateTrunc("week", "x"), "<", instant("2026-02-23T00:00:00Z")))).toBe(true);
  expect(skips(march, compare(dateTrunc("week", "x"), "=", instant("2026-02-23T00:00:00Z")))).toBe(false);
  expect(skips(march, compare(cast("x", "date"), "=", dateValue("2026-04-01")))).toBe(true);
  expect(skips(march, compare(cast("x", "date"), ">=", dateValue("2026-03-31")))).toBe(false);
  expect(skips(march, isNull(datePart("month", "x")))).toBe(true);
});

test("the hour of a file of one morning", () => {
  const morning = indexOfStatistics("timestamp_ntz", { min: "1969-12-31 08:00:00", max: "1969-12-31 10:30:00" });
  expect(skips(morning, compare(datePart("hour", "x"), "=", 9))).toBe(false);
  expect(skips(morning, compare(datePart("hour", "x"), ">=", 11))).toBe(true);
  expect(skips(morning, compare(datePart("hour", "x"), "<", 8))).toBe(false); // what lies before the millisecond of the minimum
});

test("casts between numbers, exact where they are and open where engines round", () => {
  const decimals = indexOfStatistics("decimal(9,2)", { min: 1.5, max: 1.9 });
  expect(skips(decimals, compare(cast("x", "integer"), "=", 1))).toBe(false);
  expect(skips(decimals, compare(cast("x", "integer"), "=", 2))).toBe(false);
  expect(skips(decimals, compare(cast("x", "integer"), "=", 3))).toBe(true);
  expect(skips(decimals, compare(cast("x", "decimal(12,4)"), ">", decimalValue("1.9001")))).toBe(true);
  const integers = indexOfStatistics("integer", { min: 100, max: 200 });
  expect(skips(integers, compare(cast("x", "double"), "<", 99.5))).toBe(true);
  expect(skips(integers, compare(cast("x", "long"), ">", 200n))).toBe(true);
  // 200 is no byte: the cast may fail there, or be null.
  expect(skips(integers, compare(cast("x", "byte"), ">", 300))).toBe(false);
  expect(skips(indexOfStatistics("integer", { min: 1, max: 2 }), compare(cast("x", "byte"), ">", 3))).toBe(true);
  const doubles = indexOfStatistics("double", { min: 1.2, max: 1.4 });
  expect(skips(doubles, compare(cast("x", "long"), "=", 2))).toBe(false);
  expect(skips(doubles, compare(cast("x", "long"), "<", 0))).toBe(false); // NaN may fail, or become anything
  const fives = indexOfStatistics("long", { min: 5, max: 5 });
  expect(skips(fives, compare(plus("x", 3n), "=", 8))).toBe(false);
  expect(skips(fives, compare(plus("x", 3n), "=", 9))).toBe(true);
  expect(skips(fives, compare(cast("x", "string"), "=", "6"))).toBe(false); // not in the order of the numbers
});

test("texts: the beginning, and dates as texts", () => {
  const texts = indexOfStatistics("string", { min: "2026-03-01", max: "2026-03-31" });
  expect(skips(texts, compare(left("x", 7), "=", "2026-03"))).toBe(false);
  expect(skips(texts, compare(left("x", 7), "<>", "2026-03"))).toBe(true);
  expect(skips(texts, compare(left("x", 4), ">", "2026"))).toBe(true);
  const days = indexOfStatistics("date", { min: "2026-03-01", max: "2026-03-31" });
  expect(skips(days, compare(cast("x", "string"), ">=", "2026-04"))).toBe(true);
  expect(skips(days, compare(left(cast("x", "string"), 7), "=", "2026-03"))).toBe(false);
  expect(skips(days, compare(left(cast("x", "string"), 7), "=", "2026-02"))).toBe(true);
});

test("functions of partition columns", () => {
  const index = indexOfPartition("date", "1969-12-31");
  expect(skips(index, compare(datePart("year", "x"), "=", 1969))).toBe(false);
  expect(skips(index, compare(datePart("year", "x"), "<>", 1969))).toBe(true);
  expect(skips(index, compare(datePart("day", "x"), "=", 30))).toBe(true);
  expect(skips(index, compare(dateTrunc("year", "x"), "=", instant("1969-01-01T00:00:00Z")))).toBe(false);
  expect(skips(indexOfPartition("date", null), not(compare(datePart("year", "x"), "=", 1)))).toBe(true);
});

test("functions that are none are refused", () => {
  for (const make of [
    () => cast("x", "text" as "string"),
    () => dateTrunc("eon" as "year", "x"),
    () => datePart("minute" as "hour", "x"),
    () => left("x", -1),
    () => plus("x", 1 as unknown as bigint),
    () => compare({ kind: "sqrt", input: "x" } as never, "=", 1),
    () => compare(7 as never, "=", 1),
  ]) {
    expect(make).toThrow(/^invalid-predicate: /);
  }
});

import { describe, expect, test } from "vitest";
import { indexOfStatistics, type OneColumn, skips } from "../test/one-column.js";
import type { IndexColumnType } from "./file-index.js";
import { dateValue, type Literal, timestampValue } from "./literal.js";
import { type ComparisonOperator, compare, inList, isNotNull, isNull, not } from "./predicate.js";

const operators: readonly ComparisonOperator[] = ["=", "<>", "<", "<=", ">", ">="];

/** The operators for which a file with these statistics is skipped. */
function skippedFor(type: IndexColumnType, statistics: OneColumn, value: Literal, truncatedStringBytes = 32): string {
  const index = indexOfStatistics(type, statistics);
  return operators
    .filter((operator) => skips(index, compare("x", operator, value), { truncatedStringBytes }))
    .join(" ");
}

test("integers: a file goes when its bounds leave no room", () => {
  const bounds = { min: 10, max: 20 };
  expect(skippedFor("integer", bounds, 9)).toBe("= < <=");
  expect(skippedFor("integer", bounds, 10)).toBe("<");
  expect(skippedFor("integer", bounds, 15)).toBe("");
  expect(skippedFor("integer", bounds, 20)).toBe(">");
  expect(skippedFor("integer", bounds, 21)).toBe("= > >=");
  expect(skippedFor("integer", bounds, 9.5)).toBe("= < <=");
  expect(skippedFor("integer", { min: 10, max: 10 }, 10)).toBe("<> < >");
});

test("integers beyond 2^53 keep every digit", () => {
  const max = 9_007_199_254_740_993n;
  expect(skippedFor("integer", { min: 0n, max }, max)).toBe(">");
  expect(skippedFor("integer", { min: 0n, max }, max + 1n)).toBe("= > >=");
  expect(skippedFor("integer", { min: 0n, max }, max - 1n)).toBe("");
  // A number of this size may stand for another one.
  expect(skippedFor("integer", { min: 0, max: 2 ** 53 }, 2n ** 60n)).toBe("");
  // A double literal of this size is met by integers that round on to it.
  expect(skippedFor("integer", { min: max, max }, 2 ** 53)).toBe("");
});

test("booleans", () => {
  expect(skippedFor("boolean", { min: false, max: false }, true)).toBe("= > >=");
  expect(skippedFor("boolean", { min: true, max: true }, true)).toBe("<> < >");
  expect(skippedFor("boolean", { min: false, max: true }, true)).toBe(">");
});

test("dates, before 1970 as well", () => {
  const bounds = { min: -400, max: -365 };
  expect(skippedFor("date", bounds, dateValue("1969-01-02"))).toBe("= > >=");
  expect(skippedFor("date", bounds, dateValue("1969-01-01"))).toBe(">");
  expect(skippedFor("date", bounds, dateValue("1968-01-01"))).toBe("= < <=");
});

test("timestamps may have lost what is below a millisecond", () => {
  const bounds = { min: 1_000n, max: 2_000n };
  expect(skippedFor("timestamp", bounds, timestampValue(2_999n))).toBe(">");
  expect(skippedFor("timestamp", bounds, timestampValue(3_000n))).toBe("= > >=");
  expect(skippedFor("timestamp", bounds, timestampValue(999n))).toBe("= < <=");
  expect(skippedFor("timestamp", { min: 0n, max: 0n }, timestampValue(-999n))).toBe("<");
  expect(skippedFor("timestamp", { min: 0n, max: 0n }, timestampValue(-1_000n))).toBe("= < <=");
});

test("floats: bounds say nothing of NaN, which may be above everything", () => {
  const bounds = { min: 1, max: 2 };
  expect(skippedFor("float64", bounds, 3)).toBe("=");
  expect(skippedFor("float64", bounds, 0.5)).toBe("= < <=");
  expect(skippedFor("float64", { min: 1, max: 1 }, 1)).toBe("<");
  expect(skippedFor("float64", bounds, Number.NaN)).toBe("");
  expect(skippedFor("float64", { min: Number.NaN, max: 2 }, 0)).toBe("");
});

test("floats: the two zeros may be equal or not", () => {
  expect(skippedFor("float64", { min: 0, max: 5 }, 0)).toBe("");
  expect(skippedFor("float64", { min: 0, max: 5 }, -0)).toBe("");
  expect(skippedFor("float64", { min: 1, max: 5 }, 0)).toBe("= < <=");
});

test("float32: shortest digits as a double are a little off", () => {
  const bounds = { min: 0.1, max: 0.1 };
  expect(skippedFor("float32", bounds, Math.fround(0.1))).toBe("");
  expect(skippedFor("float32", bounds, 0.1)).toBe("");
  expect(skippedFor("float32", { min: 0.7, max: 0.7 }, Math.fround(0.7))).toBe("<");
  expect(skippedFor("float32", bounds, 0.2)).toBe("=");
  expect(skippedFor("float64", bounds, Math.fround(0.1))).toBe("=");
});

describe("texts", () => {
  test("compare by UTF-8 bytes, not by UTF-16 units", () => {
    const emoji = "\u{1f600}";
    expect(skippedFor("string", { min: "a", max: emoji }, "\uffff")).toBe("");
    expect(skippedFor("string", { min: "a", max: "\uffff" }, emoji)).toBe("= > >=");
    expect(skippedFor("string", { min: emoji, max: emoji }, "\uffff")).toBe("= < <=");
  });

  test("a short maximum is a bound like any other", () => {
    expect(skippedFor("string", { min: "a", max: "AUS" }, "x")).toBe("");
    expect(skippedFor("string", { min: "AAA", max: "AUS" }, "AUSTIN")).toBe("= > >=");
    expect(skippedFor("string", { min: "AAA", max: "AUS" }, "A")).toBe("= < <=");
  });

  test("a long maximum may have been cut without a mark", () => {
    const max = "m".repeat(32);
    expect(skippedFor("string", { min: "a", max }, max)).toBe("");
    expect(skippedFor("string", { min: "a", max }, `${max}zz`)).toBe("");
    expect(skippedFor("string", { min: "a", max }, "mn")).toBe("= > >=");
    expect(skippedFor("string", { min: "a", max: "m".repeat(31) }, "m".repeat(32))).toBe("= > >=");
    expect(skippedFor("string", { min: "a", max: "ü".repeat(16) }, "ü".repeat(17))).toBe("");
    expect(skippedFor("string", { min: "a", max: "ab" }, "abc", 0)).toBe("");
  });

  test("a mark in the place of what was cut is no character of the bound", () => {
    const cut = "m".repeat(32);
    for (const mark of ["\ufffd", "\u{10ffff}", "\ufffd\ufffd"]) {
      expect(skippedFor("string", { min: "a", max: `${cut}${mark}` }, `${cut}\u{1f600}`)).toBe("");
      expect(skippedFor("string", { min: "a", max: `${cut}${mark}` }, "mn")).toBe("= > >=");
    }
    expect(skippedFor("string", { min: "a", max: "\ufffd".repeat(20) }, "\u{1f600}")).toBe("");
  });

  test("a text without a UTF-8 form is not judged", () => {
    expect(skippedFor("string", { min: "a", max: "b" }, "\ud800")).toBe("");
  });
});

test("nulls: a file of nulls alone meets no comparison, and IS NULL wants a null", () => {
  const allNull = indexOfStatistics("integer", { nullCount: 3, recordCount: 3 });
  const noNull = indexOfStatistics("integer", { nullCount: 0, recordCount: 3, min: 1, max: 1 });
  const some = indexOfStatistics("integer", { nullCount: 1, recordCount: 3, min: 1, max: 1 });
  const one = compare("x", "=", 1);
  expect([allNull, noNull, some].map((index) => skips(index, one))).toEqual([true, false, false]);
  expect([allNull, noNull, some].map((index) => skips(index, not(one)))).toEqual([true, true, true]);
  expect([allNull, noNull, some].map((index) => skips(index, isNull("x")))).toEqual([false, true, false]);
  expect([allNull, noNull, some].map((index) => skips(index, isNotNull("x")))).toEqual([true, false, false]);
});

test("nulls: counts that do not fit together prove nothing", () => {
  const one = compare("x", "=", 1);
  expect(skips(indexOfStatistics("integer", { nullCount: 3, recordCount: 3, min: 1, max: 1 }), one)).toBe(false);
  expect(skips(indexOfStatistics("integer", { nullCount: 3 }), one)).toBe(false);
  expect(skips(indexOfStatistics("integer", { nullCount: 4, recordCount: 3 }), one)).toBe(false);
  expect(skips(indexOfStatistics("integer", {}), isNull("x"))).toBe(false);
});

test("a comparison with NULL is true of nothing, nor is its opposite", () => {
  const index = indexOfStatistics("integer", { min: 1, max: 5 });
  for (const operator of operators) {
    expect(skips(index, compare("x", operator, null))).toBe(true);
    expect(skips(index, not(compare("x", operator, null)))).toBe(true);
  }
});

test("IN, with NULL in its list as well", () => {
  const index = indexOfStatistics("integer", { min: 3, max: 3 });
  expect(skips(index, inList("x", [1, 2]))).toBe(true);
  expect(skips(index, inList("x", [1, 3]))).toBe(false);
  expect(skips(index, not(inList("x", [1, 3])))).toBe(true);
  expect(skips(index, not(inList("x", [1, 2])))).toBe(false);
  expect(skips(index, inList("x", [1, null]))).toBe(true);
  expect(skips(index, not(inList("x", [1, null])))).toBe(true);
  expect(skips(index, inList("x", []))).toBe(true);
  expect(skips(index, not(inList("x", [])))).toBe(false);
});

test("missing, odd and contradictory statistics keep the file", () => {
  expect(skippedFor("integer", {}, 5)).toBe("");
  expect(skippedFor("integer", { min: null, max: null }, 5)).toBe("");
  expect(skippedFor("integer", { min: 10 }, 5)).toBe("= < <=");
  expect(skippedFor("integer", { max: 1 }, 5)).toBe("= > >=");
  expect(skippedFor("integer", { min: 10, max: 1 }, 5)).toBe("");
  expect(skippedFor("integer", { min: "10", max: "20" }, 5)).toBe("");
  expect(skippedFor("integer", { min: new Date(), max: {} }, 5)).toBe("");
});

test("types that do not go together keep the file", () => {
  expect(skippedFor("integer", { min: 1, max: 2 }, "9")).toBe("");
  expect(skippedFor("string", { min: "a", max: "b" }, 9)).toBe("");
  expect(skippedFor("date", { min: 1, max: 2 }, timestampValue(9n))).toBe("");
  expect(skippedFor("date", { min: 1, max: 2 }, 9)).toBe("");
  expect(skippedFor("timestamp", { min: 1n, max: 2n }, dateValue(9))).toBe("");
  expect(skippedFor("boolean", { min: true, max: true }, 0)).toBe("");
  expect(skippedFor("float64", { min: 1, max: 2 }, 2n ** 53n + 1n)).toBe("");
  expect(skippedFor("float64", { min: 1, max: 2 }, 9n)).toBe("=");
});

import { describe, expect, test } from "vitest";
import { indexOfStatistics, type OneColumn, skips } from "../test/one-column.js";
import type { ColumnType } from "./column-type.js";
import { dateValue, decimalValue, type Literal, timestampValue } from "./literal.js";
import { between, type ComparisonOperator, compare, inList, isNotNull, isNull, like, not, or } from "./predicate.js";

/** Statistics that JSON.stringify cannot write. */
const digits = (text: string) => ({ jsonText: text });
const at = (microseconds: number): string => new Date(microseconds / 1_000).toISOString();

const operators: readonly ComparisonOperator[] = ["=", "<>", "<", "<=", ">", ">="];

/** The operators for which a file with these statistics is skipped. */
function skippedFor(type: ColumnType, statistics: OneColumn, value: Literal, truncatedStringBytes = 32): string {
  const index = indexOfStatistics(type, statistics);
  return operators
    .filter((operator) => skips(index, compare("x", operator, value), { truncatedStringBytes }))
    .join(" ");
}

test("integers: a file goes when its bounds leave no room", () => {
  const bounds = { min: 10, max: 20 };
  expect(skippedFor("long", bounds, 9)).toBe("= < <=");
  expect(skippedFor("long", bounds, 10)).toBe("<");
  expect(skippedFor("long", bounds, 15)).toBe("");
  expect(skippedFor("long", bounds, 20)).toBe(">");
  expect(skippedFor("long", bounds, 21)).toBe("= > >=");
  expect(skippedFor("long", bounds, 9.5)).toBe("= < <=");
  expect(skippedFor("long", { min: 10, max: 10 }, 10)).toBe("<> < >");
});

test("integers beyond 2^53 keep every digit", () => {
  const max = 9_007_199_254_740_993n;
  const bounds = { min: 0, max: digits(String(max)) };
  expect(skippedFor("long", bounds, max)).toBe(">");
  expect(skippedFor("long", bounds, max + 1n)).toBe("= > >=");
  expect(skippedFor("long", bounds, max - 1n)).toBe("");
  const snowflake = 1_799_999_999_999_999_999n;
  const point = { min: digits(String(snowflake)), max: digits(String(snowflake)) };
  expect(skippedFor("long", point, snowflake)).toBe("<> < >");
  expect(skippedFor("long", point, snowflake + 1n)).toBe("= > >=");
  expect(skippedFor("long", point, snowflake - 1n)).toBe("= < <=");
  // A double literal of this size is met by integers that round on to it.
  expect(skippedFor("long", { min: digits(String(max)), max: digits(String(max)) }, 2 ** 53)).toBe("");
  expect(skippedFor("long", point, 2 ** 53)).toBe("= < <=");
});

test("decimals: exact as bounds, beyond 2^53 widened by what a double takes", () => {
  const bounds = { min: 1.1, max: 3.33 };
  expect(skippedFor("decimal(38,2)", bounds, decimalValue("3.33"))).toBe(">");
  expect(skippedFor("decimal(38,2)", bounds, decimalValue("3.34"))).toBe("= > >=");
  expect(skippedFor("decimal(38,2)", bounds, decimalValue("3.333"))).toBe("= > >=");
  expect(skippedFor("decimal(38,2)", bounds, 3.34)).toBe("= > >=");
  expect(skippedFor("decimal(38,2)", bounds, 4n)).toBe("= > >=");
  expect(skippedFor("decimal(9,2)", { min: digits("0.10"), max: digits("0.10") }, 0.1)).toBe("<> < >");
  // 1234567890123456789.12 as a writer stores it that goes by doubles.
  const lossy = { min: digits("1.2345678901234568e+18"), max: digits("1.2345678901234568e+18") };
  expect(skippedFor("decimal(38,2)", lossy, decimalValue("1234567890123456789.12"))).toBe("");
  expect(skippedFor("decimal(38,2)", lossy, decimalValue("1234567890123459999.12"))).toBe("= > >=");
  const exact = { min: digits("1234567890123456789.12"), max: digits("1234567890123456789.12") };
  expect(skippedFor("decimal(38,2)", exact, decimalValue("1234567890123456789.12"))).toBe("");
  expect(skippedFor("decimal(38,2)", exact, decimalValue("2234567890123456789.12"))).toBe("= > >=");
  const huge = digits("99999999999999999999999999999999999.99");
  expect(
    skippedFor("decimal(38,2)", { min: huge, max: huge }, decimalValue("99999999999999999999999999999999999.99")),
  ).toBe("");
  expect(skippedFor("decimal(38,2)", { min: huge, max: huge }, decimalValue("1"))).toBe("= < <=");
});

test("booleans", () => {
  expect(skippedFor("boolean", { min: false, max: false }, true)).toBe("= > >=");
  expect(skippedFor("boolean", { min: true, max: true }, true)).toBe("<> < >");
  expect(skippedFor("boolean", { min: false, max: true }, true)).toBe(">");
});

test("dates, before 1970 as well", () => {
  const bounds = { min: "1968-11-27", max: "1969-01-01" };
  expect(skippedFor("date", bounds, dateValue("1969-01-02"))).toBe("= > >=");
  expect(skippedFor("date", bounds, dateValue("1969-01-01"))).toBe(">");
  expect(skippedFor("date", bounds, dateValue("1968-01-01"))).toBe("= < <=");
});

test("timestamps in whole milliseconds may have lost what is below", () => {
  for (const type of ["timestamp", "timestamp_ntz"] as const) {
    const bounds = { min: at(1_000), max: at(2_000) };
    expect(skippedFor(type, bounds, timestampValue(2_999n))).toBe(">");
    expect(skippedFor(type, bounds, timestampValue(3_000n))).toBe("= > >=");
    expect(skippedFor(type, bounds, timestampValue(999n))).toBe("= < <=");
    expect(skippedFor(type, { min: at(0), max: at(0) }, timestampValue(-999n))).toBe("<");
    expect(skippedFor(type, { min: at(0), max: at(0) }, timestampValue(-1_000n))).toBe("= < <=");
  }
});

test("timestamps: microseconds, offsets, times far away, and those without a zone", () => {
  const fine = { min: "2026-03-01T10:00:00.000001Z", max: "2026-03-01T10:00:00.000001Z" };
  const point = BigInt(Date.parse("2026-03-01T10:00:00Z")) * 1_000n + 1n;
  expect(skippedFor("timestamp", fine, timestampValue(point))).toBe("<> < >");
  const offset = { min: "2026-03-01T02:00:00.000001-08:00", max: "2026-03-01T15:30:00.000001+05:30" };
  expect(skippedFor("timestamp", offset, timestampValue(point))).toBe("<> < >");
  const end = { min: "0001-01-01T00:00:00.000Z", max: "9999-12-31T23:59:59.999Z" };
  expect(skippedFor("timestamp", end, timestampValue(253_402_300_800_000_000n))).toBe("= > >=");
  expect(skippedFor("timestamp", end, timestampValue(253_402_300_799_999_999n))).toBe(">");
  const bare = { min: "2026-03-01 10:00:00", max: "2026-03-01 10:00:00" };
  expect(skippedFor("timestamp", bare, timestampValue(0n))).toBe("");
  expect(skippedFor("timestamp_ntz", bare, timestampValue(0n))).toBe("= < <=");
});

test("a date beside a timestamp is its midnight, in a zone that is not known where there is one", () => {
  const bounds = { min: "2026-03-01T10:00:00.000Z", max: "2026-03-01T11:00:00.000Z" };
  expect(skippedFor("timestamp_ntz", bounds, dateValue("2026-03-02"))).toBe("= > >=");
  expect(skippedFor("timestamp", bounds, dateValue("2026-03-02"))).toBe("");
  expect(skippedFor("timestamp", bounds, dateValue("2026-03-03"))).toBe("= > >=");
});

test("floats: bounds say nothing of NaN, which may be above everything", () => {
  const bounds = { min: 1, max: 2 };
  expect(skippedFor("double", bounds, 3)).toBe("=");
  expect(skippedFor("double", bounds, 0.5)).toBe("= < <=");
  expect(skippedFor("double", { min: 1, max: 1 }, 1)).toBe("<");
  expect(skippedFor("double", bounds, Number.NaN)).toBe("");
  // Statistics that hold the text NaN.
  expect(skippedFor("double", { min: "NaN", max: 2 }, 0)).toBe("");
  expect(skippedFor("double", { min: 1, max: "NaN" }, 5)).toBe("");
  expect(skippedFor("double", { min: "NaN", max: "NaN" }, Number.NaN)).toBe("");
  expect(skippedFor("double", { min: "-Infinity", max: 2 }, 5)).toBe("=");
});

test("floats: the two zeros may be equal or not", () => {
  expect(skippedFor("double", { min: 0, max: 5 }, 0)).toBe("");
  expect(skippedFor("double", { min: 0, max: 5 }, -0)).toBe("");
  expect(skippedFor("double", { min: 1, max: 5 }, 0)).toBe("= < <=");
});

test("float32: shortest digits as a double are a little off", () => {
  const bounds = { min: 0.1, max: 0.1 };
  expect(skippedFor("float", bounds, Math.fround(0.1))).toBe("");
  expect(skippedFor("float", bounds, 0.1)).toBe("");
  expect(skippedFor("float", { min: 0.7, max: 0.7 }, Math.fround(0.7))).toBe("<");
  expect(skippedFor("float", bounds, 0.2)).toBe("=");
  expect(skippedFor("double", bounds, Math.fround(0.1))).toBe("=");
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
  const allNull = indexOfStatistics("long", { nullCount: 3, recordCount: 3 });
  const noNull = indexOfStatistics("long", { nullCount: 0, recordCount: 3, min: 1, max: 1 });
  const some = indexOfStatistics("long", { nullCount: 1, recordCount: 3, min: 1, max: 1 });
  const one = compare("x", "=", 1);
  expect([allNull, noNull, some].map((index) => skips(index, one))).toEqual([true, false, false]);
  expect([allNull, noNull, some].map((index) => skips(index, not(one)))).toEqual([true, true, true]);
  expect([allNull, noNull, some].map((index) => skips(index, isNull("x")))).toEqual([false, true, false]);
  expect([allNull, noNull, some].map((index) => skips(index, isNotNull("x")))).toEqual([true, false, false]);
});

test("nulls: counts that do not fit together prove nothing", () => {
  const one = compare("x", "=", 1);
  expect(skips(indexOfStatistics("long", { nullCount: 3, recordCount: 3, min: 1, max: 1 }), one)).toBe(false);
  expect(skips(indexOfStatistics("long", { nullCount: 3 }), one)).toBe(false);
  expect(skips(indexOfStatistics("long", { nullCount: 4, recordCount: 3 }), one)).toBe(false);
  expect(skips(indexOfStatistics("long", {}), isNull("x"))).toBe(false);
});

test("a comparison with NULL is true of nothing, nor is its opposite", () => {
  const index = indexOfStatistics("long", { min: 1, max: 5 });
  for (const operator of operators) {
    expect(skips(index, compare("x", operator, null))).toBe(true);
    expect(skips(index, not(compare("x", operator, null)))).toBe(true);
  }
});

test("IN, with NULL in its list as well", () => {
  const index = indexOfStatistics("long", { min: 3, max: 3 });
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
  expect(skippedFor("long", {}, 5)).toBe("");
  expect(skippedFor("long", { min: null, max: null }, 5)).toBe("");
  expect(skippedFor("long", { min: 10 }, 5)).toBe("= < <=");
  expect(skippedFor("long", { max: 1 }, 5)).toBe("= > >=");
  expect(skippedFor("long", { min: 10, max: 1 }, 5)).toBe("");
  expect(skippedFor("long", { min: "10", max: "20" }, 5)).toBe("");
  expect(skippedFor("long", { min: [], max: {} }, 5)).toBe("");
});

test("types that do not go together keep the file", () => {
  expect(skippedFor("long", { min: 1, max: 2 }, "9")).toBe("");
  expect(skippedFor("string", { min: "a", max: "b" }, 9)).toBe("");
  expect(skippedFor("date", { min: "1970-01-02", max: "1970-01-03" }, timestampValue(9n))).toBe("");
  expect(skippedFor("date", { min: "1970-01-02", max: "1970-01-03" }, 9)).toBe("");
  expect(skippedFor("boolean", { min: true, max: true }, 0)).toBe("");
  expect(skippedFor("timestamp", { min: at(0), max: at(0) }, 9n)).toBe("");
  expect(skippedFor("double", { min: 1, max: 2 }, 2n ** 53n + 1n)).toBe("=");
  expect(skippedFor("double", { min: 1, max: 2 ** 53 }, 2n ** 53n + 1n)).toBe("");
  expect(skippedFor("double", { min: 1, max: 2 }, 9n)).toBe("=");
});

test("binary has no bounds, and its nulls are counted all the same", () => {
  const bytes = new Uint8Array([1]);
  expect(skips(indexOfStatistics("binary", { min: "a", max: "b" }), compare("x", "=", bytes))).toBe(false);
  const allNull = indexOfStatistics("binary", { nullCount: 3, recordCount: 3 });
  expect(skips(allNull, compare("x", "=", bytes))).toBe(true);
  expect(skips(allNull, isNull("x"))).toBe(false);
});

test("LIKE prunes by what stands before its first wildcard", () => {
  const index = indexOfStatistics("string", { min: "bar", max: "bat" });
  const skipped = (pattern: string, escapeCharacter?: string) => skips(index, like("x", pattern, escapeCharacter));
  expect(["ba%", "b%", "%", "bar", "b_r", "ba%z", "%z"].filter((pattern) => skipped(pattern))).toEqual([]);
  expect(["c%", "ba", "bau%", "a_%", "batt%"].filter((pattern) => skipped(pattern))).toEqual([
    "c%",
    "ba",
    "bau%",
    "a_%",
    "batt%",
  ]);
  expect(skips(index, not(like("x", "ba%")))).toBe(true);
  expect(skips(index, not(like("x", "ba%t")))).toBe(false);
  expect(skipped("b\\%", "\\")).toBe(true);
  expect(skipped("b\\%")).toBe(false);
  expect(skipped("b!a%", "!")).toBe(false);
  // Whether a backslash is an escape differs by engine.
  const backslash = indexOfStatistics("string", { min: "a\\b", max: "a\\b" });
  expect(skips(backslash, like("x", "a\\b"))).toBe(false);
  expect(skips(backslash, like("x", "a\\b", ""))).toBe(false);
  expect(skips(backslash, like("x", "a\\b", "\\"))).toBe(true);
});

test("BETWEEN holds its ends, and is null or false beside NULL", () => {
  const index = indexOfStatistics("long", { min: 10, max: 20, nullCount: 0, recordCount: 5 });
  expect(skips(index, between("x", 20, 30))).toBe(false);
  expect(skips(index, between("x", 21, 30))).toBe(true);
  expect(skips(index, not(between("x", 5, 25)))).toBe(true);
  expect(skips(index, between("x", null, 30))).toBe(true);
  expect(skips(index, not(between("x", null, 5)))).toBe(false);
  expect(skips(index, not(between("x", null, 25)))).toBe(true);
});

test("conditions on one column are seen as a whole", () => {
  const index = indexOfStatistics("long", { min: 4, max: 6 });
  expect(skips(index, or(compare("x", "<", 3), compare("x", ">", 7)))).toBe(true);
  expect(skips(index, not(or(compare("x", "<", 3), compare("x", ">=", 4))))).toBe(true);
  expect(skips(index, or(compare("x", "<", 5), compare("x", ">", 7)))).toBe(false);
});

test("half of a surrogate pair at the end of a cut maximum may stand for more", () => {
  const index = indexOfStatistics("string", { min: "a", max: { jsonText: '"ab\\ud83d"' } });
  expect(skips(index, compare("x", "=", "ab\u{1f600}"))).toBe(false);
});

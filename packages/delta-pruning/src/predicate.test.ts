import { expect, test } from "vitest";
import { dateValue, timestampValue } from "./literal.js";
import { and, compare, inList, isNotNull, isNull, not, or, type Predicate, unknown } from "./predicate.js";
import { predicateColumns } from "./predicate-columns.js";
import { predicateText } from "./predicate-text.js";

test("reads as SQL", () => {
  const predicate = and(
    compare("origin", "=", "O'Hare"),
    or(isNull("delay"), not(inList("month", [1, 2n, null, 4, 5, 6]))),
    compare("day", ">=", dateValue("2026-03-01")),
    compare("at", "<", timestampValue(new Date("2026-03-01T10:00:00.5Z"))),
    compare("at", "<>", timestampValue(-1n)),
    isNotNull("x"),
    unknown("f(x)"),
  );
  expect(predicateText(predicate)).toBe(
    "(origin = 'O''Hare') AND ((delay IS NULL) OR (NOT (month IN (1, 2, NULL, 4, 5, …)))) AND (day >= DATE '2026-03-01')" +
      " AND (at < TIMESTAMP '2026-03-01T10:00:00.500Z') AND (at <> TIMESTAMP '1969-12-31T23:59:59.999999Z') AND (x IS NOT NULL) AND (f(x))",
  );
});

test("long texts, long chains and deep nesting are cut", () => {
  expect(predicateText(compare("x", "=", "a".repeat(100)))).toBe(`x = '${"a".repeat(60)}…'`);
  const chain = or(...Array.from({ length: 50 }, () => isNull("x")));
  expect(predicateText(chain).split(" OR ")).toHaveLength(21);
  let nested: Predicate = isNull("x");
  for (let depth = 0; depth < 50; depth += 1) nested = not(nested);
  expect(predicateText(nested)).toContain("…");
});

test("dates that JavaScript cannot hold have a text all the same", () => {
  expect(predicateText(compare("x", "=", dateValue(10 ** 12)))).toBe("x = DATE 'day 1000000000000'");
  expect(predicateText(compare("x", "=", timestampValue(10n ** 30n)))).toContain(`${10n ** 30n} µs`);
  expect(predicateText(compare("x", "=", dateValue(2_932_897)))).toBe("x = DATE '+010000-01-01'");
});

test("dates come from days or from ISO text that is a date", () => {
  expect(dateValue("1970-01-02")).toEqual({ type: "date", days: 1 });
  expect(dateValue("1969-12-31")).toEqual({ type: "date", days: -1 });
  expect(dateValue("2024-02-29").days).toBe(19_782);
  for (const text of ["2026-02-29", "2026-02-31", "2026-13-01", "2026-3-1", "1.3.2026", ""]) {
    expect(() => dateValue(text)).toThrow("invalid-predicate");
  }
  for (const days of [1.5, Number.NaN, 2 ** 53]) expect(() => dateValue(days)).toThrow("invalid-predicate");
});

test("timestamps come from microseconds or from a Date", () => {
  expect(timestampValue(new Date(5))).toEqual({ type: "timestamp", microseconds: 5_000n });
  expect(() => timestampValue(new Date(Number.NaN))).toThrow("invalid-predicate");
});

test("names its columns, each once", () => {
  const predicate = and(compare("a", "=", 1), or(not(isNull("b")), inList("a", [1])), unknown("c"));
  expect(predicateColumns(predicate)).toEqual(["a", "b"]);
});

test("constructors refuse what is no predicate", () => {
  for (const make of [
    () => compare("x", "~" as "=", 1),
    () => compare(7 as never, "=", 1),
    () => compare("x", "=", undefined as never),
    () => compare("x", "=", new Date() as never),
    () => compare("x", "=", { type: "date", days: 0.5 }),
    () => inList("x", "abc" as never),
    () => inList("x", [Symbol("x") as never]),
    () => and(),
    () => or(),
    () => isNull(undefined as never),
  ]) {
    expect(make).toThrow(/^invalid-predicate: /);
  }
});

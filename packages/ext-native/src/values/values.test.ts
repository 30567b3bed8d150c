import { describe, expect, it } from "vitest";
import { CalendarDate } from "./calendar-date.js";
import { Decimal } from "./decimal.js";
import { Duration } from "./duration.js";
import { Interval } from "./interval.js";
import { isoDate } from "./iso-text.js";
import { TimeOfDay } from "./time-of-day.js";
import { Timestamp } from "./timestamp.js";

describe("Decimal", () => {
  it.each([
    [1250n, 2, "12.50"],
    [-5n, 3, "-0.005"],
    [0n, 2, "0.00"],
    [7n, 0, "7"],
    [123n, -2, "12300"],
    [0n, -2, "0"],
    [-(10n ** 37n), 38, `-0.1${"0".repeat(37)}`],
  ])("writes %s with scale %i as %s", (unscaled, scale, expected) => {
    expect(String(new Decimal(unscaled, 38, scale))).toBe(expected);
    expect(JSON.stringify(new Decimal(unscaled, 38, scale))).toBe(`"${expected}"`);
  });

  it("gives the nearest number", () => {
    expect(new Decimal(1250n, 10, 2).toNumber()).toBe(12.5);
  });

  it("is recognised, also from another copy of the package", () => {
    expect(Decimal.isInstance(new Decimal(1n, 1, 0))).toBe(true);
    expect(Decimal.isInstance({ [Symbol.for("causeway.ext-native.decimal")]: true })).toBe(true);
    expect(Decimal.isInstance({ unscaled: 1n })).toBe(false);
  });
});

describe("isoDate", () => {
  it("agrees with Date over 800 years and over leap days", () => {
    for (let day = -146_097; day <= 146_097; day += 29)
      expect(isoDate(day)).toBe(new Date(day * 86_400_000).toISOString().slice(0, 10));
  });

  it.each([
    [11_016, "2000-02-29"],
    [-719_528, "0000-01-01"],
    [-719_529, "-000001-12-31"],
    [2_932_897, "+010000-01-01"],
  ])("writes day %i as %s", (day, expected) => {
    expect(isoDate(day)).toBe(expected);
  });
});

describe("Timestamp", () => {
  it.each([
    ["second", 0n, null, "1970-01-01T00:00:00"],
    ["millisecond", -1n, "UTC", "1969-12-31T23:59:59.999Z"],
    ["microsecond", 1_700_000_000_123_456n, "Europe/Berlin", "2023-11-14T22:13:20.123456Z"],
    ["nanosecond", -(2n ** 63n), null, "1677-09-21T00:12:43.145224192"],
    ["second", -62_167_219_201n, null, "-000001-12-31T23:59:59"],
  ] as const)("writes %s %s in zone %s as %s", (unit, value, zone, expected) => {
    expect(String(new Timestamp(unit, value, zone))).toBe(expected);
  });

  it("becomes a Date, rounded down", () => {
    expect(new Timestamp("nanosecond", -1n, null).toDate()).toEqual(new Date(-1));
    expect(new Timestamp("second", 5n, "UTC").toDate()).toEqual(new Date(5000));
    expect(() => new Timestamp("second", 2n ** 62n, null).toDate()).toThrow(RangeError);
  });
});

describe("CalendarDate", () => {
  it("becomes midnight UTC", () => {
    expect(new CalendarDate(19_782).toDate()).toEqual(new Date("2024-02-29T00:00:00Z"));
    expect(() => new CalendarDate(2 ** 31 - 1).toDate()).toThrow(RangeError);
    expect(JSON.stringify(new CalendarDate(-1))).toBe('"1969-12-31"');
  });
});

describe("TimeOfDay", () => {
  it("writes every digit of its unit", () => {
    expect(String(new TimeOfDay("second", 86_399n))).toBe("23:59:59");
    expect(String(new TimeOfDay("nanosecond", 1n))).toBe("00:00:00.000000001");
  });
});

describe("Duration", () => {
  it("writes ISO 8601 and gives milliseconds", () => {
    expect(String(new Duration("microsecond", -1_500_000n))).toBe("-PT1.500000S");
    expect(new Duration("microsecond", -1_500_000n).toMilliseconds()).toBe(-1500);
    expect(new Duration("second", 2n).toMilliseconds()).toBe(2000);
    expect(new Duration("nanosecond", 1n).toMilliseconds()).toBe(0.000001);
  });
});

describe("Interval", () => {
  it.each([
    [new Interval(0, 0, 0n), "PT0S"],
    [new Interval(14, 0, 0n), "P14M"],
    [new Interval(0, -3, 0n), "P-3D"],
    [new Interval(1, 2, -1_500_000_000n), "P1M2DT-1.5S"],
  ])("writes its parts with their signs", (interval, expected) => {
    expect(String(interval)).toBe(expected);
  });
});

import { describe, expect, it } from "vitest";
import { encodeParameters } from "./query-parameters.js";
import { CalendarDate } from "./values/calendar-date.js";
import { Decimal } from "./values/decimal.js";
import { TimeOfDay } from "./values/time-of-day.js";
import { Timestamp } from "./values/timestamp.js";

const encoded = (value: unknown) => JSON.parse(encodeParameters([value]) ?? "").positional[0];

describe("encodeParameters", () => {
  it("gives null for none, and lists and records as such", () => {
    expect(encodeParameters(undefined)).toBeNull();
    expect(encodeParameters([])).toBe('{"positional":[]}');
    expect(JSON.parse(encodeParameters({ origin: "SFO", __proto__x: null }) ?? "")).toEqual({
      named: { origin: { type: "utf8", value: "SFO" }, __proto__x: { type: "null" } },
    });
  });

  it.each([
    [null, { type: "null" }],
    [true, { type: "boolean", value: true }],
    [60, { type: "int64", value: "60" }],
    [-1, { type: "int64", value: "-1" }],
    [1.5, { type: "float64", value: 1.5 }],
    [2 ** 53, { type: "float64", value: 2 ** 53 }],
    [Number.NaN, { type: "float64", value: "NaN" }],
    [Number.NEGATIVE_INFINITY, { type: "float64", value: "-Infinity" }],
    [9007199254740993n, { type: "int64", value: "9007199254740993" }],
    [2n ** 64n - 1n, { type: "uint64", value: "18446744073709551615" }],
    ["é", { type: "utf8", value: "é" }],
    [new Date(-1), { type: "timestamp-ms", value: "-1" }],
    [Uint8Array.of(0, 255), { type: "binary", value: "AP8=" }],
    [Buffer.from("pool").subarray(1), { type: "binary", value: "b29s" }],
    [new Decimal(-1250n, 10, 2), { type: "decimal", value: "-1250", precision: 10, scale: 2 }],
    [new Timestamp("microsecond", 5_000n, "UTC"), { type: "timestamp-ms", value: "5" }],
    [new Timestamp("second", -1n, null), { type: "timestamp-ms", value: "-1000" }],
    [new Timestamp("nanosecond", 1n, null), { type: "utf8", value: "1970-01-01T00:00:00.000000001" }],
    [new CalendarDate(19_782), { type: "utf8", value: "2024-02-29" }],
    [new TimeOfDay("second", 61n), { type: "utf8", value: "00:01:01" }],
  ])("encodes %o", (value, expected) => {
    expect(encoded(value)).toEqual(expected);
  });

  it("takes one more digit of a decimal than its precision says", () => {
    expect(encoded(new Decimal(12_345n, 4, 0))).toMatchObject({ precision: 5 });
  });

  it.each([
    ["undefined", undefined],
    ["symbol", Symbol("x")],
    ["function", () => 1],
    ["Object", {}],
    ["Array", [1]],
    ["Map", new Map()],
    ["Invalid Date", new Date(Number.NaN)],
    ["the bigint 18446744073709551616", 2n ** 64n],
    ["one of 77 digits", new Decimal(10n ** 76n, 76, 0)],
  ])("refuses %s and names the parameter", (given, value) => {
    expect(() => encodeParameters([1, value])).toThrow(
      expect.objectContaining({ code: "parameter-type", details: expect.objectContaining({ parameter: "$2", given }) }),
    );
  });

  it("refuses holes in a list", () => {
    // biome-ignore lint/suspicious/noSparseArray: the hole is what is tested
    expect(() => encodeParameters([1, , 3])).toThrow("parameter-type: parameter $2");
  });

  it("refuses lone surrogates in values and in names", () => {
    expect(() => encodeParameters({ city: "\ud800" })).toThrow(
      "invalid-argument: parameter $city has a lone surrogate at index 0",
    );
    expect(() => encodeParameters({ "\udc00": 1 })).toThrow("invalid-argument: the name of a parameter");
  });

  it("refuses what is neither a list nor a record", () => {
    expect(() => encodeParameters("SFO" as never)).toThrow("invalid-argument");
    expect(() => encodeParameters(null as never)).toThrow("invalid-argument");
  });
});

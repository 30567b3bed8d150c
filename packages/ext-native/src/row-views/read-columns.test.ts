import type { Data } from "apache-arrow";
import { Int32, Int64, vectorFromArray } from "apache-arrow";
import { describe, expect, it } from "vitest";
import { batchOf, column } from "../../test/support/arrow-data.js";
import { readColumns } from "./read-columns.js";

const int32 = (...values: number[]) => column(new Int32(), { length: values.length, values: Int32Array.from(values) });
const withNull = vectorFromArray([1, null], new Int32()).data[0] as Data;

describe("readColumns", () => {
  it("gives typed arrays for numbers without nulls", () => {
    const big = column(new Int64(), { length: 2, values: BigInt64Array.of(1n, 2n) });
    const columns = readColumns(
      batchOf([
        ["a", int32(1, 2)],
        ["b", big],
        ["c", withNull],
      ]),
    );
    expect(columns).toStrictEqual({ a: Int32Array.of(1, 2), b: BigInt64Array.of(1n, 2n), c: [1, null] });
  });

  it("puts batches together", () => {
    const columns = readColumns([batchOf([["a", int32(1, 2)]]), batchOf([["a", int32(3)]])]);
    expect(columns).toStrictEqual({ a: Int32Array.of(1, 2, 3) });
    expect(readColumns([batchOf([["a", int32(1)]]), batchOf([["a", withNull]])])).toStrictEqual({ a: [1, 1, null] });
  });

  it("gives plain arrays in json mode", () => {
    expect(readColumns(batchOf([["a", int32(1, 2)]]), "json")).toStrictEqual({ a: [1, 2] });
  });

  it("numbers names that repeat, and takes no batch at all", () => {
    expect(
      Object.keys(
        readColumns(
          batchOf([
            ["a", int32(1)],
            ["a", int32(2)],
          ]),
        ),
      ),
    ).toEqual(["a", "a_2"]);
    expect(readColumns([])).toEqual({});
  });

  it("refuses batches of two schemas", () => {
    expect(() => readColumns([batchOf([["a", int32(1)]]), batchOf([["b", int32(1)]])])).toThrow("schema-mismatch");
  });
});

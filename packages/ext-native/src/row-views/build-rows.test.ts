import { describe, expect, it } from "vitest";
import { buildRows, uniqueNames } from "./build-rows.js";

describe("uniqueNames", () => {
  it("numbers what repeats and keeps what is there", () => {
    expect(uniqueNames(["id", "name", "id", "id_2", "id"])).toEqual(["id", "name", "id_3", "id_2", "id_4"]);
  });
});

describe("buildRows", () => {
  it("builds plain objects in the order of the columns", () => {
    const rows = buildRows(["b", "a"], [[1, 2], Float64Array.of(0.5, 1.5)], 2);
    expect(rows).toStrictEqual([
      { b: 1, a: 0.5 },
      { b: 2, a: 1.5 },
    ]);
    expect(Object.keys(rows[0] ?? {})).toEqual(["b", "a"]);
    expect(Object.getPrototypeOf(rows[0])).toBe(Object.prototype);
  });

  it("treats __proto__ and constructor as names", () => {
    const [row] = buildRows(["__proto__", "constructor"], [[{ polluted: true }], [1]], 1);
    expect(Object.getPrototypeOf(row)).toBe(Object.prototype);
    expect(Object.entries(row ?? {})).toEqual([
      ["__proto__", { polluted: true }],
      ["constructor", 1],
    ]);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });

  it("gives a row for each row of a batch without columns", () => {
    expect(buildRows([], [], 2)).toEqual([{}, {}]);
  });
});

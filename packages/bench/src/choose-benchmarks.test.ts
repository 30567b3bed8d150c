import { expect, it } from "vitest";
import { BenchError } from "./bench-error.js";
import { chooseBenchmarks } from "./choose-benchmarks.js";

it("chooses by name, and all without names", () => {
  expect(chooseBenchmarks(["memory", "tpch"]).map(({ name }) => name)).toEqual(["tpch", "memory"]);
  expect(chooseBenchmarks([]).length).toBeGreaterThan(chooseBenchmarks(["tpch"]).length);
});

it("refuses a name that is no benchmark", () => {
  expect(() => chooseBenchmarks(["tpch", "tcph"])).toThrow(BenchError);
});

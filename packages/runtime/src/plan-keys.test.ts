import type { TableDescription } from "@causeway/ext-native";
import { expect, test } from "vitest";
import type { StageChoices } from "./compile-plan.js";
import { PlanKeys } from "./plan-keys.js";
import type { SessionOptions } from "./session-options.js";

const flights: TableDescription = {
  name: "flights",
  kind: "delta",
  uri: "file:///flights",
  version: 3,
  columns: [{ name: "delay", type: "Int16", nullable: true }],
};
const choices: StageChoices = { preflight: "enforce", lane: "sql" };

function keyOf(tables: TableDescription[], options: SessionOptions = {}, chosen = choices, sql = "SELECT 1"): string {
  return new PlanKeys(() => tables, options).keyOf(sql, chosen);
}

test("all that a plan depends on is in its key", () => {
  const keys = [
    keyOf([flights]),
    keyOf([flights], {}, choices, "SELECT 2"),
    keyOf([]),
    keyOf([{ ...flights, name: "other" }]),
    keyOf([{ ...flights, kind: "parquet" }]),
    keyOf([{ ...flights, uri: "file:///other" }]),
    keyOf([{ ...flights, version: 4 }]),
    keyOf([{ ...flights, columns: [{ name: "delay", type: "Int32", nullable: true }] }]),
    keyOf([flights], { policy: { tables: ["flights"] } }),
    keyOf([flights], { engine: { settings: { "datafusion.execution.batch_size": 100 } } }),
    keyOf([flights], { engine: { allow: ["ddl"] } }),
    keyOf([flights], {}, { ...choices, preflight: "off" }),
    keyOf([flights], {}, { ...choices, lane: "prefer-substrait" }),
  ];
  expect(new Set(keys).size).toBe(keys.length);
  expect(keyOf([flights])).toBe(keys[0]);
});

test("after a change no key of before comes back, also where the tables look the same", () => {
  const keys = new PlanKeys(() => [flights], {});
  const seen = new Set<string>();
  for (let change = 0; change < 3; change += 1) {
    expect(keys.keyOf("SELECT 1", choices)).toBe(keys.keyOf("SELECT 1", choices));
    seen.add(keys.keyOf("SELECT 1", choices));
    keys.changed();
  }
  expect(seen.size).toBe(3);
});

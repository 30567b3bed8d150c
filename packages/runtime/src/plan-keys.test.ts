import type { TableDescription } from "@causeway/ext-native";
import { afterEach, expect, test, vi } from "vitest";
import type { StageChoices } from "./compile-plan.js";
import { type PlanChange, PlanKeys } from "./plan-keys.js";
import type { SessionOptions } from "./session-options.js";
import { tableIdentity } from "./table-identity.js";

const versions = vi.hoisted(() => ({ engine: "1.0.0", runtime: "1.0.0" }));
vi.mock("@causeway/ext-native", () => ({ capabilities: () => ({ abi: { number: 1 }, engine: versions.engine }) }));
vi.mock("./package-versions.js", () => ({ packageVersions: () => ({ "@causeway/runtime": versions.runtime }) }));
afterEach(() => Object.assign(versions, { engine: "1.0.0", runtime: "1.0.0" }));

const flights: TableDescription = {
  name: "flights",
  kind: "delta",
  uri: "file:///flights",
  version: 3,
  files: 7,
  bytes: 5_000,
  columns: [{ name: "delay", type: "Int16", nullable: true }],
};
const pinned = (description: TableDescription) => tableIdentity(description, true);
const newest = (description: TableDescription) => tableIdentity(description, false);
const choices: StageChoices = { preflight: "enforce", lane: "sql" };

function keysOf(tables = [pinned(flights)], options: SessionOptions = {}, chosen = choices, sql = "SELECT 1") {
  const shared = { planCache: { directory: "plans" }, ...options };
  return new PlanKeys(() => tables, shared).keyOf(sql, chosen);
}

function withVersion(version: Partial<typeof versions>) {
  Object.assign(versions, version);
  const keys = keysOf();
  Object.assign(versions, { engine: "1.0.0", runtime: "1.0.0" });
  return keys;
}

test("all that a plan depends on is in both of its keys", () => {
  const same = keysOf();
  const all = [
    same,
    keysOf(undefined, undefined, undefined, "SELECT 2"),
    keysOf(undefined, undefined, undefined, " SELECT 1"),
    keysOf(undefined, undefined, undefined, "SELECT 1;;"),
    keysOf([]),
    keysOf([pinned(flights), pinned({ ...flights, name: "other" })]),
    keysOf([pinned({ ...flights, name: "other" })]),
    keysOf([pinned({ ...flights, kind: "parquet" })]),
    keysOf([pinned({ ...flights, uri: "file:///other" })]),
    keysOf([pinned({ ...flights, version: 4 })]),
    keysOf([newest(flights)]),
    keysOf([pinned({ ...flights, columns: [{ name: "delays", type: "Int16", nullable: true }] })]),
    keysOf([pinned({ ...flights, columns: [{ name: "delay", type: "Int32", nullable: true }] })]),
    keysOf([pinned({ ...flights, columns: [{ name: "delay", type: "Int16", nullable: false }] })]),
    keysOf([pinned({ ...flights, columns: [] })]),
    keysOf([pinned({ ...flights, protocol: { minReaderVersion: 1, minWriterVersion: 2 } })]),
    keysOf([pinned({ ...flights, protocol: { minReaderVersion: 1, minWriterVersion: 4 } })]),
    keysOf([
      pinned({
        ...flights,
        protocol: { minReaderVersion: 3, minWriterVersion: 7, readerFeatures: ["deletionVectors"] },
      }),
    ]),
    keysOf(undefined, { policy: { tables: ["flights"] } }),
    keysOf(undefined, { policy: { maxJoins: 1 } }),
    keysOf(undefined, { engine: { settings: { "datafusion.execution.batch_size": 100 } } }),
    keysOf(undefined, { engine: { settings: { "datafusion.execution.batch_size": 101 } } }),
    keysOf(undefined, { engine: { allow: ["ddl"] } }),
    keysOf(undefined, { engine: { batchRows: 100 } }),
    keysOf(undefined, { engine: { targetPartitions: 1 } }),
    keysOf(undefined, undefined, { ...choices, preflight: "off" }),
    keysOf(undefined, undefined, { ...choices, preflight: "warn" }),
    keysOf(undefined, undefined, { ...choices, lane: "prefer-substrait" }),
    withVersion({ engine: "1.0.1" }),
    withVersion({ runtime: "1.0.1" }),
  ];
  for (const level of ["memory", "persistent"] as const) {
    expect(new Set(all.map((keys) => keys[level])).size).toBe(all.length);
  }
  expect(keysOf()).toEqual(same);
});

test("what a plan does not depend on is in neither", () => {
  const key = keysOf([newest(flights)]);
  expect(keysOf([newest({ ...flights, version: 4, files: 8, bytes: 6_000 })])).toEqual(key);
  const same = keysOf();
  expect(keysOf(undefined, { engine: { spillDirectory: "/tmp/one", spillLimitBytes: 1 } })).toEqual(same);
  for (const sql of ["SELECT 1;", "SELECT 1 ;\n", "SELECT 1\t\r\n"]) {
    expect(keysOf(undefined, undefined, undefined, sql)).toEqual(same);
  }
});

test.each<PlanChange>(["tables", "session"])(
  "after a change of the %s no key of this process comes back, also where the tables look the same",
  (change) => {
    const keys = new PlanKeys(() => [pinned(flights)], {});
    const seen = new Set<string>();
    for (let round = 0; round < 3; round += 1) {
      expect(keys.keyOf("SELECT 1", choices)).toEqual(keys.keyOf("SELECT 1", choices));
      seen.add(keys.keyOf("SELECT 1", choices).memory);
      keys.beginChange(change);
      seen.add(keys.keyOf("SELECT 1", choices).memory);
      keys.endChange();
    }
    expect(seen.size).toBe(6);
  },
);

test("a key holds until the tables are others, also where nobody has said so", () => {
  let tables = [pinned(flights)];
  const keys = new PlanKeys(() => tables, {});
  const key = keys.keyOf("SELECT 1", choices);
  expect(keys.stillHolds(key)).toBe(true);
  tables = [pinned({ ...flights, version: 4 })];
  expect(keys.stillHolds(key)).toBe(false);
  tables = [pinned(flights)];
  keys.beginChange("tables");
  keys.endChange();
  expect(keys.stillHolds(key)).toBe(false);
});

test("while tables change nothing is for other processes, and afterwards it is again", () => {
  const keys = new PlanKeys(() => [pinned(flights)], {});
  const { persistent } = keys.keyOf("SELECT 1", choices);
  keys.beginChange("tables");
  keys.beginChange("tables");
  keys.endChange();
  expect(keys.keyOf("SELECT 1", choices).persistent).toBe(false);
  keys.endChange();
  expect(keys.keyOf("SELECT 1", choices).persistent).toBe(persistent);
});

test("what SQL makes of a session is not for other processes, from then on", () => {
  const keys = new PlanKeys(() => [pinned(flights)], {});
  keys.beginChange("session");
  keys.endChange();
  expect(keys.keyOf("SELECT 1", choices).persistent).toBe(false);
});

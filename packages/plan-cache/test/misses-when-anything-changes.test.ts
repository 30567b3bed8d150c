import { createPlanCache, type FingerprintParts, memoryStore, planFingerprint } from "@causeway/plan-cache";
import { expect, test } from "vitest";
import { makeEntry } from "./make-entry.js";

/** All that a plan can depend on, one leaf for each thing. */
const everything: FingerprintParts = {
  input: { sql: "select origin, count(*) from flights where delay > $1 group by 1", parameterTypes: ["Int64"] },
  schemas: {
    flights: {
      source: { kind: "delta", uri: "file:///flights" },
      fields: [
        { name: "origin", type: "Utf8View", nullable: false },
        { name: "at", type: { timestamp: { unit: "microsecond", zone: "UTC" } }, nullable: true },
        { name: "price", type: { decimal: { precision: 12, scale: 2 } }, nullable: true },
      ],
      partitionColumns: ["day"],
      protocol: { minReaderVersion: 3, minWriterVersion: 7, readerFeatures: ["deletionVectors"], writerFeatures: [] },
      versionPolicy: { pinned: 3n },
    },
    functions: { double: { text: "x * 2", volatility: "immutable" } },
  },
  versions: {
    engine: "0.1.0",
    datafusion: "55.2",
    deltalake: "1.1",
    arrow: "59",
    substrait: "0.85",
    packages: { "@causeway/plan-cache": "0.0.0", "@causeway/sql-preflight": "0.0.0", sqlglot: "30.30" },
  },
  profile: {
    policy: { statements: ["query"], tables: "registered", columns: { flights: { deny: ["price"] } } },
    preflight: "enforce",
    lane: "prefer-substrait",
    settings: {
      targetPartitions: 2,
      batchRows: 8_192,
      collectStatistics: true,
      timeZone: null,
      salt: new Uint8Array([1]),
    },
  },
};

/** Each value that differs from the given one in exactly one place, with the place. */
function* changes(value: unknown, path: string): Generator<readonly [path: string, changed: unknown]> {
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) {
    yield [path, changedLeaf(value)];
    return;
  }
  if (Array.isArray(value)) {
    yield [`${path}[+]`, [...value, "one more"]];
    for (const [index, part] of value.entries()) {
      yield [`${path}[-${index}]`, value.toSpliced(index, 1)];
      for (const [at, changed] of changes(part, `${path}[${index}]`)) yield [at, value.with(index, changed)];
    }
    return;
  }
  yield [`${path}.+`, { ...value, oneMore: 1 }];
  for (const [key, part] of Object.entries(value)) {
    yield [`${path}.-${key}`, Object.fromEntries(Object.entries(value).filter(([other]) => other !== key))];
    for (const [at, changed] of changes(part, `${path}.${key}`)) yield [at, { ...value, [key]: changed }];
  }
}

function changedLeaf(leaf: unknown): unknown {
  if (typeof leaf === "string") return `${leaf} `;
  if (typeof leaf === "number") return leaf + 1;
  if (typeof leaf === "bigint") return leaf + 1n;
  if (typeof leaf === "boolean") return !leaf;
  return leaf === null ? "null" : new Uint8Array([2]);
}

const parts = ["input", "schemas", "versions", "profile"] as const;

test("whatever changes of what a plan depends on, the look-up is a miss", async () => {
  const store = memoryStore();
  await using cache = createPlanCache({ store });
  const compute = async () => makeEntry("p");
  await cache.get(planFingerprint(everything), compute);
  expect((await cache.get(planFingerprint(structuredClone(everything)), compute)).use).toBe("hit");

  const places: string[] = [];
  for (const part of parts) {
    for (const [path, changed] of changes(everything[part], part)) {
      const { use, reason } = await cache.get(planFingerprint({ ...everything, [part]: changed }), compute);
      expect([path, use, reason]).toEqual([path, "miss", "absent"]);
      places.push(path);
    }
  }
  // No two changes find each other's entry, either.
  expect(store.stats().entries).toBe(places.length + 1);
  for (const place of [
    "input.sql",
    "schemas.flights.fields[0].nullable",
    "schemas.flights.protocol.minReaderVersion",
    "schemas.flights.versionPolicy.pinned",
    "versions.engine",
    "versions.packages.sqlglot",
    "profile.policy.statements[0]",
    "profile.settings.targetPartitions",
  ]) {
    expect(places).toContain(place);
  }
});

test("a part that moves to another part is another key", () => {
  const { input, schemas, versions, profile } = everything;
  const orders = [
    { input, schemas, versions, profile },
    { input, schemas: versions, versions: schemas, profile },
    { input, schemas, versions: profile, profile: versions },
    { input: profile, schemas, versions, profile: input },
  ];
  expect(new Set(orders.map(planFingerprint)).size).toBe(orders.length);
});

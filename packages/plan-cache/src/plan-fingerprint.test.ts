import fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalForm } from "./canonical-form.js";
import { canonicalHash, planFingerprint } from "./plan-fingerprint.js";

const parts = {
  input: "select 1",
  schemas: { flights: [{ name: "delay", type: "Int16", nullable: true }] },
  versions: { engine: "55.2", tables: { flights: 3n } },
  profile: { policy: { statements: ["query"] }, settings: { batchRows: 8192 } },
};

test("is a SHA-256 that does not depend on the order of properties", () => {
  const turned = {
    profile: { settings: { batchRows: 8192 }, policy: { statements: ["query"] } },
    versions: { tables: { flights: 3n }, engine: "55.2" },
    schemas: { flights: [{ nullable: true, type: "Int16", name: "delay" }] },
    input: "select 1",
  };
  expect(planFingerprint(parts)).toMatch(/^[0-9a-f]{64}$/);
  expect(planFingerprint(turned)).toBe(planFingerprint(parts));
});

test("is the same in every process and every version that keeps the form", () => {
  // sha256sum of {"input":"select 1","profile":null,"schemas":{},"versions":{}}
  expect(planFingerprint({ input: "select 1", schemas: {}, versions: {}, profile: null })).toBe(
    "7f14c538c2938f0da0938b25082513b60df5510a2e9c9428d0c47935fd920ac0",
  );
});

test("each change of each part is another fingerprint", () => {
  const changed = [
    { ...parts, input: "select 2" },
    { ...parts, schemas: { flights: [{ name: "delay", type: "Int32", nullable: true }] } },
    { ...parts, schemas: { flights: [{ name: "delay", type: "Int16", nullable: false }] } },
    { ...parts, schemas: {} },
    { ...parts, versions: { engine: "55.3", tables: { flights: 3n } } },
    { ...parts, versions: { engine: "55.2", tables: { flights: 4n } } },
    { ...parts, profile: { policy: { statements: ["query", "dml"] }, settings: { batchRows: 8192 } } },
    { ...parts, profile: { policy: { statements: ["query"] }, settings: { batchRows: 4096 } } },
    { ...parts, profile: { policy: { statements: ["query"] } } },
  ];
  expect(new Set([parts, ...changed].map(planFingerprint)).size).toBe(changed.length + 1);
});

test("values that look alike are not the same", () => {
  const alike = [
    1,
    1n,
    "1",
    "1n",
    [1],
    { "0": 1 },
    true,
    "true",
    null,
    "null",
    0,
    -0,
    "",
    [],
    {},
    new Uint8Array([1]),
    'b"AQ=="',
    "\ud800",
    "\ud801",
    "\ufffd",
    [null],
    [[]],
  ];
  expect(new Set(alike.map(canonicalHash)).size).toBe(alike.length);
});

test("an undefined property is no property", () => {
  expect(canonicalForm({ a: 1, b: undefined })).toBe(canonicalForm({ a: 1 }));
});

test("what has no canonical form is refused with its path", () => {
  const cycle: { self?: object } = {};
  cycle.self = cycle;
  for (const [value, path] of [
    [{ a: [1, Number.NaN] }, "$.a[1]"],
    [Number.POSITIVE_INFINITY, "$"],
    [{ a: () => 1 }, "$.a"],
    [[undefined], "$[0]"],
    [new Array(1), "$[0]"],
    [{ at: new Date() }, "$.at"],
    [{ set: new Map() }, "$.set"],
    [cycle, "$.self"],
    [{ s: Symbol("x") }, "$.s"],
  ] as const) {
    expect(() => canonicalHash(value)).toThrow(expect.objectContaining({ code: "not-canonical", path }));
  }
});

test("the same object twice is no cycle", () => {
  const shared = { a: 1 };
  expect(canonicalForm([shared, shared])).toBe('[{"a":1},{"a":1}]');
});

test("plain JSON data has the form of its own JSON, whatever the order it was built in", () => {
  const shuffled = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(shuffled);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .reverse()
        .map(([key, part]) => [key, shuffled(part)]),
    );
  };
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(canonicalForm(shuffled(value))).toBe(canonicalForm(value));
      // -0 keeps its sign here and loses it in JSON.
      expect(JSON.parse(canonicalForm(value).replaceAll("-0", "0"))).toEqual(
        JSON.parse(JSON.stringify(value).replaceAll("-0", "0")),
      );
    }),
  );
});

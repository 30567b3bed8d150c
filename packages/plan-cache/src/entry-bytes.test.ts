import fc from "fast-check";
import { expect, test } from "vitest";
import { makeEntry } from "../test/make-entry.js";
import { entryFromBytes, entryToBytes } from "./entry-bytes.js";

test("gives back every entry as it was", () => {
  fc.assert(
    fc.property(
      fc.string(),
      fc.option(fc.uint8Array(), { nil: undefined }),
      fc.option(fc.dictionary(fc.string(), fc.jsonValue({ noUnicodeString: false })), { nil: undefined }),
      (key, planBytes, preflight) => {
        const entry = makeEntry("p", { planBytes, preflight: preflight && withoutNegativeZero(preflight) });
        expect(entryFromBytes(key, entryToBytes(key, entry))).toEqual(entry);
      },
    ),
    { numRuns: 50 },
  );
});

test("what JSON does not give back is refused", () => {
  for (const preflight of [
    { check: () => 1 },
    { at: new Date() },
    { rows: Number.NaN },
    { rows: 1n },
    { bytes: new Uint8Array([1]) },
    { rows: -0 },
  ]) {
    expect(() => entryToBytes("k", makeEntry("p", { preflight }))).toThrow(/^(not-canonical|invalid-entry): /);
  }
});

test("bytes that are no entry of the key are refused, wherever they are cut", () => {
  const bytes = entryToBytes("k", makeEntry("p", { planBytes: new Uint8Array([1, 2, 3]) }));
  expect(() => entryFromBytes("other", bytes)).toThrow("not those of an entry under this key");
  for (let end = 0; end < bytes.length; end += 1) expect(() => entryFromBytes("k", bytes.subarray(0, end))).toThrow();
  expect(() => entryFromBytes("k", Buffer.concat([bytes, Buffer.from([4])]))).toThrow("4 bytes instead of 3");
});

function withoutNegativeZero<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value));
}

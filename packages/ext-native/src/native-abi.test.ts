import { expect, it } from "vitest";
import { addonOf } from "../test/support/addon-of-abi.js";
import { type NativeAbi, verifyAbi } from "./native-abi.js";

const wanted: NativeAbi = { number: 3, entries: ["open", "Session", "Session.open", "Session#close"] };

it("takes an addon that has what is needed, and more", () => {
  verifyAbi(addonOf({ ...wanted, entries: [...wanted.entries, "Session#other"] }), wanted);
});

it("names what an older addon does not list", () => {
  const older = addonOf({ number: 3, entries: ["open", "Session", "Session.open"] });
  expect(() => verifyAbi(older, wanted)).toThrow(
    expect.objectContaining({
      code: "addon-mismatch",
      details: { expected: "3", given: "3", missing: ["Session#close"] },
    }),
  );
});

it("names what an addon lists and does not have", () => {
  const doctored = addonOf(wanted);
  Reflect.deleteProperty((doctored["Session"] as { prototype: object }).prototype, "close");
  expect(() => verifyAbi(doctored, wanted)).toThrow(
    expect.objectContaining({ details: expect.objectContaining({ missing: ["Session#close"] }) }),
  );
});

it("refuses another number, and an addon from before there was one", () => {
  expect(() => verifyAbi(addonOf({ ...wanted, number: 2 }), wanted)).toThrow(
    /^addon-mismatch.*interface 2, and 3 is needed/,
  );
  expect(() => verifyAbi({ open() {} }, wanted)).toThrow(
    expect.objectContaining({ details: expect.objectContaining({ given: "0", missing: wanted.entries }) }),
  );
});

import { expect, test } from "vitest";
import { lookUpAll } from "./look-up.js";

test("asks for each key once, so many at the same time, and keeps the order", async () => {
  let underWay = 0;
  let most = 0;
  const keys = Array.from({ length: 20 }, (_, key) => key);
  const { found } = await lookUpAll({ keys, inFlight: 3 }, async (key) => {
    underWay += 1;
    most = Math.max(most, underWay);
    await Promise.resolve();
    underWay -= 1;
    return `row ${key}`;
  });
  expect(found).toEqual(keys.map((key) => `row ${key}`));
  expect(most).toBe(3);
});

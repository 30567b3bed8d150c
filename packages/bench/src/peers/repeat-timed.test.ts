import { expect, it } from "vitest";
import { repeatTimed } from "./repeat-timed.js";

it("gives one time a run, or the part that the work names", async () => {
  let runs = 0;
  const whole = await repeatTimed(20, async () => {
    runs += 1;
    return undefined;
  });
  expect(whole).toHaveLength(20);
  expect(runs).toBe(20);
  expect(await repeatTimed(3, async () => 7)).toEqual([7, 7, 7]);
});

it("passes a failure on", async () => {
  await expect(repeatTimed(3, () => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
});

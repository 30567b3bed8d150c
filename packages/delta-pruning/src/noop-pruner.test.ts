import { expect, test } from "vitest";
import { noopPruner } from "./noop-pruner.js";

test("leaves every scan to the engine, in their order, and says so", () => {
  expect(noopPruner([{ table: "flights", version: 3n }, { table: "days", version: 0 }, { table: "live" }])).toEqual([
    { table: "flights", version: "3", chosenBy: "engine" },
    { table: "days", version: "0", chosenBy: "engine" },
    { table: "live", chosenBy: "engine" },
  ]);
});

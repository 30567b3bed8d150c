import { expect, test } from "vitest";
import { nearestNames } from "./nearest-names.js";

const known = ["tables", "policy", "preflight", "lane", "diagnostics", "engine"];

test.each([
  ["table", ["tables", "lane"]],
  ["preFlight", ["preflight"]],
  ["diagnostic", ["diagnostics"]],
  ["alne", ["lane"]],
  ["eginne", ["engine"]],
  ["", []],
  ["zzzzzzzz", []],
])("%j is near to %j", (name, expected) => {
  expect(nearestNames(name, known)).toEqual(expected);
});

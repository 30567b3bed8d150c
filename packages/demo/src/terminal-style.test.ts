import { expect, test } from "vitest";
import { terminalStyle } from "./terminal-style.js";

test.each([
  ["a terminal", { isTTY: true }, {}, "\u001b[1mtitle\u001b[22m"],
  ["a pipe", {}, {}, "title"],
  ["a terminal with NO_COLOR", { isTTY: true }, { NO_COLOR: "1" }, "title"],
])("a heading on %s", (_, output, environment, expected) => {
  expect(terminalStyle(output, environment).heading("title")).toBe(expected);
});

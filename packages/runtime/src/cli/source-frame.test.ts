import { expect, test } from "vitest";
import { sourceFrame } from "./source-frame.js";
import { plainStyle } from "./style.js";

const frame = (sql: string, place: object, note = ""): string[] =>
  sourceFrame(sql, { severity: "error", ...place }, note, plainStyle).split("\n");

test("carets stand under the offence, and the note behind them", () => {
  expect(
    frame("SELECT dealy FROM flights", { line: 1, column: 8, endLine: 1, endColumn: 13 }, "did you mean delay?"),
  ).toEqual(["  1 │ SELECT dealy FROM flights", "    │        ^^^^^ did you mean delay?"]);
});

test("wide and combining characters before the offence and in it", () => {
  expect(frame("SELECT '日本', x", { line: 1, column: 14, endLine: 1, endColumn: 15 })[1]).toBe(
    "    │                ^",
  );
  expect(frame("SELECT e\u0301a, 表", { line: 1, column: 13, endLine: 1, endColumn: 14 })[1]).toBe(
    "    │            ^^",
  );
});

test("without an end, the word is meant, or the one character", () => {
  expect(frame("SELECT origin_2, 1", { line: 1, column: 8 })[1]).toBe("    │        ^^^^^^^^");
  expect(frame('SELECT "a b", 1', { line: 1, column: 8 })[1]).toBe("    │        ^^^^^");
  expect(frame("SELECT )", { line: 1, column: 8 })[1]).toBe("    │        ^");
});

test("the line of several, its tabs written out, and an end on another line", () => {
  expect(frame("SELECT\n\ta,\nb", { line: 2, column: 2, endLine: 3, endColumn: 2 })).toEqual([
    "  2 │ \\ta,",
    "    │   ^",
  ]);
});

test("behind the end of the text, and no place at all", () => {
  expect(frame("SELECT", { line: 1, column: 99 })).toEqual(["  1 │ SELECT", "    │       ^"]);
  expect(frame("SELECT", {})).toEqual([""]);
  expect(frame("SELECT", { line: 9, column: 1 })).toEqual([""]);
});

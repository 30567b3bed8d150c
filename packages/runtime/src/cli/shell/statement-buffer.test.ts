import { expect, test } from "vitest";
import { StatementBuffer } from "./statement-buffer.js";

function statementsOf(text: string): [statements: string[], rest: string] {
  const buffer = new StatementBuffer();
  const statements = text.split("\n").flatMap((line) => buffer.push(line));
  return [statements, buffer.take()];
}

test.each([
  ["SELECT 1;", ["SELECT 1"], ""],
  ["SELECT 1; SELECT 2; SELECT", ["SELECT 1", "SELECT 2"], "SELECT"],
  ["SELECT\n  1\n;", ["SELECT\n  1"], ""],
  ["SELECT ';', \"a;b\" -- no; end\n, 2;", ["SELECT ';', \"a;b\" -- no; end\n, 2"], ""],
  ["SELECT /* ; \n ; */ 1;", ["SELECT /* ; \n ; */ 1"], ""],
  ["SELECT 'it''s; fine';", ["SELECT 'it''s; fine'"], ""],
  ["SELECT 'open; ", [], "SELECT 'open;"],
  [";;", [], ""],
])("%j", (text, statements, rest) => expect(statementsOf(text)).toEqual([statements, rest]));

test("a buffer is empty between statements, and when what was begun is thrown away", () => {
  const buffer = new StatementBuffer();
  expect(buffer.isEmpty).toBe(true);
  buffer.push("SELECT");
  expect(buffer.isEmpty).toBe(false);
  buffer.push("1;");
  expect(buffer.isEmpty).toBe(true);
  buffer.push("SELECT");
  buffer.take();
  expect(buffer.isEmpty).toBe(true);
});

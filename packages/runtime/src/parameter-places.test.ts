import { expect, test } from "vitest";
import { parameterPlaces } from "./parameter-places.js";

test("parameters are found where they first stand, and not in texts, names and comments", () => {
  const sql = `SELECT '$1 ''$2', "$3", a$4 -- $5
  /* $6 */, $$ $7 $$, $tag$ $8 $tag$
  FROM t WHERE café = $late AND b > $10 AND $late < 1`;
  expect([...parameterPlaces(sql)]).toEqual([
    ["$late", { line: 3, column: 23, endLine: 3, endColumn: 28 }],
    ["$10", { line: 3, column: 37, endLine: 3, endColumn: 40 }],
  ]);
  expect(parameterPlaces("SELECT 1").size).toBe(0);
});

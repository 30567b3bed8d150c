import { expect, test } from "vitest";
import { complete } from "./completion.js";

const column = (name: string) => ({ name, type: "Utf8", nullable: true });
const tables = [
  { name: "flights", columns: [column("origin"), column("delay"), column("Tail Number")] },
  { name: "airports", columns: [column("iata"), column("origin_city")] },
];
const completed = (line: string): string[] => complete(line, tables, [".help", ".tables", ".schema"])[0];

test("tables stand behind FROM and JOIN", () => {
  expect(completed("SELECT * FROM ")).toEqual(["flights", "airports"]);
  expect(completed("SELECT * FROM flights f JOIN a")).toEqual(["airports"]);
});

test("columns and tables come before words of SQL, which keep the case that is typed", () => {
  expect(completed("SELECT orig")).toEqual(["origin", "origin_city"]);
  expect(completed("SELECT * FROM flights wh")).toEqual(["where", "when"]);
  expect(completed("SEL")).toEqual(["SELECT"]);
});

test("behind a dot stand the columns of the table, or of what its alias stands for", () => {
  expect(completed("SELECT flights.de")).toEqual(["flights.delay"]);
  expect(completed("SELECT 1 FROM airports AS a WHERE a.i")).toEqual(["a.iata"]);
  expect(completed("SELECT 1 FROM flights f, airports b WHERE b.")).toEqual(["b.iata", "b.origin_city"]);
});

test("a name that SQL would read otherwise stands in quotes", () => {
  expect(completed("SELECT tail")).toEqual(['"Tail Number"']);
});

test("the commands of the shell, and the tables behind them", () => {
  expect(completed(".t")).toEqual([".tables"]);
  expect(completed(".schema fl")).toEqual(["flights"]);
});

test("nothing typed, and nothing known", () => {
  expect(completed("SELECT xyz")).toEqual([]);
});

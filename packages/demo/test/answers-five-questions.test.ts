import { mkdtemp, readdir, readFile, rm, truncate } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { demoQueries } from "../src/queries.js";
import { runDemo } from "../src/run-demo.js";
import { airportsCsv, flightsParquet } from "../src/source-data.js";
import { terminalStyle } from "../src/terminal-style.js";

async function demo(flightsTable: string): Promise<string> {
  const folder = dirname(flightsTable);
  const parts: string[] = [];
  const write = (text: string) => parts.push(text);
  await runDemo({ airportsCsv, flightsParquet, flightsTable, folder, style: terminalStyle({}, {}), write });
  return parts.join("");
}

test("the table is written once, kept while it is whole, and written anew when a file is damaged", async () => {
  const folder = await mkdtemp(join(tmpdir(), "causeway-demo-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const table = join(folder, "flights");

  const first = await demo(table);
  expect(first).toContain("version 0: 1,477,911 rows in 3 files");
  expect(first).toContain("version 1: 1,522,089 rows in 4 files");
  for (const { title, label } of demoQueries) {
    expect(first).toContain(title);
    expect(first).toContain(`\n${label}: ok, `);
  }
  // Aggregate, join, window, time travel, parameters: one line of each answer.
  expect(first).toMatch(/│ 2001-01 │ 508,239 │ /);
  expect(first).toMatch(/│ Chicago O'Hare International +│ Chicago +│ IL +│ 166,341 │/);
  expect(first).toMatch(/│ 2001-02 │ +1 │ LAX → LAS │ +1,320 │ +-139 │/);
  expect(first).toMatch(/│ +0 │ 1,477,911 │ 2001-01 +│ 2001-03 +│/);
  expect(first).toMatch(/│ +1 │ 3,000,000 │ 2001-01 +│ 2001-07 +│/);
  expect(first).toMatch(/│ 2001-06-22 08:28 │ MIA +│ Miami +│ +707 │/);
  // What was read of each version, and that the second asking of one text plans nothing.
  expect(first).toMatch(/─ flights_first_quarter at version 0: 3 of 3 files, /);
  expect(first).toMatch(/─ flights at version 1: 7 of 7 files, /);
  expect(first).toMatch(/─ flights at version 1: 1 of 7 files, /);
  expect(first).toMatch(/\$month = 2001-06, \$origin = ATL, \$minutes = 240\n[^$]*├─ cache {6}hit: /);
  // What was refused, and where; the cache as it warms; where the time went; the page of the runs.
  expect(first).toMatch(/avg\(dealy\).*\n {19}\^+\nunknown-column: .*flights\.delay/);
  expect(first).toContain("statement-refused: DELETE is refused");
  expect(first).toMatch(/│ 2001-01 │ miss +│[^\n]*\n│ 2001-02 │ hit +│[^\n]*\n│ 2001-03 │ hit +│/);
  expect(first).toMatch(/Tracing: where the time of 20 runs went\n[\s\S]*│ execute +│ +14 │/);
  expect(first).toMatch(/│ relation +│ substrait +│ ORD +│ 166,341 │/);
  expect(first).toContain("2 of 7 files may match");
  expect(first).toMatch(/│ booking 1 is late now +│ applied +│/);
  expect(first).toMatch(/│ footers of files +│ +[1-9]/);
  expect(await readFile(join(folder, "runs.html"), "utf8")).toContain("20 runs, the latest first");

  expect(await demo(table)).toContain("both versions are there and whole");

  const january = join(table, "month=2001-01");
  const [file] = (await readdir(january)).filter((name) => name.endsWith(".parquet"));
  await truncate(join(january, file ?? ""), 1_000);
  expect(await demo(table)).toContain("version 1: 1,522,089 rows");
}, 120_000);

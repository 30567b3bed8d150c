import { mkdtemp, readdir, rm, truncate } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { demoQueries } from "../src/queries.js";
import { runDemo } from "../src/run-demo.js";
import { airportsCsv, flightsParquet } from "../src/source-data.js";
import { terminalStyle } from "../src/terminal-style.js";

async function demo(flightsTable: string): Promise<string> {
  const parts: string[] = [];
  const write = (text: string) => parts.push(text);
  await runDemo({ airportsCsv, flightsParquet, flightsTable, style: terminalStyle({}, {}), write });
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
  expect(first).toContain("read    flights_first_quarter at version 0: 3 of 3 files, ");
  expect(first).toContain("read    flights at version 1: 7 of 7 files, ");
  expect(first).toContain("read    flights at version 1: 1 of 7 files, ");
  expect(first).toMatch(/\$month = 2001-06, \$origin = ATL, \$minutes = 240\n[^$]*stages {2}cache hit: /);

  expect(await demo(table)).toContain("both versions are there and whole");

  const january = join(table, "month=2001-01");
  const [file] = (await readdir(january)).filter((name) => name.endsWith(".parquet"));
  await truncate(join(january, file ?? ""), 1_000);
  expect(await demo(table)).toContain("version 1: 1,522,089 rows");
}, 120_000);

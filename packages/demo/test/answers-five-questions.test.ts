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
  expect(first).toMatch(/│ 2001-02 │ +1 │ LAX to LAS │ +1,320 │ +-139 │/);
  expect(first).toMatch(/│ version 0 │ 1,477,911 │ 2001-01 +│ 2001-03 +│/);
  expect(first).toMatch(/│ 2001-06-22 08:28 │ MIA +│ Miami +│ +707 │/);
  expect(first).toContain("read    flights at version 1: 1 of 7 files, ");

  expect(await demo(table)).toContain("both versions are there and whole");

  const january = join(table, "month=2001-01");
  const [file] = (await readdir(january)).filter((name) => name.endsWith(".parquet"));
  await truncate(join(january, file ?? ""), 1_000);
  expect(await demo(table)).toContain("version 1: 1,522,089 rows");
}, 120_000);

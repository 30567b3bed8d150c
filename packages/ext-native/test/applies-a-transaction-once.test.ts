import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { tableFromArrays } from "apache-arrow";
import { expect, it } from "vitest";
import { caught, openSession, rowsOf } from "./support/sessions.js";
import { temporaryFolder } from "./support/temporary-folder.js";

const numbers = (first: number, rows = 3) =>
  tableFromArrays({ n: Int32Array.from({ length: rows }, (_, index) => first + index) });

const step = (version: number, appId = "nightly") => ({ mode: "append", transaction: { appId, version } }) as const;

async function sumOf(uri: string): Promise<unknown> {
  const session = openSession();
  await session.registerTable("numbers", { delta: uri });
  return (await rowsOf(session, "SELECT sum(n) AS s FROM numbers", { mode: "js" }))[0]?.["s"];
}

it("writes a step once, also when it makes the table", async () => {
  const table = openSession().delta(join(temporaryFolder(), "numbers"));
  const first = { mode: "create", transaction: { appId: "nightly", version: 1 } } as const;
  expect(await table.write(numbers(1), first)).toMatchObject({ version: 0, rows: 3, alreadyApplied: false });
  expect(await table.write(numbers(1), first)).toMatchObject({ version: 0, rows: 0, files: 0, alreadyApplied: true });
  expect(await table.write(numbers(4), step(2))).toMatchObject({ version: 1, alreadyApplied: false });
  expect(await table.write(numbers(1), step(1))).toMatchObject({ version: 1, alreadyApplied: true });
  expect(await table.write(numbers(7), step(1, "weekly"))).toMatchObject({ version: 2, alreadyApplied: false });
  expect(await sumOf(table.uri)).toBe(45);
  const commit = readFileSync(join(table.uri, "_delta_log", "00000000000000000001.json"), "utf8").split("\n");
  expect(commit.map((line) => JSON.parse(line).txn).find(Boolean)).toMatchObject({ appId: "nightly", version: 2 });
  expect(readdirSync(table.uri).filter((name) => name.endsWith(".parquet"))).toHaveLength(3);
});

it("does the same for the rows of a plan and of a stream that never ends", async () => {
  const session = openSession();
  const table = session.delta(join(temporaryFolder(), "numbers"));
  const plan = await session.prepare("SELECT value AS n FROM range(0, 10)");
  await table.write(plan, step(5));
  expect(await table.write(plan, step(5))).toMatchObject({ version: 0, alreadyApplied: true });
  const [batch] = tableFromArrays({ n: BigInt64Array.of(1n) }).batches;
  const endless = (async function* () {
    for (;;) yield batch as NonNullable<typeof batch>;
  })();
  expect(await table.write(endless, step(5))).toMatchObject({ version: 0, alreadyApplied: true });
  expect(await sumOf(table.uri)).toBe(45);
});

it("lets one of two writers of the same step win", async () => {
  const table = openSession().delta(join(temporaryFolder(), "numbers"));
  await table.write(numbers(1), { mode: "create" });
  const reports = await Promise.all(Array.from({ length: 6 }, () => table.write(numbers(4), step(1))));
  expect(reports.filter((report) => !report.alreadyApplied)).toHaveLength(1);
  expect(await sumOf(table.uri)).toBe(21);
});

it("still refuses to make a table that is there for another step", async () => {
  const table = openSession().delta(join(temporaryFolder(), "numbers"));
  await table.write(numbers(1), step(1));
  const again = table.write(numbers(1), { ...step(2), mode: "create" });
  expect(await caught(again)).toMatchObject({ code: "table-exists" });
});

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { trackedRun } from "@causeway/obs";
import { expect, test, vi } from "vitest";
import { openTestSession } from "./support/open-test-session.js";
import { rowsFrom } from "./support/source-with-changes.js";
import { temporaryFolder } from "./support/temporary-folder.js";

// Many steps each, on machines that may be busy.
vi.setConfig({ testTimeout: 30_000 });

/** The application transactions of each commit. */
async function transactionsOf(uri: string): Promise<string[][]> {
  const log = join(uri, "_delta_log");
  const commits = (await readdir(log)).filter((name) => name.endsWith(".json")).sort();
  return Promise.all(
    commits.map(async (name) => {
      const actions = (await readFile(join(log, name), "utf8"))
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line));
      return actions.flatMap(({ txn }) => (txn ? [`${txn.appId} ${txn.version}`] : []));
    }),
  );
}

test("each commit within a run carries its id and its number, or what the caller says", async () => {
  const uri = join(await temporaryFolder(), "t");
  const session = await openTestSession();
  const table = session.delta(uri);
  await table.write(rowsFrom(0, 3), { mode: "create" });
  const id = await trackedRun("nightly", {}, async (run) => {
    expect(await table.write(rowsFrom(3, 3), { mode: "append" })).toMatchObject({ alreadyApplied: false });
    await session.delta(uri).delete("n = 1");
    await table.write(rowsFrom(6, 3), { mode: "append", transaction: { appId: "mine", version: 7 } });
    await session.delta(uri).update({ text: "'x'" });
    return run.id;
  });
  await table.write(rowsFrom(9, 3), { mode: "append" });
  expect(await transactionsOf(uri)).toEqual([[], [`${id} 1`], [`${id} 2`], ["mine 7"], [`${id} 3`], []]);
});

test("commits of a run at the same time are all applied", async () => {
  const folder = await temporaryFolder();
  const session = await openTestSession();
  const [one, other] = [session.delta(join(folder, "one")), session.delta(join(folder, "other"))];
  await one.write(rowsFrom(0, 1), { mode: "create" });
  await other.write(rowsFrom(0, 1), { mode: "create" });
  await trackedRun("nightly", {}, async () => {
    const writes = Array.from({ length: 8 }, (_, index) =>
      (index % 2 === 0 ? one : other).write(rowsFrom(1 + index, 1), { mode: "append" }),
    );
    for (const report of await Promise.all(writes)) expect(report).toMatchObject({ alreadyApplied: false, rows: 1 });
  });
  for (const table of [one, other]) {
    const transactions = (await transactionsOf(table.uri)).flat();
    expect(new Set(transactions).size).toBe(4);
    expect(await table.describe()).toMatchObject({ version: 4, files: 5 });
  }
});

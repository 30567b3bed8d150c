import { join } from "node:path";
import type { RecordBatch } from "apache-arrow";
import { Field, Int32, Schema, Utf8 } from "apache-arrow";
import { expect, test, vi } from "vitest";
import { type IncrementalOptions, runIncremental, type Session } from "../src/index.js";
import { openTestSession } from "./support/open-test-session.js";
import { rowsFrom } from "./support/source-with-changes.js";
import { temporaryFolder } from "./support/temporary-folder.js";

// Many steps each, on machines that may be busy.
vi.setConfig({ testTimeout: 30_000 });

const schema = new Schema([new Field("n", new Int32(), true), new Field("text", new Utf8(), true)]);

async function mirror(options: Partial<IncrementalOptions> = {}) {
  const folder = await temporaryFolder();
  const session = await openTestSession();
  const source = session.delta(join(folder, "source"));
  await source.create(schema, { properties: { "delta.enableChangeDataFeed": "true" } });
  await source.write(rowsFrom(0, 10), { mode: "append" });
  const target = join(folder, "target");
  const run = (more: Partial<IncrementalOptions> = {}) =>
    runIncremental({
      appId: "mirror",
      source: { delta: source.uri },
      target: { delta: target },
      mode: { merge: ["n"] },
      ...options,
      ...more,
    });
  return { session, source, target, run };
}

async function rowsOf(session: Session, uri: string): Promise<unknown[]> {
  await session.tables.deregister("t");
  await session.tables.register("t", { delta: uri });
  return (await session.query("SELECT n, text FROM t ORDER BY n, text")).rows({ mode: "js" });
}

const unchanged = (changes: AsyncIterable<RecordBatch>) => changes;

test.each<[string, Partial<IncrementalOptions>]>([
  ["as they are", {}],
  ["through SQL", { transform: "SELECT text, n, _change_type, _commit_version FROM changes;" }],
  ["through a function", { transform: unchanged }],
])("a target follows its source, changes %s", async (_how, options) => {
  const { session, source, target, run } = await mirror(options);
  expect(await run()).toMatchObject({ outcome: "applied", snapshot: true, rowsWritten: 10 });
  const follow = async () => {
    const report = await run();
    expect(await rowsOf(session, target)).toEqual(await rowsOf(session, source.uri));
    return report;
  };
  await source.update({ text: "'changed'" }, { predicate: "n % 2 = 0" });
  expect(await follow()).toMatchObject({ outcome: "applied", rowsWritten: 5 });
  await source.delete("n < 3");
  await source.write(rowsFrom(20, 2), { mode: "append" });
  // Several changes of one key: the last one counts.
  await source.update({ text: "'again'" }, { predicate: "n = 20" });
  await source.delete("n = 21");
  // A row that moves to another key.
  await source.update({ n: "n + 100" }, { predicate: "n = 9" });
  expect(await follow()).toMatchObject({ outcome: "applied", snapshot: false });
  await source.write(rowsFrom(3, 3), { mode: "overwrite" });
  await follow();
  await source.delete("true");
  await follow();
  expect(await run()).toMatchObject({ outcome: "nothing-new" });
  expect(await rowsOf(session, target)).toEqual([]);
});

test("null is a key too", async () => {
  const { session, source, target, run } = await mirror();
  await source.update({ n: "NULL" }, { predicate: "n = 4" });
  await run();
  await source.update({ text: "'nothing'" }, { predicate: "n IS NULL" });
  await run();
  expect(await rowsOf(session, target)).toEqual(await rowsOf(session, source.uri));
});

test("a first run from a version leaves the rows that are left", async () => {
  const { session, source, target, run } = await mirror({ start: { version: 0 } });
  await source.delete("n < 5");
  await source.update({ text: "'x'" }, { predicate: "n = 5" });
  expect(await run()).toMatchObject({ outcome: "applied", fromVersion: 0, rowsWritten: 5 });
  expect(await rowsOf(session, target)).toEqual(await rowsOf(session, source.uri));
});

test("what a merge needs and does not have is told", async () => {
  const { run } = await mirror();
  for (const options of [
    { mode: { merge: ["id"] } },
    { transform: "SELECT n, text FROM changes" },
    {
      transform: async function* (changes: AsyncIterable<RecordBatch>) {
        for await (const batch of changes) yield batch.select(["text"]) as RecordBatch;
      },
    },
  ]) {
    await expect(run(options)).rejects.toMatchObject({ code: "invalid-option", option: "mode" });
  }
  await expect(run({ mode: { merge: [] } })).rejects.toMatchObject({ code: "invalid-option", option: "mode" });
});

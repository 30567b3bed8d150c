import { join } from "node:path";
import { tableFromArrays } from "apache-arrow";
import { expect, test } from "vitest";
import type { RefreshPolicy, Session } from "../src/index.js";
import { openTestSession } from "./support/open-test-session.js";
import { appendCommit } from "./support/rewrite-log.js";
import { temporaryFolder } from "./support/temporary-folder.js";

const rows = (from: number) => tableFromArrays({ n: Int32Array.from({ length: 10 }, (_, row) => from + row) });

async function openFollowing(refresh: RefreshPolicy) {
  const session = await openTestSession();
  const table = session.delta(join(await temporaryFolder(), "numbers"));
  await table.write(rows(0), { mode: "create" });
  await session.tables.register("numbers", { delta: table.uri, refresh });
  return { session, table };
}

async function look(session: Session, condition: string) {
  const result = await session.query<{ n: bigint }>(`SELECT count(*) AS n FROM numbers WHERE ${condition}`);
  const [row] = await result.rows();
  const [pruning] = result.report.pruning ?? [];
  return { n: Number(row?.n), version: pruning?.version, kept: pruning?.filesKept, cache: result.report.cache?.use };
}

test("a table that is looked at before each query shows every commit, and plans are kept while it stays", async () => {
  const { session, table } = await openFollowing("query");
  expect(await look(session, "n >= 5")).toEqual({ n: 5, version: 0, kept: 1, cache: "miss" });
  expect(await look(session, "n >= 5")).toMatchObject({ cache: "hit" });
  for (let version = 1; version <= 20; version += 1) {
    await table.write(rows(100 * version), { mode: "append" });
    expect(await look(session, `n >= ${100 * version}`)).toEqual({ n: 10, version, kept: 1, cache: "miss" });
  }
  expect(await look(session, "n >= 5")).toMatchObject({ n: 205, kept: 21 });
  await table.write(rows(7), { mode: "overwrite" });
  expect(await look(session, "n >= 5")).toMatchObject({ n: 10, version: 21, kept: 1 });
  expect(await look(session, "n >= 100")).toMatchObject({ n: 0, kept: 0 });
});

test("what is compiled keeps its version, and prunes the files of it", async () => {
  const { session, table } = await openFollowing("query");
  const before = await session.compile<{ n: bigint }>("SELECT count(*) AS n FROM numbers WHERE n >= $1");
  await table.write(rows(1_000), { mode: "overwrite" });
  expect(await look(session, "n >= 5")).toMatchObject({ n: 10, version: 1 });
  const result = await before.execute([5]);
  expect(await result.rows()).toEqual([{ n: 5n }]);
  expect(result.report.pruning).toMatchObject([{ version: 0, filesKept: 1 }]);
});

test("a commit that changes the schema is followed as well", async () => {
  const { session, table } = await openFollowing("query");
  await look(session, "n >= 5");
  await table.write(rows(50), { mode: "append" });
  const { metadata } = await table.describe();
  const schema = JSON.parse(metadata.schemaString) as { fields: object[] };
  schema.fields.push({ name: "extra", type: "string", nullable: true, metadata: {} });
  await appendCommit(table.uri, 2, [{ metaData: { ...metadata, schemaString: JSON.stringify(schema) } }]);
  expect(await look(session, "extra IS NULL")).toMatchObject({ n: 20, version: 2 });
});

test("a pinned table stays, and one that is looked at now and then moves when its time has come", async () => {
  const pinned = await openFollowing("pinned");
  await pinned.table.write(rows(100), { mode: "append" });
  expect(await look(pinned.session, "n >= 0")).toMatchObject({ n: 10, version: 0 });
  const later = await openFollowing({ everyMs: 3_600_000 });
  await later.table.write(rows(100), { mode: "append" });
  expect(await look(later.session, "n >= 0")).toMatchObject({ n: 10, version: 0 });
  const always = await openFollowing({ everyMs: 0 });
  await always.table.write(rows(100), { mode: "append" });
  expect(await look(always.session, "n >= 0")).toMatchObject({ n: 20, version: 1 });
});

test.each([
  [{ delta: "somewhere", version: 3, refresh: "query" }],
  [{ parquet: "somewhere", refresh: "query" }],
  [{ delta: "somewhere", refresh: "often" }],
  [{ delta: "somewhere", refresh: { everyMs: -1 } }],
])("%j is refused", async (source) => {
  const session = await openTestSession();
  await expect(session.tables.register("t", source as never)).rejects.toMatchObject({ code: "invalid-option" });
});

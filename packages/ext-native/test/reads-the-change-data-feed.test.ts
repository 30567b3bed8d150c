import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it, vi } from "vitest";
import {
  type ChangeFeedOptions,
  type DeltaTable,
  type EngineSession,
  readRows,
  type UnknownRow,
} from "../src/index.js";
import { python } from "./support/python.js";
import { caught, openSession, rowsOf } from "./support/sessions.js";
import { temporaryFolder } from "./support/temporary-folder.js";

// Many steps each, on machines that may be busy.
vi.setConfig({ testTimeout: 30_000 });

/** Makes two tables whose every kind of commit changes rows: one in plain partitions, one in partitions whose names need quoting. */
const makeTables = `
import sys, pyarrow as pa
from deltalake import DeltaTable, write_deltalake
on = {"delta.enableChangeDataFeed": "true"}
def rows(first, count, names):
    ids = list(range(first, first + count))
    return pa.table({"id": pa.array(ids, pa.int64()), "part": pa.array([names[i % len(names)] for i in ids]), "note": [f"note {i}" for i in ids]})
for folder, names in [(sys.argv[1], ["a", "b", "c"]), (sys.argv[2], ["a b", "ü%/x", "c=d", "12:00", "100%25", None, "#?&+"])]:
    def table(): return DeltaTable(folder)
    write_deltalake(folder, rows(0, 14, names), partition_by=["part"], configuration=on)
    write_deltalake(folder, rows(14, 7, names), mode="append")
    table().optimize.compact()
    table().update(updates={"note": "'changed'"}, predicate="id % 3 = 0")
    table().delete("id > 17")
    source = rows(10, 14, names)
    (table().merge(source, "t.id = s.id", source_alias="s", target_alias="t")
        .when_matched_update(updates={"note": "'merged'"}).when_not_matched_insert_all()
        .when_not_matched_by_source_delete("t.id < 3").execute())
    write_deltalake(folder, rows(100, 5, names), mode="overwrite")
    table().update(updates={"part": f"'{names[0]}'"}, predicate="id = 101")
    table().restore(4)
`;

const names = ["plain", "quoted"] as const;
const folders = {} as Record<(typeof names)[number], string>;
const newest = 8;

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), "ext-native-"));
  for (const name of names) folders[name] = join(folder, name);
  await python(makeTables, folders.plain, folders.quoted);
  return () => rmSync(folder, { recursive: true, force: true });
}, 120_000);

async function changesOf(table: DeltaTable, options: ChangeFeedOptions): Promise<UnknownRow[]> {
  const rows: UnknownRow[] = [];
  for await (const batch of await table.changes(options)) rows.push(...readRows(batch, "js"));
  return rows;
}

const text = ({ id, part, note }: UnknownRow) => JSON.stringify([id, part, note]);
const sorted = (values: string[]) => [...values].sort();

async function rowsAt(session: EngineSession, uri: string, version: number): Promise<string[]> {
  await session.deregisterTable("t");
  await session.registerTable("t", { delta: uri, version });
  return (await rowsOf(session, "SELECT id, part, note FROM t", { mode: "js" })).map(text);
}

describe.each(names)("over %s partitions", (name) => {
  it("the changes of a version lead from the rows before it to its rows", async () => {
    const session = openSession();
    const table = session.delta(folders[name]);
    let rows = await rowsAt(session, table.uri, 0);
    expect(sorted((await changesOf(table, { fromVersion: 0, toVersion: 0 })).map(text))).toEqual(sorted(rows));
    for (let version = 1; version <= newest; version += 1) {
      const changes = await changesOf(table, { fromVersion: version, toVersion: version });
      for (const change of changes) {
        expect(change["_commit_version"]).toBe(version);
        if (!["delete", "update_preimage"].includes(String(change["_change_type"]))) continue;
        const at = rows.indexOf(text(change));
        expect(at, `${text(change)} at ${version}`).toBeGreaterThanOrEqual(0);
        rows.splice(at, 1);
      }
      rows.push(...changes.filter((row) => /insert|postimage/.test(String(row["_change_type"]))).map(text));
      const expected = await rowsAt(session, table.uri, version);
      expect(sorted(rows), `version ${version}`).toEqual(sorted(expected));
      rows = expected;
    }
  });

  it("a range gives what its versions give", async () => {
    const table = openSession().delta(folders[name]);
    const whole = await changesOf(table, { fromVersion: 0 });
    const each = [];
    for (let version = 0; version <= newest; version += 1) {
      each.push(...(await changesOf(table, { fromVersion: version, toVersion: version })));
    }
    const line = (row: UnknownRow) => JSON.stringify(row);
    expect(sorted(whole.map(line))).toEqual(sorted(each.map(line)));
    // Compaction changes no row; an update has two images of each.
    const types = new Map<string, number>();
    for (const row of whole) {
      const key = `${row["_commit_version"]} ${row["_change_type"]}`;
      types.set(key, (types.get(key) ?? 0) + 1);
    }
    expect([...types.keys()].filter((key) => key.startsWith("2 "))).toEqual([]);
    expect(types.get("3 update_preimage")).toBe(7);
    expect(types.get("3 update_postimage")).toBe(7);
  });
});

it("deltalake-py gives the same changes of plain partitions", async () => {
  const theirs = (await python(
    `
import sys, json, pyarrow as pa
from deltalake import DeltaTable
feed = pa.table(DeltaTable(sys.argv[1]).load_cdf(starting_version=0, ending_version=8))
print(json.dumps([[r["id"], r["part"], r["note"], r["_change_type"], r["_commit_version"]] for r in feed.to_pylist()]))`,
    folders.plain,
  )) as unknown[][];
  const ours = await changesOf(openSession().delta(folders.plain), { fromVersion: 0, toVersion: 8 });
  const line = (row: unknown[]) => JSON.stringify(row);
  const flat = ours.map((row) => [row["id"], row["part"], row["note"], row["_change_type"], row["_commit_version"]]);
  expect(sorted(flat.map(line))).toEqual(sorted(theirs.map(line)));
});

it("columns and a predicate are those of SQL, and leave out files", async () => {
  const table = openSession().delta(folders.quoted);
  const rows = await changesOf(table, {
    fromVersion: 0,
    columns: ["note", "_commit_version"],
    predicate: "part = 'ü%/x' AND _commit_version < 2 AND _change_type = 'insert'",
  });
  expect(rows).toHaveLength(3);
  expect(Object.keys(rows[0] ?? {})).toEqual(["note", "_commit_version"]);
  const stream = await table.changes({ fromVersion: 0, predicate: "_commit_version = 1" });
  for await (const _batch of stream);
  const opened = JSON.stringify(stream.report.operators).matchAll(/"(?:count_files_scanned|files_opened)":(\d+)/g);
  expect([...opened].reduce((sum, [, files]) => sum + Number(files), 0)).toBe(7);
  expect(await changesOf(table, { fromVersion: 0, predicate: "part IN ('a b', NULL) AND part IS NULL" })).toEqual([]);
});

it("times lead to versions", async () => {
  const table = openSession().delta(folders.plain);
  const feed = await changesOf(table, { fromVersion: 0 });
  const timeOf = (version: number) => {
    const row = feed.find((change) => change["_commit_version"] === version);
    return row?.["_commit_timestamp"] as Date;
  };
  const versions = (rows: UnknownRow[]) => [...new Set(rows.map((row) => row["_commit_version"] as number))].sort();
  expect(timeOf(3).getTime()).toBe((await table.describe({ version: 3 })).committedAtMs);
  expect(versions(await changesOf(table, { fromTimestamp: timeOf(3), toTimestamp: timeOf(4) }))).toEqual(
    expect.arrayContaining([3, 4]),
  );
  expect(versions(await changesOf(table, { fromTimestamp: new Date(0) }))).toEqual(versions(feed));
  expect(await caught(table.changes({ fromTimestamp: "2999-01-01" }))).toMatchObject({
    code: "timestamp-out-of-range",
    details: { timestamp: "2999-01-01T00:00:00.000Z" },
  });
  expect(await caught(table.changes({ fromVersion: 0, toTimestamp: new Date(0) }))).toMatchObject({
    code: "timestamp-out-of-range",
  });
});

it("is a table of SQL", async () => {
  const session = openSession();
  await session.registerTable("changes", { delta: folders.plain, changes: { fromVersion: 3, toVersion: 4 } });
  expect(session.tables()).toMatchObject([{ name: "changes", kind: "delta", version: 4 }]);
  const sql = `SELECT _change_type AS type, count(*) AS n FROM changes GROUP BY 1 ORDER BY 1`;
  expect(await rowsOf(session, sql, { mode: "js" })).toEqual([
    { type: "delete", n: 3 },
    { type: "update_postimage", n: 7 },
    { type: "update_preimage", n: 7 },
  ]);
  await session.registerTable("rows", { delta: folders.plain, changes: { snapshotVersion: 1 } });
  const all = `SELECT count(*) AS n, min(_change_type) AS type, max(_commit_version) AS version, min(_commit_timestamp) > '2020-01-01' AS known FROM rows`;
  expect(await rowsOf(session, all, { mode: "js" })).toEqual([{ n: 21, type: "insert", version: 1, known: true }]);
});

describe("a range that cannot be read is refused:", () => {
  it.each<[string, ChangeFeedOptions, object]>([
    ["no such version", { fromVersion: 99 }, { code: "version-not-found", details: { version: 99, newestVersion: 8 } }],
    ["no such end", { fromVersion: 0, toVersion: 99 }, { code: "version-not-found", details: { version: 99 } }],
    ["its end before its beginning", { fromVersion: 3, toVersion: 2 }, { code: "invalid-option" }],
    ["no beginning", {}, { code: "invalid-option", details: { option: "fromVersion" } }],
    ["two beginnings", { fromVersion: 1, fromTimestamp: new Date() }, { code: "invalid-option" }],
    ["two ends", { fromVersion: 1, toVersion: 2, toTimestamp: new Date() }, { code: "invalid-option" }],
    ["an unknown column", { fromVersion: 1, columns: ["nix"] }, { code: "unknown-column", details: { column: "nix" } }],
    ["an unknown column in the predicate", { fromVersion: 1, predicate: "nix > 1" }, { code: "unknown-column" }],
    ["a predicate that is no SQL", { fromVersion: 1, predicate: "id >" }, { code: "syntax-error" }],
    ["an unknown option", { fromVersion: 1, until: 3 } as never, { code: "unknown-option" }],
  ])("%s", async (_what, options, error) => {
    expect(await caught(changesOf(openSession().delta(folders.plain), options))).toMatchObject(error);
  });

  it("versions before the feed was on", async () => {
    const folder = join(temporaryFolder(), "t");
    await python(
      `
import sys, pyarrow as pa
from deltalake import DeltaTable, write_deltalake
rows = pa.table({"id": [1, 2, 3]})
write_deltalake(sys.argv[1], rows)
write_deltalake(sys.argv[1], rows, mode="append")
DeltaTable(sys.argv[1]).alter.set_table_properties({"delta.enableChangeDataFeed": "true"})
write_deltalake(sys.argv[1], rows, mode="append")
DeltaTable(sys.argv[1]).alter.set_table_properties({"delta.enableChangeDataFeed": "false"})
write_deltalake(sys.argv[1], rows, mode="append")`,
      folder,
    );
    const table = openSession().delta(folder);
    expect(await changesOf(table, { fromVersion: 2, toVersion: 3 })).toHaveLength(3);
    for (const [range, version] of [
      [{ fromVersion: 0, toVersion: 3 }, 0],
      [{ fromVersion: 1, toVersion: 1 }, 1],
      [{ fromVersion: 2 }, 4],
      [{ fromVersion: 5 }, 5],
    ] as const) {
      const error = await caught(table.changes(range));
      expect(error).toMatchObject({
        code: "change-data-feed-off",
        details: { uri: `file://${folder}/`, version, property: "delta.enableChangeDataFeed" },
      });
      expect(error.message).toContain('set its property delta.enableChangeDataFeed to "true"');
    }
  });

  it("a column that went or changed its type within it", async () => {
    const folder = join(temporaryFolder(), "t");
    await python(
      `
import sys, pyarrow as pa
from deltalake import write_deltalake
write_deltalake(sys.argv[1], pa.table({"id": [1], "note": ["a"]}), configuration={"delta.enableChangeDataFeed": "true"})
write_deltalake(sys.argv[1], pa.table({"id": [2], "note": ["b"], "more": [1.5]}), mode="append", schema_mode="merge")
write_deltalake(sys.argv[1], pa.table({"id": [3], "note": [4]}), mode="overwrite", schema_mode="overwrite")`,
      folder,
    );
    const table = openSession().delta(folder);
    const evolved = await changesOf(table, { fromVersion: 0, toVersion: 1, columns: ["id", "more"] });
    expect(evolved).toEqual(
      expect.arrayContaining([
        { id: 1, more: null },
        { id: 2, more: 1.5 },
      ]),
    );
    expect(await caught(table.changes({ fromVersion: 0 }))).toMatchObject({
      code: "schema-mismatch",
      details: { column: "note", version: 0 },
    });
  });

  it("commits that log clean-up has taken", async () => {
    const folder = join(temporaryFolder(), "t");
    await python(
      `
import sys, os, pyarrow as pa
from deltalake import DeltaTable, write_deltalake
for step in range(4):
    write_deltalake(sys.argv[1], pa.table({"id": [step]}), mode="append", configuration={"delta.enableChangeDataFeed": "true"})
DeltaTable(sys.argv[1]).create_checkpoint()
for step in range(2):
    os.remove(os.path.join(sys.argv[1], "_delta_log", f"{step:020}.json"))`,
      folder,
    );
    const table = openSession().delta(folder);
    expect(await caught(table.changes({ fromVersion: 1 }))).toMatchObject({
      code: "version-not-found",
      details: { version: 1, oldestVersion: 2, newestVersion: 3 },
    });
    expect(await changesOf(table, { fromVersion: 3, columns: ["id"] })).toEqual([{ id: 3 }]);
  });

  it("a commit that is torn", async () => {
    const folder = join(temporaryFolder(), "t");
    const make = `
import sys, pyarrow as pa
from deltalake import write_deltalake
for step in range(3):
    write_deltalake(sys.argv[1], pa.table({"id": [step]}), mode="append", configuration={"delta.enableChangeDataFeed": "true"})`;
    await python(make, folder);
    const commit = join(folder, "_delta_log", "00000000000000000001.json");
    const whole = readFileSync(commit, "utf8");
    writeFileSync(commit, whole.slice(0, whole.length - 40));
    expect(await caught(openSession().delta(folder).changes({ fromVersion: 0 }))).toMatchObject({
      code: "file-unreadable",
    });
  });
});

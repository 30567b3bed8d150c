import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Field, Int32, Schema, TimestampMicrosecond, tableFromArrays, Utf8 } from "apache-arrow";
import { beforeAll, describe, expect, it } from "vitest";
import type { DeltaTable, EngineSession } from "../src/index.js";
import { bothRead, type DeltaPeers, startDeltaPeers } from "./support/delta-peers.js";
import { caught, openSession, rowsOf } from "./support/sessions.js";
import { temporaryFolder } from "./support/temporary-folder.js";

let peers: DeltaPeers;
beforeAll(async () => {
  peers = await startDeltaPeers();
}, 300_000);

const flights = (month: number, ...delays: number[]) =>
  tableFromArrays({ month: Int32Array.from(delays, () => month), delay: Int32Array.from(delays) });

/** Three files in two months. */
async function written(session: EngineSession): Promise<DeltaTable> {
  const table = session.delta(join(temporaryFolder(), "flights"));
  await table.write(flights(1, 9, 3), { mode: "create", partitionBy: ["month"] });
  await table.write(flights(1, 5), { mode: "append" });
  await table.write(flights(2, 7), { mode: "append" });
  return table;
}

async function delaysIn(session: EngineSession, table: DeltaTable): Promise<unknown[]> {
  await session.deregisterTable("flights");
  await session.registerTable("flights", { delta: table.uri });
  const rows = await rowsOf(session, "SELECT month, delay FROM flights ORDER BY 2", { mode: "js" });
  const read = (await peers(table.uri, bothRead)) as unknown[][];
  const delay = (read[0] ?? []).length - 1;
  const byOthers = read.map((row) => row.map(Number).filter((_, at) => at === delay || row.length === 1));
  expect(rows.length).toBe(byOthers.length);
  return rows.map((row) => row["delay"]);
}

const dataFiles = (table: DeltaTable) =>
  readdirSync(table.uri, { recursive: true }).filter((name) => String(name).endsWith(".parquet"));

describe("optimize", () => {
  it("joins the small files of a partition", async () => {
    const session = openSession();
    const table = await written(session);
    const report = await table.optimize({ kind: "compact" });
    expect(report).toMatchObject({ version: 3, filesAdded: 1, filesRemoved: 2, partitionsOptimized: 1 });
    expect(report.bytesAdded).toBeGreaterThan(0);
    expect(await delaysIn(session, table)).toEqual([3, 5, 7, 9]);
    expect(await table.optimize({ kind: "compact" })).toMatchObject({ version: 3, filesAdded: 0, filesRemoved: 0 });
  });

  it("sorts along a Z-order curve, in the partitions that are asked for", async () => {
    const session = openSession();
    const table = await written(session);
    const report = await table.optimize({ kind: "z-order", columns: ["delay"], where: "month = 2" });
    expect(report).toMatchObject({ filesAdded: 1, filesRemoved: 1, filesConsidered: 1 });
    await table.optimize({ kind: "z-order", columns: ["delay"], where: "month IN (1) AND month < 2" });
    expect(await delaysIn(session, table)).toEqual([3, 5, 7, 9]);
    expect(await table.describe()).toMatchObject({ files: 2 });
  });

  it("refuses what it does not do", async () => {
    const table = await written(openSession());
    const invalid = (option: string) => ({ code: "invalid-option", details: { option } });
    expect(await caught(table.optimize({} as never))).toMatchObject(invalid("kind"));
    expect(await caught(table.optimize({ kind: "z-order" }))).toMatchObject(invalid("columns"));
    expect(await caught(table.optimize({ kind: "compact", columns: ["delay"] }))).toMatchObject(invalid("columns"));
    expect(await caught(table.optimize({ kind: "compact", where: "delay > 3" }))).toMatchObject(invalid("where"));
    expect(await caught(table.optimize({ kind: "compact", where: "month = 1 OR month = 2" }))).toMatchObject(
      invalid("where"),
    );
    expect(await caught(table.optimize({ kind: "z-order", columns: ["gate"] }))).toMatchObject({
      code: "unknown-column",
    });
  });
});

describe("vacuum", () => {
  it("tells first, and removes when it is told to", async () => {
    const session = openSession();
    const table = await written(session);
    await table.optimize({ kind: "compact" });
    expect(await table.vacuum()).toMatchObject({ dryRun: true, files: [], version: 3 });
    expect(await caught(table.vacuum({ retentionHours: 0 }))).toMatchObject({
      code: "invalid-option",
      details: { option: "retentionHours" },
    });
    const now = { retentionHours: 0, allowShortRetention: true };
    const dry = await table.vacuum(now);
    expect(dry.files).toHaveLength(2);
    expect(dataFiles(table)).toHaveLength(4);
    const report = await table.vacuum({ ...now, dryRun: false });
    expect([...report.files].sort()).toEqual([...dry.files].sort());
    expect(dataFiles(table)).toHaveLength(2);
    expect(await delaysIn(session, table)).toEqual([3, 5, 7, 9]);
  });
});

describe("restore", () => {
  it("makes an older version the newest", async () => {
    const session = openSession();
    const table = await written(session);
    expect(await table.restore({ version: 0 })).toMatchObject({ version: 3, restoredVersion: 0, filesRemoved: 2 });
    expect(await delaysIn(session, table)).toEqual([3, 9]);
    await sleep(20);
    const then = new Date();
    await sleep(20);
    await table.delete("true");
    expect(await table.restore({ timestamp: then })).toMatchObject({ restoredVersion: 3 });
    expect(await delaysIn(session, table)).toEqual([3, 9]);
  });

  it("says what is not there", async () => {
    const table = await written(openSession());
    expect(await caught(table.restore({ version: 9 }))).toMatchObject({
      code: "version-not-found",
      details: { newestVersion: 2 },
    });
    expect(await caught(table.restore({ version: 2 }))).toMatchObject({ code: "invalid-option" });
    expect(await caught(table.restore({}))).toMatchObject({ code: "invalid-option" });
    await table.delete("true");
    await table.vacuum({ retentionHours: 0, allowShortRetention: true, dryRun: false });
    expect(await caught(table.restore({ version: 1 }))).toMatchObject({
      code: "file-not-found",
      details: { path: expect.stringContaining(".parquet") },
    });
  });
});

it("writes a checkpoint that stands for the log before it", async () => {
  const session = openSession();
  const table = await written(session);
  expect(await table.checkpoint()).toMatchObject({ version: 2 });
  for (const version of [0, 1]) rmSync(join(table.uri, "_delta_log", `${String(version).padStart(20, "0")}.json`));
  expect(await delaysIn(session, table)).toEqual([3, 5, 7, 9]);
  expect((await table.history()).map((commit) => commit.version)).toEqual([2]);
});

it("tells its history, newest first, and the version of a time", async () => {
  const table = await written(openSession());
  const commits = await table.history();
  expect(commits.map(({ version, operation }) => [version, operation])).toEqual([
    [2, "WRITE"],
    [1, "WRITE"],
    [0, "WRITE"],
  ]);
  expect(commits[0]?.committedAtMs).toBeGreaterThan(Date.now() - 60_000);
  expect(commits[0]?.commitInfo).toMatchObject({ operationParameters: { mode: "Append" } });
  expect(await table.history({ limit: 1 })).toEqual(commits.slice(0, 1));
  expect(await table.versionAt(new Date())).toBe(2);
  expect(await caught(table.versionAt("2001-01-01"))).toMatchObject({ code: "timestamp-out-of-range" });
});

describe("create", () => {
  const schema = new Schema([
    new Field("id", new Int32(), false),
    new Field("at", new TimestampMicrosecond("UTC"), true),
    new Field("day", new Utf8(), true),
    new Field("note", new Utf8(), true),
  ]);

  it("makes an empty table with properties, constraints and generated columns", async () => {
    const session = openSession();
    const table = session.delta(join(temporaryFolder(), "events"));
    const report = await table.create(schema, {
      name: "events",
      description: "What happened",
      partitionBy: ["day"],
      properties: { "delta.enableChangeDataFeed": "true", "owner.team": "data" },
      generatedColumns: { day: "substr(CAST(at AS STRING), 1, 10)" },
      constraints: { positive: "id > 0" },
      commitMetadata: { reason: "test" },
    });
    expect(report).toMatchObject({ version: 0, alreadyApplied: false });
    expect(await table.describe()).toMatchObject({
      files: 0,
      partitionColumns: ["day"],
      metadata: {
        name: "events",
        description: "What happened",
        configuration: {
          "delta.enableChangeDataFeed": "true",
          "owner.team": "data",
          "delta.constraints.positive": "id > 0",
        },
      },
      protocol: { minReaderVersion: 1 },
    });
    const at = `arrow_cast('2024-02-29T10:00:00Z', 'Timestamp(Microsecond, Some("UTC"))') AS at`;
    const rows = await session.prepare(`SELECT CAST(value AS INT) AS id, ${at}, 'x' AS note FROM range(1, 3)`);
    await table.write(rows, { mode: "append" });
    expect(await peers(table.uri, "answer = [row[2] for row in rows_by_deltalake(table)]")).toEqual([
      "2024-02-29",
      "2024-02-29",
    ]);
    const negative = await session.prepare(`SELECT CAST(-1 AS INT) AS id, ${at}, 'x' AS note`);
    expect(await caught(table.write(negative, { mode: "append" }))).toMatchObject({ code: "constraint-violated" });
    const wrongDay = await session.prepare(`SELECT CAST(9 AS INT) AS id, ${at}, '2023-01-01' AS day, 'x' AS note`);
    expect(await caught(table.write(wrongDay, { mode: "append" }))).toMatchObject({ code: "constraint-violated" });
  });

  it("maps columns by name or id, and the table is read by others", async () => {
    const session = openSession();
    for (const mode of ["name", "id"]) {
      const table = session.delta(join(temporaryFolder(), "mapped"));
      await table.create(schema, { properties: { "delta.columnMapping.mode": mode } });
      expect((await table.describe()).metadata.schemaString).toContain("delta.columnMapping.physicalName");
      await table.write(await session.prepare("SELECT CAST(1 AS INT) AS id, NULL AS at, 'd' AS day, 'n' AS note"), {
        mode: "append",
      });
      expect(await peers(table.uri, bothRead)).toEqual([[1, null, "d", "n"]]);
      expect(await caught(table.optimize({ kind: "compact" }))).toMatchObject({
        code: "unsupported-delta-feature",
        details: { feature: "columnMapping" },
      });
    }
  });

  it("refuses what cannot be made, and makes nothing", async () => {
    const session = openSession();
    const table = session.delta(join(temporaryFolder(), "events"));
    const refusals: [options: object, code: string, option: string][] = [
      [{ partitionBy: ["gate"] }, "invalid-option", "partitionBy"],
      [{ properties: { "delta.noSuchThing": "1" } }, "invalid-option", "properties"],
      [{ properties: { "delta.enableRowTracking": "true" } }, "invalid-option", "properties"],
      [{ constraints: { broken: "id >" } }, "syntax-error", "constraints"],
      [{ generatedColumns: { gate: "id" } }, "invalid-option", "generatedColumns"],
      [{ generatedColumns: { note: "nothing" } }, "unknown-column", "generatedColumns"],
    ];
    for (const [options, code, option] of refusals) {
      expect(await caught(table.create(schema, options))).toMatchObject({ code, details: { option } });
    }
    expect(await caught(table.create({} as never))).toMatchObject({ code: "invalid-option" });
    expect(await caught(table.describe())).toMatchObject({ code: "not-a-delta-table" });
    await table.create(schema);
    expect(await caught(table.create(schema))).toMatchObject({ code: "table-exists" });
  });

  it("is done once with a transaction", async () => {
    const table = openSession().delta(join(temporaryFolder(), "events"));
    const options = { transaction: { appId: "setup", version: 1 } };
    expect(await table.create(schema, options)).toMatchObject({ alreadyApplied: false });
    expect(await table.create(schema, options)).toMatchObject({ alreadyApplied: true, version: 0 });
  });
});

describe("constraints and properties", () => {
  it("hold for the rows of today and of tomorrow", async () => {
    const session = openSession();
    const table = await written(session);
    expect(await caught(table.addConstraint("short", "delay < 9"))).toMatchObject({ code: "constraint-violated" });
    expect(await table.addConstraint("late", "delay >= 0")).toMatchObject({ version: 3 });
    expect(await caught(table.write(flights(3, -1), { mode: "append" }))).toMatchObject({
      code: "constraint-violated",
    });
    expect(await caught(table.update({ delay: "-1" }))).toMatchObject({ code: "constraint-violated" });
    expect(await caught(table.addConstraint("broken", "delay >"))).toMatchObject({
      code: "syntax-error",
      details: { option: "expression" },
    });
    expect(await delaysIn(session, table)).toEqual([3, 5, 7, 9]);
    const rule = "answer = deltalake.DeltaTable(table).metadata().configuration['delta.constraints.late']";
    expect(await peers(table.uri, rule)).toMatch(/delay >= 0/);
  });

  it("are set, if there is such a property", async () => {
    const table = await written(openSession());
    await table.setProperties({ "delta.appendOnly": "true", "owner.team": "data" });
    expect((await table.describe()).metadata.configuration).toEqual({
      "delta.appendOnly": "true",
      "owner.team": "data",
    });
    expect(await caught(table.delete("true"))).toMatchObject({ code: "constraint-violated" });
    for (const property of ["delta.nothing", "delta.constraints.late"]) {
      expect(await caught(table.setProperties({ [property]: "1" }))).toMatchObject({
        code: "invalid-option",
        details: { option: "properties", property },
      });
    }
    expect(await caught(table.setProperties({ "delta.columnMapping.mode": "name" }))).toMatchObject({
      code: "unsupported-delta-feature",
    });
  });
});

describe("convertToDelta", () => {
  it("makes a table of Parquet files where they lie", async () => {
    const session = openSession();
    const table = session.delta(join(temporaryFolder(), "parquet"));
    await peers(
      table.uri,
      "pq.write_to_dataset(pa.table({'month': [1, 1, 2], 'delay': [3, 5, 7]}), table, partition_cols=['month'])",
    );
    const report = await table.convertToDelta({ partitionColumns: { month: "int32" }, name: "flights" });
    expect(report).toMatchObject({ version: 0, files: 2, alreadyApplied: false });
    expect(await delaysIn(session, table)).toEqual([3, 5, 7]);
    await table.write(flights(2, 9), { mode: "append" });
    expect(await delaysIn(session, table)).toEqual([3, 5, 7, 9]);
    expect(await caught(table.convertToDelta())).toMatchObject({ code: "table-exists" });
  });

  it("says what is wrong with the folder", async () => {
    const session = openSession();
    const table = session.delta(join(temporaryFolder(), "parquet"));
    await peers(
      table.uri,
      "pq.write_to_dataset(pa.table({'month': [1], 'delay': [3]}), table, partition_cols=['month'])",
    );
    const invalid = { code: "invalid-option", details: { option: "partitionColumns" } };
    expect(await caught(table.convertToDelta())).toMatchObject(invalid);
    expect(await caught(table.convertToDelta({ partitionColumns: { day: "int32" } }))).toMatchObject(invalid);
    expect(await caught(session.delta(temporaryFolder()).convertToDelta())).toMatchObject({ code: "file-not-found" });
  });
});

it("stops every operation at a signal", async () => {
  const session = openSession();
  const table = await written(session);
  const signal = AbortSignal.abort();
  const log = () => readFileSync(join(table.uri, "_delta_log", "00000000000000000002.json"), "utf8");
  const before = log();
  for (const stopped of [
    table.delete("true", { signal }),
    table.update({ delay: "0" }, { signal }),
    table.optimize({ kind: "compact", signal }),
    table.vacuum({ signal }),
    table.restore({ version: 0, signal }),
    table.checkpoint({ signal }),
    table.history({ signal }),
    table.versionAt(new Date(), { signal }),
    table.addConstraint("late", "delay > 0", { signal }),
    table.setProperties({ a: "b" }, { signal }),
  ]) {
    expect(await caught(stopped)).toMatchObject({ code: "aborted" });
  }
  expect(log()).toBe(before);
  expect(await table.describe()).toMatchObject({ version: 2 });
});

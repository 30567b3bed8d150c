import { join } from "node:path";
import { Field, Int32, Schema, TimestampMicrosecond, Utf8 } from "apache-arrow";
import { beforeAll, describe, expect, it } from "vitest";
import { bothRead, type DeltaPeers, startDeltaPeers } from "./support/delta-peers.js";
import { delaysIn, flights, flightsTable } from "./support/flights-table.js";
import { caught, openSession } from "./support/sessions.js";
import { temporaryFolder } from "./support/temporary-folder.js";

let peers: DeltaPeers;
beforeAll(async () => {
  peers = await startDeltaPeers();
}, 300_000);

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
    const table = await flightsTable(session);
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
    expect(await delaysIn(session, table, peers)).toEqual([3, 5, 7, 9]);
    const rule = "answer = deltalake.DeltaTable(table).metadata().configuration['delta.constraints.late']";
    expect(await peers(table.uri, rule)).toMatch(/delay >= 0/);
  });

  it("are set, if there is such a property", async () => {
    const table = await flightsTable(openSession());
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
    expect(await delaysIn(session, table, peers)).toEqual([3, 5, 7]);
    await table.write(flights(2, 9), { mode: "append" });
    expect(await delaysIn(session, table, peers)).toEqual([3, 5, 7, 9]);
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

import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  Decimal as DecimalType,
  Field,
  Int32,
  List,
  type RecordBatch,
  Schema,
  TimestampMicrosecond,
  tableFromArrays,
  Utf8,
} from "apache-arrow";
import { describe, expect, it } from "vitest";
import { batchesOfRows } from "../src/index.js";
import { batchesOf, caught, openSession, rowsOf } from "./support/sessions.js";
import { temporaryFolder } from "./support/temporary-folder.js";

const flights = (month: number, rows: number) =>
  tableFromArrays({
    month: Int32Array.from({ length: rows }, () => month),
    delay: Float64Array.from({ length: rows }, (_, index) => index),
  });

describe("a Delta table", () => {
  it("is made, added to, replaced, and read at each version", async () => {
    const session = openSession();
    const table = session.delta(join(temporaryFolder(), "flights"));
    expect(await table.write(flights(1, 10), { mode: "create", partitionBy: ["month"] })).toMatchObject({
      version: 0,
      rows: 10,
      files: 1,
      partitions: 1,
    });
    expect(await table.write(flights(2, 5), { mode: "append" })).toMatchObject({ version: 1, rows: 5 });
    expect(await table.write(flights(3, 1), { mode: "overwrite", commitMetadata: { reason: "test" } })).toMatchObject({
      version: 2,
      rows: 1,
    });
    for (const [version, rows] of [
      [0, 10n],
      [1, 15n],
      [2, 1n],
    ] as const) {
      const registered = await session.registerTable(`v${version}`, { delta: table.uri, version });
      expect(registered).toMatchObject({ kind: "delta", version });
      expect(await rowsOf(session, `SELECT count(*) AS n FROM v${version}`)).toEqual([{ n: rows }]);
    }
    await session.registerTable("newest", { delta: table.uri });
    expect(session.tables().find((known) => known.name === "newest")).toMatchObject({ version: 2, files: 1 });
    expect(await table.describe()).toMatchObject({
      version: 2,
      partitionColumns: ["month"],
      files: 1,
      columns: [{ name: "month" }, { name: "delay" }],
    });
    expect(await table.describe({ version: 1 })).toMatchObject({ version: 1, files: 2 });
  });

  it("is read as of a time", async () => {
    const session = openSession();
    const table = session.delta(join(temporaryFolder(), "flights"));
    await table.write(flights(1, 10), { mode: "create" });
    await sleep(20);
    const between = new Date();
    await sleep(20);
    await table.write(flights(2, 5), { mode: "append" });
    expect(await session.registerTable("then", { delta: table.uri, timestamp: between })).toMatchObject({ version: 0 });
    expect(
      await caught(session.registerTable("before", { delta: table.uri, timestamp: "2001-01-01T00:00:00Z" })),
    ).toMatchObject({
      code: "timestamp-out-of-range",
    });
    expect(await caught(session.registerTable("later", { delta: table.uri, version: 9 }))).toMatchObject({
      code: "version-not-found",
      details: { version: 9, newestVersion: 1 },
    });
  });

  it("takes the rows of a plan, of a result, of bytes and of a stream", async () => {
    const session = openSession();
    const table = session.delta(join(temporaryFolder(), "numbers"));
    const plan = await session.prepare("SELECT value AS n FROM range(0, 100) WHERE value < $1");
    await table.write(plan, { mode: "create", parameters: [10] });
    await table.write(await plan.execute({ parameters: [20] }), { mode: "append" });
    await table.write((await plan.execute({ parameters: [30] })).ipc(), { mode: "append" });
    const batches = await batchesOf(session, "SELECT value AS n FROM range(0, 40)");
    await table.write(
      (async function* () {
        yield* batches;
      })(),
      { mode: "append" },
    );
    await session.registerTable("numbers", { delta: table.uri });
    expect(await rowsOf(session, "SELECT count(*) AS n, max(n) AS most FROM numbers")).toEqual([
      { n: 100n, most: 39n },
    ]);
  });

  it("takes plain objects from an async iterable, by a schema", async () => {
    const session = openSession();
    const table = session.delta(join(temporaryFolder(), "readings"));
    const schema = new Schema([
      new Field("id", new Int32(), false),
      new Field("at", new TimestampMicrosecond("UTC"), true),
      new Field("price", new DecimalType(2, 12, 128), true),
      new Field("tags", new List(new Field("item", new Utf8(), true)), true),
    ]);
    async function* readings() {
      for (let id = 0; id < 5_000; id += 1) {
        yield id % 2 === 0 ? { id, at: new Date(id), price: "1.25", tags: ["even"] } : { id, price: id };
      }
    }
    expect(await table.write(batchesOfRows(readings(), schema, { batchRows: 512 }), { mode: "create" })).toMatchObject({
      rows: 5_000,
    });
    const changes = [
      { id: 1, price: "9.99" },
      { id: 9_999, tags: [] },
    ];
    expect(
      await table.merge(batchesOfRows(changes, schema), {
        on: "target.id = source.id",
        whenMatched: [{ update: { price: "source.price" } }],
        whenNotMatched: [{ insert: "*" }],
      }),
    ).toMatchObject({ updatedRows: 1, insertedRows: 1 });
    await session.registerTable("readings", { delta: table.uri });
    const sql = "SELECT id, at, price, tags FROM readings WHERE id IN (0, 1, 4999, 9999) ORDER BY id";
    expect(await rowsOf(session, sql, { mode: "json" })).toEqual([
      { id: 0, at: "1970-01-01T00:00:00.000000Z", price: "1.25", tags: ["even"] },
      { id: 1, at: null, price: "9.99", tags: null },
      { id: 4999, at: null, price: "4999.00", tags: null },
      { id: 9999, at: null, price: null, tags: [] },
    ]);
    const bad = batchesOfRows([{ id: 1 }, { id: "2" }], schema);
    expect(await caught(table.write(bad, { mode: "append" }))).toMatchObject({
      code: "schema-mismatch",
      details: { row: 1 },
    });
    expect(await table.describe()).toMatchObject({ version: 1 });
  });

  it("cuts its files where it is told to", async () => {
    const session = openSession({ threads: 1, targetPartitions: 1 });
    const table = session.delta(join(temporaryFolder(), "cut"));
    const plan = await session.prepare("SELECT value AS n, md5(CAST(value AS VARCHAR)) AS text FROM range(0, 200000)");
    const whole = await table.write(plan, { mode: "create" });
    const cut = await table.write(plan, { mode: "overwrite", targetFileBytes: 1_000_000 });
    expect(whole.files).toBe(1);
    expect(cut.files).toBeGreaterThan(4);
    expect(cut.rows).toBe(200_000);
  });

  it("keeps files that a query need not read out of it", async () => {
    const session = openSession();
    const table = session.delta(join(temporaryFolder(), "flights"));
    for (const month of [1, 2, 3]) await table.write(flights(month, 10), { mode: "append", partitionBy: ["month"] });
    await session.registerTable("flights", { delta: table.uri });
    const stream = await (await session.prepare("SELECT sum(delay) AS d FROM flights WHERE month = 2")).execute();
    for await (const batch of stream) expect(batch.getChildAt(0)?.get(0)).toBe(45);
    expect(stream.report.scans).toMatchObject([
      { table: "flights", kind: "delta", version: 2, filesTotal: 3, filesRead: 1 },
    ]);
  });

  it("is not made twice, and not changed by rows of another schema", async () => {
    const session = openSession();
    const table = session.delta(join(temporaryFolder(), "flights"));
    await table.write(flights(1, 1), { mode: "create" });
    expect(await caught(table.write(flights(1, 1), { mode: "create" }))).toMatchObject({ code: "table-exists" });
    expect(await caught(table.write(tableFromArrays({ other: ["x"] }), { mode: "append" }))).toMatchObject({
      code: "schema-mismatch",
    });
    expect(await table.describe()).toMatchObject({ version: 0 });
  });

  it("commits nothing when the source fails or the signal fires", async () => {
    const session = openSession();
    const folder = join(temporaryFolder(), "flights");
    const table = session.delta(folder);
    const [batch] = flights(1, 1000).batches as [RecordBatch];
    const failing = (async function* () {
      yield batch;
      throw new TypeError("the source broke");
    })();
    await expect(table.write(failing, { mode: "create" })).rejects.toThrow(new TypeError("the source broke"));
    const endless = (async function* () {
      for (;;) {
        yield batch;
        await sleep(1);
      }
    })();
    expect(await caught(table.write(endless, { mode: "create", timeoutMs: 100 }))).toMatchObject({ code: "timeout" });
    expect(await caught(table.write(Buffer.from("no arrow, no arrow"), { mode: "create" }))).toMatchObject({
      code: "invalid-arrow",
    });
    expect(
      existsSync(join(folder, "_delta_log"))
        ? readdirSync(join(folder, "_delta_log")).filter((name) => name.endsWith(".json"))
        : [],
    ).toEqual([]);
    expect(await table.write(flights(1, 1), { mode: "create" })).toMatchObject({ version: 0, rows: 1 });
  });
});

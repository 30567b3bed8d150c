import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type RecordBatch, tableFromArrays } from "apache-arrow";
import { describe, expect, it } from "vitest";
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

import { join } from "node:path";
import { tableFromArrays } from "apache-arrow";
import { beforeAll, describe, expect, it } from "vitest";
import type { DeltaTable, EngineSession } from "../src/index.js";
import { bothRead, type DeltaPeers, startDeltaPeers } from "./support/delta-peers.js";
import { caught, openSession, rowsOf } from "./support/sessions.js";
import { temporaryFolder } from "./support/temporary-folder.js";

let peers: DeltaPeers;
beforeAll(async () => {
  peers = await startDeltaPeers();
}, 300_000);

const people = (...rows: [id: number, name: string | null, age: number][]) =>
  tableFromArrays({
    id: Int32Array.from(rows, ([id]) => id),
    name: rows.map(([, name]) => name),
    age: Int32Array.from(rows, ([, , age]) => age),
  });

const three = () => people([1, "Ada", 36], [2, "Blaise", 39], [3, null, 70]);

async function written(session: EngineSession, rows = three()): Promise<DeltaTable> {
  const table = session.delta(join(temporaryFolder(), "people"));
  await table.write(rows, { mode: "create" });
  return table;
}

/** The rows as we read them; deltalake and DuckDB must read the same. */
async function rowsIn(session: EngineSession, table: DeltaTable): Promise<unknown[][]> {
  await session.deregisterTable("people");
  await session.registerTable("people", { delta: table.uri });
  const ours = (await rowsOf(session, "SELECT * FROM people", { mode: "js" })).map((row) => Object.values(row));
  ours.sort((a, b) => Number(a[0]) - Number(b[0]));
  expect(await peers(table.uri, bothRead)).toEqual(ours);
  return ours;
}

describe("delete", () => {
  it("removes the rows that meet a condition, as one commit", async () => {
    const session = openSession();
    const table = await written(session);
    const report = await table.delete("age > 38 AND name IS NOT NULL", { commitMetadata: { reason: "test" } });
    expect(report).toMatchObject({ version: 1, deletedRows: 1, copiedRows: 2, filesAdded: 1, filesRemoved: 1 });
    expect(report.alreadyApplied).toBe(false);
    expect(await rowsIn(session, table)).toEqual([
      [1, "Ada", 36],
      [3, null, 70],
    ]);
    expect((await table.history({ limit: 1 }))[0]).toMatchObject({
      operation: "DELETE",
      commitInfo: { reason: "test" },
    });
    expect(await table.delete("true")).toMatchObject({ version: 2 });
    expect(await rowsIn(session, table)).toEqual([]);
  });

  it("refuses conditions that are none, and says where", async () => {
    const table = await written(openSession());
    const details = { option: "predicate" };
    expect(await caught(table.delete("age >"))).toMatchObject({ code: "syntax-error", details });
    expect(await caught(table.delete("height > 2"))).toMatchObject({ code: "unknown-column", details });
    expect(await caught(table.delete("age + 1"))).toMatchObject({ code: "type-mismatch", details });
    expect(await caught(table.delete(undefined as never))).toMatchObject({ code: "invalid-option", details });
    expect(await table.describe()).toMatchObject({ version: 0 });
  });
});

describe("update", () => {
  it("gives columns new values where a condition holds", async () => {
    const session = openSession();
    const table = await written(session);
    const report = await table.update({ age: "age + 1", name: "coalesce(name, 'unknown')" }, { predicate: "id >= 2" });
    expect(report).toMatchObject({ version: 1, updatedRows: 2, copiedRows: 1, filesAdded: 1, filesRemoved: 1 });
    expect(await rowsIn(session, table)).toEqual([
      [1, "Ada", 36],
      [2, "Blaise", 40],
      [3, "unknown", 71],
    ]);
    await table.update({ age: "0" });
    expect((await rowsIn(session, table)).map((row) => row[2])).toEqual([0, 0, 0]);
  });

  it("refuses columns that the table does not have, and values that do not fit", async () => {
    const table = await written(openSession());
    expect(await caught(table.update({ height: "1" }))).toMatchObject({
      code: "unknown-column",
      details: { column: "height" },
    });
    expect(await caught(table.update({}))).toMatchObject({ code: "invalid-option", details: { option: "set" } });
    await caught(table.update({ age: "'many'" }));
    expect(await table.describe()).toMatchObject({ version: 0 });
  });
});

describe("merge", () => {
  const changes = () => people([2, "Blaise P.", 40], [4, "Dorothy", 90]);

  it("updates what matches and inserts what does not", async () => {
    const session = openSession();
    const table = await written(session);
    const report = await table.merge(changes(), {
      on: "target.id = source.id",
      whenMatched: [{ update: { name: "source.name", age: "target.age + 100" } }],
      whenNotMatched: [{ insert: "*" }],
    });
    expect(report).toMatchObject({ version: 1, sourceRows: 2, insertedRows: 1, updatedRows: 1, deletedRows: 0 });
    expect(await rowsIn(session, table)).toEqual([
      [1, "Ada", 36],
      [2, "Blaise P.", 139],
      [3, null, 70],
      [4, "Dorothy", 90],
    ]);
  });

  it("takes the first clause whose condition holds, of each kind", async () => {
    const session = openSession();
    const table = await written(session);
    const source = people([1, "first", 1], [2, "second", 2], [5, "young", 3], [6, "old", 99]);
    const report = await table.merge(source, {
      on: "t.id = s.id",
      sourceAlias: "s",
      targetAlias: "t",
      whenMatched: [{ delete: true, if: "s.name = 'first'" }, { update: "*" }],
      whenNotMatched: [{ if: "s.age > 50", insert: { id: "s.id", age: "s.age + 1" } }],
      whenNotMatchedBySource: [{ if: "t.age > 60", update: { name: "'retired'" } }, { delete: true }],
    });
    expect(report).toMatchObject({ insertedRows: 1, updatedRows: 2, deletedRows: 1 });
    expect(await rowsIn(session, table)).toEqual([
      [2, "second", 2],
      [3, "retired", 70],
      [6, null, 100],
    ]);
  });

  it("streams a source that is a plan, a result, bytes or batches", async () => {
    const session = openSession();
    const table = session.delta(join(temporaryFolder(), "numbers"));
    await table.write(await session.prepare("SELECT value AS n, 0 AS seen FROM range(0, 10)"), { mode: "create" });
    const plan = await session.prepare("SELECT value AS n, 1 AS seen FROM range(0, 100) WHERE value < $1");
    const options = {
      on: "target.n = source.n",
      whenMatched: [{ update: { seen: "target.seen + source.seen" } }],
      whenNotMatched: [{ insert: "*" }],
    } as const;
    expect(await table.merge(plan, { ...options, parameters: [12] })).toMatchObject({
      insertedRows: 2,
      updatedRows: 10,
    });
    await table.merge(await plan.execute({ parameters: [12] }), options);
    await table.merge((await plan.execute({ parameters: [12] })).ipc(), options);
    async function* batches() {
      for await (const batch of await plan.execute({ parameters: [12] })) yield batch;
    }
    expect(await table.merge(batches(), options)).toMatchObject({ sourceRows: 12, updatedRows: 12 });
    await session.registerTable("numbers", { delta: table.uri });
    expect(await rowsOf(session, "SELECT count(*) AS n, sum(seen) AS seen FROM numbers", { mode: "js" })).toEqual([
      { n: 12, seen: 48 },
    ]);
  });

  it("adds the columns of the source when it is asked to", async () => {
    const session = openSession();
    const table = await written(session);
    const source = tableFromArrays({ id: Int32Array.of(1, 9), age: Int32Array.of(1, 50), city: ["London", "Paris"] });
    const options = {
      on: "target.id = source.id",
      whenMatched: [{ update: { city: "source.city" } }],
      whenNotMatched: [{ insert: { id: "source.id", age: "source.age", city: "source.city" } }],
    } as const;
    expect(await caught(table.merge(source, options))).toMatchObject({
      code: "unknown-column",
      details: { column: "city" },
    });
    await table.merge(source, { ...options, mergeSchema: true });
    expect(await rowsIn(session, table)).toEqual([
      [1, "Ada", 36, "London"],
      [2, "Blaise", 39, null],
      [3, null, 70, null],
      [9, null, 50, "Paris"],
    ]);
  });

  it("refuses ambiguous matches, and clauses that are none", async () => {
    const table = await written(openSession());
    const twice = people([1, "x", 1], [1, "y", 2]);
    const whenMatched = [{ update: "*" }] as const;
    expect(await caught(table.merge(twice, { on: "target.id = source.id", whenMatched }))).toMatchObject({
      code: "execution-error",
    });
    expect(await caught(table.merge(changes(), { on: "target.id = source.nothing", whenMatched }))).toMatchObject({
      code: "unknown-column",
      details: { option: "on" },
    });
    for (const clauses of [{}, { whenMatched: [{ insert: "*" }] }, { whenNotMatched: [{ insert: 1 }] }]) {
      expect(await caught(table.merge(changes(), { on: "true", ...clauses } as never))).toMatchObject({
        code: "invalid-option",
      });
    }
    expect(await table.describe()).toMatchObject({ version: 0 });
  });

  it("commits nothing when the source fails or the signal fires", async () => {
    const table = await written(openSession());
    const [batch] = changes().batches;
    const failing = (async function* () {
      yield batch as NonNullable<typeof batch>;
      throw new TypeError("the source broke");
    })();
    const options = { on: "target.id = source.id", whenMatched: [{ delete: true }] } as const;
    await expect(table.merge(failing, options)).rejects.toThrow(new TypeError("the source broke"));
    const endless = (async function* () {
      for (;;) yield batch as NonNullable<typeof batch>;
    })();
    expect(await caught(table.merge(endless, { ...options, timeoutMs: 300 }))).toMatchObject({ code: "timeout" });
    expect(await table.describe()).toMatchObject({ version: 0 });
  });
});

it("applies a change with a transaction once", async () => {
  const session = openSession();
  const table = await written(session);
  const transaction = (version: number) => ({ transaction: { appId: "nightly", version } });
  const options = {
    on: "target.id = source.id",
    whenMatched: [{ update: { age: "target.age + 1" } }],
  } as const;
  const first = people([1, "x", 1]);
  expect(await table.merge(first, { ...options, ...transaction(1) })).toMatchObject({
    alreadyApplied: false,
    updatedRows: 1,
  });
  expect(await table.merge(first, { ...options, ...transaction(1) })).toMatchObject({
    alreadyApplied: true,
    updatedRows: 0,
  });
  expect(await table.update({ age: "age + 1" }, transaction(2))).toMatchObject({ alreadyApplied: false });
  expect(await table.update({ age: "age + 1" }, transaction(2))).toMatchObject({ alreadyApplied: true, version: 2 });
  expect(await table.delete("id = 3", transaction(2))).toMatchObject({ alreadyApplied: true });
  expect(await table.delete("id = 3", transaction(3))).toMatchObject({ alreadyApplied: false, version: 3 });
  expect((await rowsIn(session, table)).map((row) => row[2])).toEqual([38, 40]);
});

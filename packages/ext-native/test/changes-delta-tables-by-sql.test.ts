import { join } from "node:path";
import { tableFromArrays } from "apache-arrow";
import { beforeAll, describe, expect, it } from "vitest";
import type { DeltaCreateOptions, DeltaTable, EngineSession, StatementOptions } from "../src/index.js";
import { commitsOf } from "./support/delta-log.js";
import { bothRead, type DeltaPeers, startDeltaPeers } from "./support/delta-peers.js";
import { ordersOfTenant, sessionOverOrders } from "./support/secured-tables.js";
import { caught, errorOf, openSession, rowsOf } from "./support/sessions.js";
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

/** A session that may change a table `people` of three rows, which is registered at its newest version. */
async function opened(options: DeltaCreateOptions = {}): Promise<{ session: EngineSession; table: DeltaTable }> {
  const session = openSession({ allow: ["dml"] });
  const table = session.delta(join(temporaryFolder(), "people"));
  await table.create(three().schema, options);
  await table.write(three(), { mode: "append" });
  await session.registerTable("people", { delta: table.uri });
  return { session, table };
}

/** Runs a statement; gives its count and its commit. */
async function changed(session: EngineSession, sql: string, options: StatementOptions = {}) {
  const stream = await (await session.prepare(sql)).execute(options);
  const counts: unknown[] = [];
  for await (const batch of stream) counts.push(...batch.toArray().map((row) => row["count"]));
  expect(counts).toHaveLength(1);
  return { count: counts[0], commit: stream.report.commit };
}

/** The rows as the session sees them in its next query; deltalake and DuckDB must read the same. */
async function rowsIn(session: EngineSession, { uri }: DeltaTable): Promise<unknown[][]> {
  const ours = (await rowsOf(session, "SELECT * FROM people ORDER BY id", { mode: "js" })).map(Object.values);
  const theirs = (await peers(uri, bothRead)) as unknown[][];
  expect(theirs.sort((a, b) => Number(a[0]) - Number(b[0]))).toEqual(ours);
  return ours;
}

describe("INSERT", () => {
  it("adds rows, and the session sees them", async () => {
    const { session, table } = await opened();
    const { count, commit } = await changed(session, "INSERT INTO people VALUES (4, 'Dorothy', 90), (5, 'Emmy', $1)", {
      parameters: [53],
    });
    expect(count).toBe(2n);
    expect(commit).toMatchObject({ operation: "insert", table: "people", version: 2, insertedRows: 2 });
    expect(
      await changed(session, "INSERT INTO people (age, id) SELECT age + 1, id + 10 FROM people WHERE id < 3"),
    ).toMatchObject({
      count: 2n,
      commit: { version: 3, insertedRows: 2, alreadyApplied: false },
    });
    expect(await rowsIn(session, table)).toEqual([
      [1, "Ada", 36],
      [2, "Blaise", 39],
      [3, null, 70],
      [4, "Dorothy", 90],
      [5, "Emmy", 53],
      [11, null, 37],
      [12, null, 40],
    ]);
    const blind = commitsOf(table.uri).map((actions) => actions.find(({ commitInfo }) => commitInfo)?.["commitInfo"]);
    expect(blind.map((info) => info?.["isBlindAppend"])).toEqual([true, true, true, false]);
  });

  it("overwrites all rows", async () => {
    const { session, table } = await opened();
    expect(await changed(session, "INSERT OVERWRITE people SELECT * FROM people WHERE id = 2")).toMatchObject({
      count: 1n,
      commit: { operation: "overwrite", version: 2 },
    });
    expect(await rowsIn(session, table)).toEqual([[2, "Blaise", 39]]);
  });

  it("leaves generated columns to the table", async () => {
    const { session, table } = await openedWithGenerated();
    await changed(session, "INSERT INTO people (id, name) VALUES (7, 'Grace')");
    expect(await rowsOf(session, "SELECT age FROM people WHERE id = 7")).toEqual([{ age: 14 }]);
    expect(await errorOf(session, "INSERT INTO people VALUES (8, 'Hedy', 1)")).toMatchObject({
      code: "constraint-violated",
    });
    expect(await table.describe()).toMatchObject({ version: 2 });
  });
});

/** The same table, where `age` is made of `id`. */
async function openedWithGenerated(): Promise<{ session: EngineSession; table: DeltaTable }> {
  const session = openSession({ allow: ["dml"] });
  const table = session.delta(join(temporaryFolder(), "people"));
  await table.create(three().schema, { generatedColumns: { age: "id * 2" } });
  await table.write(people([1, "Ada", 2], [2, "Blaise", 4]), { mode: "append" });
  await session.registerTable("people", { delta: table.uri });
  return { session, table };
}

describe("DELETE and TRUNCATE", () => {
  it("take the rows that meet a condition, and no others", async () => {
    const { session, table } = await opened();
    expect(await changed(session, "DELETE FROM people WHERE people.age > 38 AND name IS NOT NULL")).toMatchObject({
      count: 1n,
      commit: { operation: "delete", version: 2, deletedRows: 1 },
    });
    // An optimiser would leave nothing of this condition.
    expect(await changed(session, "DELETE FROM people WHERE 1 = 0")).toMatchObject({ count: 0n });
    expect(await changed(session, "DELETE FROM people WHERE NULL")).toMatchObject({ count: 0n });
    expect(await rowsIn(session, table)).toEqual([
      [1, "Ada", 36],
      [3, null, 70],
    ]);
    expect(await changed(session, "DELETE FROM people")).toMatchObject({ count: 2n });
    expect(await rowsIn(session, table)).toEqual([]);
  });

  it("TRUNCATE takes all", async () => {
    const { session, table } = await opened();
    expect(await changed(session, "TRUNCATE TABLE people")).toMatchObject({
      count: 3n,
      commit: { operation: "truncate", deletedRows: 3 },
    });
    expect(await rowsIn(session, table)).toEqual([]);
  });
});

describe("UPDATE", () => {
  it("gives columns new values, over the old ones", async () => {
    const { session, table } = await opened();
    expect(
      await changed(session, "UPDATE people p SET age = p.age + $1, name = coalesce(name, 'unknown') WHERE p.id >= 2", {
        parameters: [1],
      }),
    ).toMatchObject({ count: 2n, commit: { operation: "update", version: 2, updatedRows: 2 } });
    expect(await rowsIn(session, table)).toEqual([
      [1, "Ada", 36],
      [2, "Blaise", 40],
      [3, "unknown", 71],
    ]);
    expect(await changed(session, "UPDATE people SET age = age")).toMatchObject({ count: 3n });
    expect(await changed(session, "UPDATE people SET age = 0 WHERE false")).toMatchObject({ count: 0n });
    expect((await rowsIn(session, table)).map((row) => row[2])).toEqual([36, 40, 71]);
  });

  it("moves generated columns along", async () => {
    const { session, table } = await openedWithGenerated();
    await changed(session, "UPDATE people SET id = id + 10 WHERE id = 1");
    await table.update({ id: "id + 20" }, { predicate: "id = 2" });
    await session.refreshTable("people");
    expect(await rowsIn(session, table)).toEqual([
      [11, "Ada", 22],
      [22, "Blaise", 44],
    ]);
    expect(await errorOf(session, "UPDATE people SET age = 1")).toMatchObject({ code: "constraint-violated" });
  });
});

describe("MERGE", () => {
  it("has all clauses, over a table, a query, or an alias of itself", async () => {
    const { session, table } = await opened();
    await session.registerTable("news", { arrow: people([1, "gone", 0], [2, "Blaise P.", 40], [4, "Dorothy", 90]) });
    const sql = `
      MERGE INTO people AS p USING (SELECT id, upper(name) AS title, age FROM news) AS n ON p.id = n.id
      WHEN MATCHED AND n.title = 'GONE' THEN DELETE
      WHEN MATCHED THEN UPDATE SET name = n.title, age = p.age + n.age
      WHEN NOT MATCHED THEN INSERT (age, id) VALUES (n.age, n.id)
      WHEN NOT MATCHED BY SOURCE AND p.age > 60 THEN UPDATE SET age = 0`;
    expect(await changed(session, sql)).toMatchObject({
      count: 4n,
      commit: { operation: "merge", version: 2, insertedRows: 1, updatedRows: 2, deletedRows: 1 },
    });
    expect(await rowsIn(session, table)).toEqual([
      [2, "BLAISE P.", 79],
      [3, null, 0],
      [4, null, 90],
    ]);
    const itself =
      "MERGE INTO people USING people AS old ON people.id = old.id + 1 WHEN MATCHED THEN UPDATE SET age = old.age";
    expect(await changed(session, itself)).toMatchObject({ count: 2n });
    expect((await rowsIn(session, table)).map((row) => row[2])).toEqual([79, 79, 0]);
  });

  it("computes generated columns for rows that it inserts and updates", async () => {
    const { session, table } = await openedWithGenerated();
    await session.registerTable("news", { arrow: people([2, "Bl.", 99], [5, "Emmy", 99]) });
    const sql = `MERGE INTO people USING news ON people.id = news.id
      WHEN MATCHED THEN UPDATE SET id = people.id + 100
      WHEN NOT MATCHED THEN INSERT (id, name) VALUES (news.id, news.name)`;
    expect(await changed(session, sql)).toMatchObject({ count: 2n });
    expect(await rowsIn(session, table)).toEqual([
      [1, "Ada", 2],
      [5, "Emmy", 10],
      [102, "Blaise", 204],
    ]);
  });

  it("is refused where a name or a match is not one", async () => {
    const { session, table } = await opened();
    await session.registerTable("news", { arrow: people([2, "a", 1], [2, "b", 2]) });
    const merge = (on: string) => `MERGE INTO people USING news ON ${on} WHEN MATCHED THEN UPDATE SET age = news.age`;
    expect(await errorOf(session, merge("people.id = news.id"))).toMatchObject({ code: "execution-error" });
    expect(await errorOf(session, merge("people.id = news.id AND age > 1"))).toMatchObject({
      code: "ambiguous-column",
    });
    expect(await table.describe()).toMatchObject({ version: 1 });
  });
});

describe("a statement", () => {
  it("carries metadata and a transaction, and is applied once", async () => {
    const { session, table } = await opened();
    const transaction = { appId: "job", version: 7 };
    const sql = "INSERT INTO people VALUES (4, 'Dorothy', 90)";
    const options = { commitMetadata: { reason: "test" }, transaction };
    expect(await changed(session, sql, options)).toMatchObject({ count: 1n, commit: { alreadyApplied: false } });
    expect(await changed(session, sql, options)).toMatchObject({ count: 0n, commit: { alreadyApplied: true } });
    const last = "DELETE FROM people WHERE id = 4";
    expect(await changed(session, last, options)).toMatchObject({
      count: 0n,
      commit: { alreadyApplied: true, version: 2 },
    });
    expect(await table.transactionVersion("job")).toBe(7);
    expect((await table.history({ limit: 1 }))[0]).toMatchObject({ commitInfo: { reason: "test" } });
    const query = await session.prepare("SELECT 1");
    expect(await caught(query.execute({ transaction }))).toMatchObject({
      code: "invalid-option",
      details: { option: "transaction" },
    });
  });

  it("keeps constraints, and records its changes for the feed", async () => {
    const { session, table } = await opened({
      constraints: { grown: "age >= 18" },
      properties: { "delta.enableChangeDataFeed": "true" },
    });
    const refused = [
      "INSERT INTO people VALUES (9, 'Ida', 3)",
      "INSERT OVERWRITE people VALUES (9, 'Ida', 3)",
      "UPDATE people SET age = 3 WHERE id = 1",
      "MERGE INTO people USING people AS s ON people.id = s.id WHEN MATCHED THEN UPDATE SET age = 3",
    ];
    for (const sql of refused) expect(await errorOf(session, sql), sql).toMatchObject({ code: "constraint-violated" });
    await changed(session, "UPDATE people SET age = 37 WHERE id = 1");
    await changed(session, "DELETE FROM people WHERE id = 2");
    await changed(session, "INSERT INTO people VALUES (4, 'Dorothy', 90)");
    const changes = await session.registerTable("feed", { delta: table.uri, changes: { fromVersion: 2 } });
    expect(changes.kind).toBe("delta");
    const sql = "SELECT _commit_version AS v, _change_type AS change, id, age FROM feed ORDER BY 1, 3, 4";
    const ours = (await rowsOf(session, sql, { mode: "js" })).map(Object.values);
    expect(ours).toEqual([
      [2, "update_preimage", 1, 36],
      [2, "update_postimage", 1, 37],
      [3, "delete", 2, 39],
      [4, "insert", 4, 90],
    ]);
    const read =
      "feed = pa.table(deltalake.DeltaTable(table).load_cdf(starting_version=2).read_all()).to_pylist(); " +
      "answer = sorted([row['_commit_version'], row['_change_type'], row['id'], row['age']] for row in feed)";
    expect(await peers(table.uri, read)).toEqual([...ours].sort((a, b) => (String(a) < String(b) ? -1 : 1)));
  });

  it("sees and keeps what other writers have committed since", async () => {
    const { session, table } = await opened();
    await openSession()
      .delta(table.uri)
      .write(people([4, "Dorothy", 90]), { mode: "append" });
    expect(await rowsOf(session, "SELECT count(*) AS n FROM people")).toEqual([{ n: 3n }]);
    expect(await changed(session, "UPDATE people SET age = age + 1")).toMatchObject({
      count: 4n,
      commit: { version: 3 },
    });
    expect((await rowsIn(session, table)).map((row) => row[2])).toEqual([37, 40, 71, 91]);
  });

  it("runs any number of times once it is prepared", async () => {
    const { session, table } = await opened();
    const plan = await session.prepare("INSERT INTO people VALUES ($1, 'x', 20)");
    expect(plan).toMatchObject({ statementKind: "dml", changes: expect.stringContaining("people") });
    for (const id of [10, 11, 12]) for await (const _ of await plan.execute({ parameters: [id] }));
    expect((await rowsIn(session, table)).map((row) => row[0])).toEqual([1, 2, 3, 10, 11, 12]);
  });

  it("is explained without being made", async () => {
    const { session, table } = await opened();
    for (const sql of [
      "INSERT INTO people SELECT * FROM people",
      "DELETE FROM people WHERE id = 1",
      "UPDATE people SET age = 1",
      "TRUNCATE TABLE people",
      "MERGE INTO people USING people AS s ON people.id = s.id WHEN MATCHED THEN DELETE",
    ]) {
      const plan = await session.prepare(sql);
      expect((await plan.explain()).physical, sql).toContain("DeltaStatementExec");
      expect(await rowsOf(session, `EXPLAIN ${sql}`), sql).not.toEqual([]);
      expect(await caught(plan.explain({ analyze: true })), sql).toMatchObject({ code: "not-supported" });
      expect(await errorOf(session, `EXPLAIN ANALYZE ${sql}`), sql).toMatchObject({ code: "not-supported" });
    }
    expect(await table.describe()).toMatchObject({ version: 1 });
  });

  it.each([
    ["REPLACE INTO people VALUES (1, 'x', 1)", "not-supported", /REPLACE INTO/],
    ["DELETE FROM people WHERE id IN (SELECT id FROM people)", "not-supported", /DELETE with a subquery/],
    ["DELETE FROM people LIMIT 1", "not-supported", /DELETE with LIMIT/],
    ["DELETE FROM people WHERE random() < 0.5", "not-supported", /says something else/],
    ["UPDATE people SET age = (SELECT 1)", "not-supported", /UPDATE with a subquery/],
    ["UPDATE people SET age = 1 FROM people AS other", "not-supported", /UPDATE/],
    [
      "MERGE INTO people USING people AS s ON people.id = (SELECT 1) WHEN MATCHED THEN DELETE",
      "not-supported",
      /MERGE INTO with a subquery/,
    ],
  ])("%s is refused by name before it runs", async (sql, code, message) => {
    const { session, table } = await opened();
    const error = await caught(session.prepare(sql));
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
    expect(await table.describe()).toMatchObject({ version: 1 });
  });

  it("is refused for a table at a fixed version, or one that is registered in parts", async () => {
    const { session, table } = await opened();
    const path = String((await table.files()).getChild("path")?.get(0));
    await session.registerTable("pinned", { delta: table.uri, version: 1 });
    await session.registerTable("then", { delta: table.uri, timestamp: new Date() });
    await session.registerTable("some", { delta: table.uri, files: [path] });
    await session.registerTable("named", { delta: table.uri, fileColumnName: "file" });
    for (const name of ["pinned", "then", "some", "named"]) {
      expect(await errorOf(session, `DELETE FROM ${name}`), name).toMatchObject({
        code: "statement-refused",
        details: { statement: "DELETE", table: name },
      });
    }
  });

  it("is refused under a read-only policy, and for a table whose rows are filtered", async () => {
    const { table } = await opened();
    const readOnly = openSession();
    await readOnly.registerTable("people", { delta: table.uri });
    const merge = "MERGE INTO people USING people AS s ON people.id = s.id WHEN MATCHED THEN DELETE";
    expect(await errorOf(readOnly, merge)).toMatchObject({
      code: "statement-refused",
      details: { statement: "MERGE INTO", allow: "dml" },
    });
    const secured = await sessionOverOrders({ allow: ["dml"], policy: ordersOfTenant }, undefined, "delta");
    for (const sql of [
      "DELETE FROM orders WHERE 1 / qty > 0",
      "UPDATE orders SET qty = 0",
      "INSERT INTO orders VALUES (9, 'b', 1, '1', '1')",
      "INSERT OVERWRITE orders SELECT * FROM orders",
      "TRUNCATE TABLE orders",
      "MERGE INTO orders USING orders AS s ON orders.id = s.id WHEN MATCHED THEN DELETE",
      "EXPLAIN DELETE FROM orders",
    ]) {
      const error = await errorOf(secured, sql);
      expect(error, sql).toMatchObject({ code: "statement-refused" });
      expect(error.message, sql).not.toContain("hidden");
    }
    expect(await rowsOf(secured, "SELECT count(*) AS n FROM orders")).toEqual([{ n: 3n }]);
  });
});

import { describe, expect, it } from "vitest";
import { besideOtherReaders, changed, openedWithPeople, people } from "./support/people-table.js";
import { caught, errorOf, openSession, rowsOf } from "./support/sessions.js";

const { peers, rowsIn } = besideOtherReaders();

describe("a statement", () => {
  it("carries metadata and a transaction, and is applied once", async () => {
    const { session, table } = await openedWithPeople();
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
    const { session, table } = await openedWithPeople({
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
    const { session, table } = await openedWithPeople();
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
    const { session, table } = await openedWithPeople();
    const plan = await session.prepare("INSERT INTO people VALUES ($1, 'x', 20)");
    expect(plan).toMatchObject({ statementKind: "dml", changes: expect.stringContaining("people") });
    for (const id of [10, 11, 12]) for await (const _ of await plan.execute({ parameters: [id] }));
    expect((await rowsIn(session, table)).map((row) => row[0])).toEqual([1, 2, 3, 10, 11, 12]);
  });
});

import { describe, expect, it } from "vitest";
import { commitsOf } from "./support/delta-log.js";
import { besideOtherReaders, changed, openedWithGenerated, openedWithPeople, people } from "./support/people-table.js";
import { errorOf, rowsOf } from "./support/sessions.js";

const { rowsIn } = besideOtherReaders();

describe("INSERT", () => {
  it("adds rows, and the session sees them", async () => {
    const { session, table } = await openedWithPeople();
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
    const { session, table } = await openedWithPeople();
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

describe("DELETE and TRUNCATE", () => {
  it("take the rows that meet a condition, and no others", async () => {
    const { session, table } = await openedWithPeople();
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
    const { session, table } = await openedWithPeople();
    expect(await changed(session, "TRUNCATE TABLE people")).toMatchObject({
      count: 3n,
      commit: { operation: "truncate", deletedRows: 3 },
    });
    expect(await rowsIn(session, table)).toEqual([]);
  });
});

describe("UPDATE", () => {
  it("gives columns new values, over the old ones", async () => {
    const { session, table } = await openedWithPeople();
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
    const { session, table } = await openedWithPeople();
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
    const { session, table } = await openedWithPeople();
    await session.registerTable("news", { arrow: people([2, "a", 1], [2, "b", 2]) });
    const merge = (on: string) => `MERGE INTO people USING news ON ${on} WHEN MATCHED THEN UPDATE SET age = news.age`;
    expect(await errorOf(session, merge("people.id = news.id"))).toMatchObject({ code: "execution-error" });
    expect(await errorOf(session, merge("people.id = news.id AND age > 1"))).toMatchObject({
      code: "ambiguous-column",
    });
    expect(await table.describe()).toMatchObject({ version: 1 });
  });
});

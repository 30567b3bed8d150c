import { describe, expect, it } from "vitest";
import { openedWithPeople } from "./support/people-table.js";
import { ordersOfTenant, sessionOverOrders } from "./support/secured-tables.js";
import { caught, errorOf, openSession, rowsOf } from "./support/sessions.js";

describe("a statement", () => {
  it("is explained without being made", async () => {
    const { session, table } = await openedWithPeople();
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
    const { session, table } = await openedWithPeople();
    const error = await caught(session.prepare(sql));
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
    expect(await table.describe()).toMatchObject({ version: 1 });
  });

  it("is refused for a table at a fixed version, or one that is registered in parts", async () => {
    const { session, table } = await openedWithPeople();
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
    const { table } = await openedWithPeople();
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

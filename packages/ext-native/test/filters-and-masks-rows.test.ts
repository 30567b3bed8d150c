import { join } from "node:path";
import { tableFromArrays } from "apache-arrow";
import { describe, expect, it } from "vitest";
import type { EnginePolicy } from "../src/index.js";
import { type Format, ordersOfTenant, sessionOverOrders } from "./support/secured-tables.js";
import { caught, errorOf, openSession, rowsOf } from "./support/sessions.js";
import { temporaryFolder } from "./support/temporary-folder.js";

const formats: readonly Format[] = ["arrow", "parquet", "delta"];

describe.each(formats)("a row filter over %s", (format) => {
  it("lets only its rows exist", async () => {
    const session = await sessionOverOrders({ policy: ordersOfTenant }, undefined, format);
    expect(await rowsOf(session, "SELECT id FROM orders ORDER BY id")).toEqual([{ id: 1 }, { id: 3 }, { id: 5 }]);
    expect(await rowsOf(session, "SELECT count(*) AS n, min(id) AS low, max(qty) AS high FROM orders")).toEqual([
      { n: 3n, low: 1, high: 5 },
    ]);
    expect(await rowsOf(session, "SELECT id FROM orders WHERE tenant = 'b' OR id = 2")).toEqual([]);
    expect(await rowsOf(session, "SELECT count(*) AS n FROM (SELECT * FROM orders LIMIT 4)")).toEqual([{ n: 3n }]);
    expect(
      await rowsOf(session, "SELECT o.id FROM orders o WHERE EXISTS (SELECT 1 FROM orders b WHERE b.tenant = 'b')"),
    ).toEqual([]);
  });

  it("keeps what can fail from hidden rows, so that permitted queries do not fail on them", async () => {
    const session = await sessionOverOrders({ policy: ordersOfTenant }, undefined, format);
    for (const sql of [
      "SELECT count(*) AS n FROM orders WHERE CAST(code AS BIGINT) > 0",
      "SELECT count(*) AS n FROM orders WHERE 10 / qty > 0",
      "SELECT count(10 / qty) AS n FROM orders",
      "SELECT count(*) AS n FROM orders WHERE id > 0 AND CAST(code AS BIGINT) > 0 AND 10 / qty > 0",
      "SELECT count(*) AS n FROM orders WHERE CASE WHEN tenant = 'b' THEN CAST('no' || code AS BIGINT) ELSE 1 END = 1",
      "SELECT count(*) AS n FROM (SELECT arrow_cast(code, 'Int64') AS c FROM orders) WHERE c > 0",
      "SELECT count(*) AS n FROM orders a JOIN orders b ON CAST(a.code AS BIGINT) = CAST(b.code AS BIGINT)",
      "SELECT count(*) AS n FROM (SELECT id FROM orders ORDER BY CAST(code AS BIGINT) LIMIT 9)",
    ]) {
      expect(await rowsOf(session, sql), sql).toEqual([{ n: 3n }]);
    }
  });

  it("takes no value from the parameters of a query", async () => {
    const session = await sessionOverOrders({ policy: ordersOfTenant }, undefined, format);
    const sql = "SELECT $tenant AS asked, count(*) AS n FROM orders WHERE tenant <> $tenant";
    expect(await rowsOf(session, sql, { parameters: { tenant: "b" } })).toEqual([{ asked: "b", n: 3n }]);
    expect(await errorOf(session, "SELECT id FROM orders", { parameters: { tenant: "b" } })).toMatchObject({
      code: "parameter-extra",
    });
  });

  it("prunes by its own safe conditions and by those of the query", async () => {
    const session = await sessionOverOrders({ policy: ordersOfTenant }, undefined, format);
    const plan = await session.prepare("SELECT qty FROM orders WHERE id >= 4 AND CAST(code AS BIGINT) > 0");
    const stream = await plan.execute();
    let rows = 0;
    for await (const batch of stream) rows += batch.numRows;
    expect(rows).toBe(1);
    const [scan] = stream.report.scans;
    // Of the file of three row groups the first is left out by the query; of the partitions, the one of the other tenant by the policy.
    if (format === "parquet") expect(scan).toMatchObject({ table: "orders", filesRead: 1, rowsScanned: 3 });
    if (format === "delta") expect(scan).toMatchObject({ table: "orders", filesTotal: 2, filesRead: 1 });
  });
});

describe("masks", () => {
  const policy: EnginePolicy = {
    columnMasks: { orders: { ssn: "'***' || right(ssn, 2)", code: "NULL" } },
  };

  it("hold in results, predicates, joins, grouping, ordering and subqueries", async () => {
    const session = await sessionOverOrders({ policy });
    expect(await rowsOf(session, "SELECT ssn, code FROM orders WHERE id = 3")).toEqual([{ ssn: "***33", code: null }]);
    expect(await rowsOf(session, "SELECT id FROM orders WHERE ssn = '333-33' OR code = '20'")).toEqual([]);
    expect(await rowsOf(session, "SELECT id FROM orders WHERE ssn LIKE '333%' OR ssn > '1' AND ssn < '9'")).toEqual([]);
    expect(await rowsOf(session, "SELECT id FROM orders WHERE ssn = '***33'")).toEqual([{ id: 3 }]);
    expect(
      await rowsOf(session, "SELECT ssn, count(*) AS n FROM orders GROUP BY ssn ORDER BY ssn DESC LIMIT 1"),
    ).toEqual([{ ssn: "***44", n: 1n }]);
    expect(await rowsOf(session, "SELECT id FROM orders JOIN (VALUES ('111-11')) AS v (known) ON ssn = known")).toEqual(
      [],
    );
    expect(await rowsOf(session, "SELECT id FROM orders WHERE ssn IN (SELECT '111-11')")).toEqual([]);
    expect(await rowsOf(session, "SELECT max(ssn) AS m, min(code) AS c, count(code) AS n FROM orders")).toEqual([
      { m: "***44", c: null, n: 0n },
    ]);
    expect(await rowsOf(session, "SELECT DISTINCT code FROM orders UNION SELECT code FROM orders")).toEqual([
      { code: null },
    ]);
  });

  it("apply to the rows that the filter lets through, whose conditions see the columns themselves", async () => {
    const both = { ...policy, rowFilters: { "ord*": "ssn LIKE '%11' AND qty < 5" } };
    const session = await sessionOverOrders({ policy: both });
    expect(await rowsOf(session, "SELECT id, ssn FROM orders")).toEqual([{ id: 1, ssn: "***11" }]);
  });

  it("leave no value in a dictionary that could still be reached", async () => {
    const session = await sessionOverOrders({
      policy: { columnMasks: { orders: { code: "CASE WHEN tenant = 'a' THEN code END" } } },
    });
    expect(await rowsOf(session, "SELECT sum(CAST(code AS BIGINT)) AS total FROM orders")).toEqual([{ total: 60n }]);
  });
});

describe("a policy that cannot be enforced", () => {
  it.each<[string, EnginePolicy, object]>([
    [
      "a filter of an unknown column",
      { rowFilters: { orders: "nosuch = 1" } },
      { rule: "rowFilters", table: "orders" },
    ],
    ["a filter that is no condition", { rowFilters: { orders: "qty + 1" } }, { rule: "rowFilters" }],
    ["a filter that is no SQL", { rowFilters: { orders: "qty >" } }, { rule: "rowFilters" }],
    ["more than one expression", { rowFilters: { orders: "true; SELECT 1" } }, { rule: "rowFilters" }],
    ["a filter with a query", { rowFilters: { orders: "id IN (SELECT 1)" } }, { rule: "rowFilters" }],
    ["a filter over many rows", { rowFilters: { orders: "max(id) > 1" } }, { rule: "rowFilters" }],
    ["a filter that is not the same each time", { rowFilters: { orders: "random() < 0.5" } }, { rule: "rowFilters" }],
    ["a value that is not given", { rowFilters: { orders: "tenant = $who" } }, { rule: "parameters" }],
    ["a mask of an unknown column", { columnMasks: { orders: { nosuch: "1" } } }, { rule: "columnMasks" }],
    ["a mask of another type", { columnMasks: { orders: { qty: "'none'" } } }, { rule: "columnMasks" }],
    ["two masks of one column", { columnMasks: { orders: { qty: "0" }, "*": { qty: "1" } } }, { rule: "columnMasks" }],
    [
      "a denied column that is not there",
      { columns: { deny: { orders: ["snn"] } } },
      { rule: "columns", column: "snn" },
    ],
  ])("registers no table: %s", async (_, policy, details) => {
    const session = openSession({ policy });
    const registered = session.registerTable("orders", {
      arrow: tableFromArrays({ id: [1], qty: Int32Array.of(1), tenant: ["a"] }),
    });
    expect(await caught(registered)).toMatchObject({ code: "invalid-policy", details });
    expect(session.tables()).toEqual([]);
  });

  it.each<[string, object]>([
    ["an unknown rule", { files: [] }],
    ["a filter that is no text", { rowFilters: { orders: 1 } }],
    ["an unknown kind", { statements: ["read"] }],
    ["an empty pattern", { tables: { deny: [""] } }],
    ["a pattern of another language", { tables: { deny: ["[a-z]"] } }],
  ])("opens no session: %s", (_, policy) => {
    expect(() => openSession({ policy })).toThrow(/^invalid-policy: /);
  });

  it("names a table by its name that is not registered", async () => {
    const session = await sessionOverOrders({ policy: { rowFilters: { ordres: "true", "customers*": "true" } } });
    expect(() => session.verifyPolicy()).toThrow(/rowFilters names the table ordres/);
  });
});

it("tells no value when a filter or a mask fails on a row", async () => {
  const filtered = await sessionOverOrders({ policy: { rowFilters: { orders: "CAST(code AS BIGINT) > 0" } } });
  const masked = await sessionOverOrders({
    policy: { columnMasks: { orders: { qty: "arrow_cast(10 / qty, 'Int32')" } } },
  });
  for (const session of [filtered, masked]) {
    const error = await errorOf(session, "SELECT qty FROM orders");
    expect(error).toMatchObject({ code: "policy-failed", details: { table: "orders" } });
    expect(error.message).not.toMatch(/hidden/);
  }
});

it("a table of filtered or masked rows can only be read", async () => {
  const session = await sessionOverOrders({ allow: ["dml", "ddl"], policy: ordersOfTenant });
  for (const sql of [
    "INSERT INTO orders SELECT * FROM orders",
    "DELETE FROM orders WHERE CAST(code AS BIGINT) > 0",
    "UPDATE orders SET qty = 1",
    "DROP TABLE orders",
    "CREATE OR REPLACE TABLE orders AS SELECT 1 AS id",
    "CREATE OR REPLACE VIEW orders AS SELECT 1 AS id",
    "CREATE VIEW public.orders AS SELECT 1 AS id",
    "DROP SCHEMA public CASCADE",
  ]) {
    expect(await errorOf(session, sql), sql).toMatchObject({ code: "statement-refused" });
  }
  await rowsOf(session, "CREATE TABLE mine AS SELECT * FROM orders");
  await rowsOf(session, "CREATE VIEW seen AS SELECT * FROM orders");
  expect(await rowsOf(session, "SELECT count(*) AS n FROM mine")).toEqual([{ n: 3n }]);
  expect(await rowsOf(session, "SELECT count(*) AS n FROM seen WHERE CAST(code AS BIGINT) > 0")).toEqual([{ n: 3n }]);
});

it("lets a Delta table be written with what a query sees, and no more", async () => {
  const session = await sessionOverOrders({
    policy: { ...ordersOfTenant, columnMasks: { orders: { ssn: "'***'" } } },
  });
  const copy = session.delta(join(temporaryFolder(), "copy"));
  await copy.write(await session.prepare("SELECT id, ssn FROM orders"), { mode: "create" });
  await session.registerTable("copy", { delta: copy.uri });
  expect(await rowsOf(session, "SELECT ssn, count(*) AS n FROM copy GROUP BY ssn")).toEqual([{ ssn: "***", n: 3n }]);
});

it("gives the rows in the table's order, in whole batches, as many as are asked for", async () => {
  const rows = Array.from({ length: 5_000 }, (_, id) => ({
    id,
    tenant: id % 7 ? "b" : "a",
    qty: 1,
    code: "1",
    ssn: "",
  }));
  for (const format of ["arrow", "parquet"] as const) {
    const session = await sessionOverOrders(
      { policy: ordersOfTenant, threads: 2, targetPartitions: 3, batchRows: 100 },
      rows,
      format,
    );
    const ids = (await rowsOf(session, "SELECT id FROM orders")).map(({ id }) => id);
    expect(ids).toEqual(rows.filter(({ tenant }) => tenant === "a").map(({ id }) => id));
    expect(await rowsOf(session, "SELECT id FROM orders LIMIT 2 OFFSET 150")).toEqual([{ id: 1050 }, { id: 1057 }]);
  }
});

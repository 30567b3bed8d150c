import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tableFromArrays } from "apache-arrow";
import { describe, expect, it } from "vitest";
import { type EnginePermission, EngineSession } from "../src/index.js";
import { caught, errorOf, openSession, rowsOf } from "./support/sessions.js";
import { temporaryFolder } from "./support/temporary-folder.js";

const refused = (target: string): [EnginePermission, string][] => [
  ["ddl", "CREATE TABLE copy AS SELECT 1"],
  ["ddl", "CREATE VIEW v AS SELECT 1"],
  ["ddl", "DROP TABLE t"],
  ["dml", "INSERT INTO t VALUES (1)"],
  ["dml", "DELETE FROM t"],
  ["copy", `COPY t TO '${target}' STORED AS CSV`],
  ["copy", `EXPLAIN ANALYZE COPY t TO '${target}' STORED AS CSV`],
  ["set", "SET datafusion.execution.batch_size = 1"],
  ["external-table", `CREATE EXTERNAL TABLE e STORED AS CSV LOCATION '${target}'`],
];

async function sessionWithTable(allow: readonly EnginePermission[] = []): Promise<EngineSession> {
  const session = openSession({ allow });
  await session.registerTable("t", { arrow: tableFromArrays({ n: Int32Array.of(1, 2) }) });
  return session;
}

describe("a session", () => {
  it("refuses what writes, and says which option would permit it", async () => {
    const target = join(temporaryFolder(), "out.csv");
    const session = await sessionWithTable();
    for (const [allow, sql] of refused(target)) {
      expect(await errorOf(session, sql), sql).toMatchObject({ code: "statement-refused", details: { allow } });
    }
    expect(existsSync(target)).toBe(false);
    expect(await rowsOf(session, "SELECT count(*) AS n FROM t")).toEqual([{ n: 2n }]);
  });

  it("permits one kind at a time", async () => {
    const target = join(temporaryFolder(), "out.csv");
    const session = await sessionWithTable(["ddl"]);
    await rowsOf(session, "CREATE VIEW doubled AS SELECT n * 2 AS n FROM t");
    expect(await rowsOf(session, "SELECT sum(n) AS n FROM doubled")).toEqual([{ n: 6n }]);
    expect(await errorOf(session, `COPY t TO '${target}' STORED AS CSV`)).toMatchObject({ code: "statement-refused" });
  });

  it("changes the rows that a condition takes, and no others", async () => {
    const session = await sessionWithTable(["dml"]);
    const count = async (sql: string) => (await rowsOf(session, sql))[0]?.["count"];
    // DataFusion's planner finds no condition in what its optimiser leaves of these.
    expect(await count("DELETE FROM t WHERE 1 = 0")).toBe(0n);
    expect(await count("DELETE FROM t WHERE n > 1 AND n < 1")).toBe(0n);
    expect(await count("UPDATE t SET n = 9 WHERE NULL")).toBe(0n);
    for (const sql of [
      "DELETE FROM t WHERE n IN (SELECT 5)",
      "UPDATE t SET n = 9 WHERE EXISTS (SELECT 1 WHERE false)",
      "DELETE FROM t LIMIT 1",
      // These would be made while they are planned.
      "EXPLAIN DELETE FROM t",
      "EXPLAIN ANALYZE DELETE FROM t WHERE n = 1",
    ]) {
      expect(await errorOf(session, sql), sql).toMatchObject({ code: "not-supported" });
    }
    const explained = (await session.prepare("UPDATE t SET n = 5")).explain();
    expect(await caught(explained)).toMatchObject({ code: "not-supported" });
    expect(await rowsOf(session, "SELECT n FROM t ORDER BY n")).toEqual([{ n: 1 }, { n: 2 }]);
    expect(await count("UPDATE t SET n = n + 1 WHERE n = 2")).toBe(1n);
    expect(await count("DELETE FROM t AS x WHERE n = 1")).toBe(1n);
    expect(await rowsOf(session, "SELECT n FROM t ORDER BY n")).toEqual([{ n: 3 }]);
  });

  it("never lets SQL name a file", async () => {
    const path = join(temporaryFolder(), "secret.csv");
    writeFileSync(path, "a\n1\n");
    const session = await sessionWithTable(["ddl", "dml", "copy", "set"]);
    for (const table of [`'${path}'`, `"${path}"`, `'file://${path}'`]) {
      expect(await errorOf(session, `SELECT * FROM ${table}`), table).toMatchObject({ code: "unknown-table" });
    }
  });
});

describe("settings", () => {
  it("are taken by name", async () => {
    const session = openSession({ settings: { "datafusion.sql_parser.enable_ident_normalization": false } });
    await session.registerTable("T", { arrow: tableFromArrays({ N: Int32Array.of(1) }) });
    expect(await rowsOf(session, "SELECT N FROM T")).toEqual([{ N: 1 }]);
  });

  it.each([
    ["unknown-setting", { "datafusion.execution.batch_sise": 1 }, "datafusion.execution.batch_sise"],
    ["invalid-setting", { "datafusion.execution.batch_size": "many" }, "datafusion.execution.batch_size"],
  ])("are refused with %s", (code, settings, setting) => {
    expect(() => EngineSession.open({ settings })).toThrow(expect.objectContaining({ code, details: { setting } }));
  });
});

import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type DeltaScanDescription, type PreparedPlan, readRows, type UnknownRow } from "../src/index.js";
import { rowsOfPlan, withTables } from "./support/prepared-plans.js";
import { openSession, rowsOf } from "./support/sessions.js";
import { temporaryFolder } from "./support/temporary-folder.js";
import { registerTpc, tpcQueries } from "./support/tpc-data.js";

/** A prepared plan keeps what was optimised of it. Whatever is kept, it must give the rows of a statement that is planned for the first time. */

describe("a prepared plan that runs again", () => {
  it("has the same rows, and reports of its own, alone and at the same time", { timeout: 120_000 }, async () => {
    const session = openSession({ targetPartitions: 2 });
    await registerTpc(session, "tpch");
    for (const { name, sql } of await tpcQueries("tpch")) {
      const plan = await session.prepare(sql);
      const first = await rowsAndCounts(plan);
      const again = [await rowsAndCounts(plan), ...(await Promise.all([plan, plan, plan].map(rowsAndCounts)))];
      expect(again, name).toEqual([first, first, first, first]);
    }
  });

  it("sees files that are replaced or added, and rows that are inserted", async () => {
    const session = openSession({ allow: ["ddl", "dml", "copy"], targetPartitions: 2 });
    const folder = temporaryFolder();
    const write = (name: string, from: number, to: number) =>
      rowsOf(session, `COPY (SELECT value AS i FROM generate_series(${from}, ${to})) TO '${join(folder, name)}'`);
    await write("a.parquet", 1, 10);
    await session.registerTable("files", { parquet: folder });
    await rowsOf(session, "CREATE TABLE held AS SELECT 1 AS i");
    const plan = await session.prepare("SELECT min(i) AS a, max(i) AS z, count(*) AS n FROM files");
    const held = await session.prepare("SELECT count(*) AS n FROM held");
    expect(await rowsOfPlan(plan)).toEqual([{ a: 1n, z: 10n, n: 10n }].map(asJs));
    expect(await rowsOfPlan(plan)).toEqual([{ a: 1n, z: 10n, n: 10n }].map(asJs));
    await write("a.parquet", 5, 6);
    expect(await rowsOfPlan(plan)).toEqual([{ a: 5n, z: 6n, n: 2n }].map(asJs));
    await write("b.parquet", 100, 101);
    expect(await rowsOfPlan(plan)).toEqual([{ a: 5n, z: 101n, n: 4n }].map(asJs));
    expect(await rowsOfPlan(held)).toEqual([{ n: 1n }].map(asJs));
    await rowsOf(session, "INSERT INTO held VALUES (2), (3)");
    expect(await rowsOfPlan(held)).toEqual([{ n: 3n }].map(asJs));
  });

  it("reads the files that are chosen for this execution", async () => {
    const session = await withTables();
    const plan = await session.prepare("SELECT count(*) AS n FROM e");
    const [scan] = (await plan.bind()).scans;
    const index = await session.deltaIndex(scan as DeltaScanDescription, []);
    const all = [...(index.files.getChild("number") ?? [])].map(Number);
    expect(all).toHaveLength(2);
    for (const files of [all, all.slice(0, 1), all.slice(0, 1), all.slice(1), [], all]) {
      const bound = await plan.bind();
      const rows: UnknownRow[] = [];
      for await (const batch of await bound.execute({ files: new Map([[0, Uint32Array.from(files)]]) }))
        rows.push(...readRows(batch, "js"));
      expect(rows).toEqual([{ n: 30 * files.length }]);
    }
  });

  it("follows settings that change meanwhile", async () => {
    const session = openSession({ allow: ["set"], targetPartitions: 2 });
    await registerTpc(session, "tpch");
    const plan = await session.prepare("SELECT l_orderkey, count(*) AS n FROM lineitem GROUP BY 1");
    const partitions = async () => {
      await rowsOfPlan(plan);
      return (await plan.explain()).physical.includes("RepartitionExec");
    };
    expect(await partitions()).toBe(true);
    await rowsOf(session, "SET datafusion.execution.target_partitions = 1");
    expect(await partitions()).toBe(false);
    await rowsOf(session, "SET datafusion.execution.target_partitions = 2");
    expect(await partitions()).toBe(true);
  });

  it("tells of functions that are defined meanwhile", async () => {
    const session = openSession();
    const plan = await session.prepare(
      "SELECT routine_name FROM information_schema.routines WHERE routine_name = $1 GROUP BY 1",
    );
    expect(await rowsOfPlan(plan, ["twice"])).toEqual([]);
    await session.functions.define("CREATE FUNCTION twice(a BIGINT) RETURNS BIGINT RETURN a * 2");
    expect(await rowsOfPlan(plan, ["twice"])).toEqual([{ routine_name: "twice" }]);
  });

  it("tells the time of its execution, and draws anew", async () => {
    const session = await withTables();
    for (const sql of [
      "SELECT CAST(now() AS BIGINT) AS v",
      "SELECT random() AS v FROM t WHERE i = 1",
      "SELECT uuid() AS v",
      "SELECT v FROM (SELECT i, CAST(now() AS BIGINT) AS v FROM t) WHERE i = $1",
      "SELECT random() AS v FROM t WHERE i = $1",
    ]) {
      const plan = await session.prepare(sql);
      const seen = new Set<unknown>();
      for (let execution = 0; execution < 3; execution += 1)
        seen.add((await rowsOfPlan(plan, sql.includes("$") ? [1] : undefined))[0]?.["v"]);
      expect(seen.size, sql).toBe(3);
    }
  });

  it("keeps the view that it was prepared with", async () => {
    const session = await withTables();
    await rowsOf(session, "CREATE VIEW v AS SELECT i, now() AS t FROM t WHERE i > 25");
    const plan = await session.prepare("SELECT CAST(t AS BIGINT) AS t, i FROM v ORDER BY i");
    const [first, second] = [await rowsOfPlan(plan), await rowsOfPlan(plan)];
    expect(first.map(({ i }) => i)).toEqual([26, 27, 28, 29]);
    expect(second[0]?.["t"]).not.toBe(first[0]?.["t"]);
  });
});

async function rowsAndCounts(plan: PreparedPlan): Promise<unknown> {
  const stream = await plan.execute();
  const rows: string[] = [];
  for await (const batch of stream) for (const row of readRows(batch, "json")) rows.push(JSON.stringify(row));
  const { report } = stream;
  const scans = report.scans.map(({ table, filesRead }) => ({ table, filesRead }));
  return { rows: rows.sort(), scans, count: report.rows, out: report.operators?.rows };
}

function asJs(row: Record<string, bigint>): Record<string, number> {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, Number(value)]));
}

import { join } from "node:path";
import { tableFromArrays } from "apache-arrow";
import { expect, test } from "vitest";
import { numberTable } from "./support/number-table.js";
import { openTestSession } from "./support/open-test-session.js";
import { temporaryFolder } from "./support/temporary-folder.js";

test("SELECT * FROM runs() tells what runs() tells", async () => {
  const folder = join(await temporaryFolder(), "flights");
  const session = await openTestSession();
  const flights = tableFromArrays({ month: ["1", "2"], delay: Float64Array.of(1, 2) });
  await session.delta(folder).write(flights, { mode: "create", partitionBy: ["month"] });
  await session.tables.register("flights", { delta: folder });
  await (await session.query("SELECT delay FROM flights WHERE month = '2'", { label: "late" })).rows();
  await expect(session.query("SELECT nothing FROM flights", { label: "wrong" })).rejects.toThrow();
  await (await session.query("SELECT 1 AS one", { label: "left" })).cancel();
  const rows = await (await session.query("SELECT * FROM runs()", { label: "asking" })).rows({ mode: "js" });
  const reports = session.runs();
  expect(rows.map(({ label, outcome }) => [label, outcome])).toEqual([
    ["late", "ok"],
    ["wrong", "error"],
    ["left", "aborted"],
    ["asking", "running"],
  ]);
  rows.forEach((row, index) => {
    const { runId, sqlHash, statementKind, startedAtMs, errorCode, preflight, lane, cache } = reports[index] ?? {};
    expect(row).toMatchObject({
      run_id: runId,
      sql_hash: sqlHash,
      statement_kind: statementKind ?? null,
      started: new Date(startedAtMs ?? 0),
      error_code: errorCode ?? null,
      preflight: preflight?.verdict ?? null,
      lane: lane?.lane ?? null,
      cache: cache?.use ?? null,
    });
  });
  const { endedAtMs, bytes, scans, engineMs } = reports[0] ?? {};
  expect(rows[0]).toMatchObject({
    ended: new Date(endedAtMs ?? 0),
    complete: true,
    rows: 1,
    bytes,
    files_total: 2,
    files_read: 1,
    bytes_scanned: scans?.[0]?.bytesScanned,
    plan_ms: engineMs?.plan,
    execute_ms: engineMs?.execute,
  });
  expect(rows[3]).toMatchObject({ ended: null, complete: false });
});

test("they are filtered, joined and counted as other rows are, also those under way", async () => {
  const session = await openTestSession({ tables: { numbers: { arrow: numberTable(10) } } });
  const open = await session.query("SELECT n FROM numbers", { label: "open" });
  for (const _ of [1, 2]) await (await session.query("SELECT n FROM numbers", { label: "twice" })).rows();
  const sql = `SELECT label, count(*) AS runs, sum(rows) AS rows, bool_and(ended >= started) AS in_order
               FROM runs() WHERE label <> 'query' GROUP BY label ORDER BY label`;
  expect(await (await session.query(sql)).rows()).toEqual([
    { label: "open", runs: 1n, rows: expect.any(BigInt), in_order: null },
    { label: "twice", runs: 2n, rows: 20n, in_order: true },
  ]);
  await open.cancel();
});

test("a policy that hides anything refuses it, and the tables of the caches, by whatever lane", async () => {
  const tables = { numbers: { arrow: numberTable(10) } };
  const names = ["runs", "plan_cache", "metadata_cache", "statistics_cache", "list_files_cache", "predicate_cache"];
  for (const preflight of ["enforce", "off"] as const) {
    const guarded = await openTestSession({ tables, preflight, policy: { rowFilters: { numbers: "n > 5" } } });
    for (const name of names) {
      const refused = guarded.query(`SELECT * FROM ${name}()`).then((result) => result.rows());
      await expect(refused).rejects.toMatchObject({
        code: expect.stringMatching(/^(function-not-allowed|preflight-refused)$/),
      });
    }
  }
  const limited = await openTestSession({ tables, policy: { maxRows: 1_000 } });
  for (const name of names) await (await limited.query(`SELECT * FROM ${name}() LIMIT 10`)).rows();
});

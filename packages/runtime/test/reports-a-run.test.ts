import { createHash } from "node:crypto";
import { join } from "node:path";
import { memorySink } from "@causeway/obs";
import { tableFromArrays } from "apache-arrow";
import { expect, test } from "vitest";
import { openTestSession } from "./support/open-test-session.js";
import { temporaryFolder } from "./support/temporary-folder.js";

async function openWithMonths(diagnostics = memorySink()) {
  const folder = join(await temporaryFolder(), "flights");
  const session = await openTestSession({ diagnostics });
  const flights = tableFromArrays({ month: ["01", "02", "03"], delay: Int32Array.of(10, 20, 30) });
  // By another session, since a change of a table is a run as well.
  await (await openTestSession()).delta(folder).write(flights, { mode: "create", partitionBy: ["month"] });
  await session.tables.register("flights", { delta: folder });
  return { session, diagnostics };
}

test("the report tells what each stage decided and what was read", async () => {
  const { session } = await openWithMonths();
  const sql = "SELECT delay FROM flights WHERE month = '02'";
  const result = await session.query(sql, { label: "february" });
  expect(result.report).toMatchObject({ outcome: "running", complete: false });
  await result.rows();
  expect(result.report).toMatchObject({
    runId: result.runId,
    label: "february",
    sqlHash: createHash("sha256").update(sql).digest("hex"),
    outcome: "ok",
    complete: true,
    preflight: { mode: "enforce", verdict: "passed", diagnosticCodes: [] },
    lane: { lane: "substrait", substraitHash: expect.stringMatching(/^[\da-f]{64}$/) },
    cache: { use: "miss" },
    pruning: [
      {
        table: "flights",
        version: 0,
        chosenBy: "pruner",
        filesTotal: 3,
        filesKept: 1,
        filesRead: 1,
        skipped: { partition: 2, statistics: 0, "no-rows": 0 },
        skippedFiles: [
          { by: "partition", conjunct: "month = '02'", reason: expect.stringMatching(/^month is '0[13]'$/) },
          { by: "partition", conjunct: "month = '02'", reason: expect.stringMatching(/^month is '0[13]'$/) },
        ],
        undecided: [],
      },
    ],
    scans: [
      { table: "flights", kind: "delta", version: 0, filesRead: 1, filesTotal: 3, bytesScanned: expect.any(Number) },
    ],
    phasesMs: {
      preflight: expect.any(Number),
      lane: expect.any(Number),
      cache: expect.any(Number),
      prune: expect.any(Number),
      execute: expect.any(Number),
    },
    rows: 1,
    batches: 1,
    spill: { files: 0, bytes: 0 },
  });
});

test("the report is plain data, and readable lines in a terminal", async () => {
  const { session } = await openWithMonths();
  const result = await session.query("SELECT delay FROM flights", { label: "all" });
  await result.rows();
  const { report } = result;
  expect(structuredClone(report)).toEqual(JSON.parse(JSON.stringify(report)));
  expect(report.toString().split("\n")).toEqual([
    expect.stringMatching(/^all: ok, 3 rows in \d+ batch(es)?, .* of Arrow +\d+\.\d+ ms$/),
    expect.stringMatching(/^├─ preflight {2}passed +\d+\.\d+ ms +\d+ %$/),
    expect.stringMatching(/^├─ lane {7}substrait +\d+\.\d+ ms +\d+ %$/),
    expect.stringMatching(/^├─ cache {6}miss +\d+\.\d+ ms +\d+ %$/),
    expect.stringMatching(/^├─ prune {6}all of flights +\d+\.\d+ ms +\d+ %$/),
    expect.stringMatching(/^└─ execute +\d+\.\d+ ms +\d+ %$/),
    expect.stringMatching(/^ {3}└─ flights at version 0: 3 of 3 files, /),
  ]);
});

test("a session that asks for the SQL lane has no fallback to tell of", async () => {
  const session = await openTestSession({ lane: "sql" });
  const result = await session.query("SELECT 1 AS one");
  await result.rows();
  expect(result.report.lane).toEqual({ lane: "sql", planHash: expect.stringMatching(/^[\da-f]{64}$/) });
});

test("a spill shows", async () => {
  const session = await openTestSession({ engine: { memoryLimitBytes: 32 * 1024 * 1024, targetPartitions: 1 } });
  const result = await session.query("SELECT value, -value AS key FROM generate_series(1, 5000000) ORDER BY key");
  expect(await result.count()).toBe(5_000_000);
  expect(result.report.spill.bytes).toBeGreaterThan(0);
  expect(result.report.toString()).toMatch(/ spilled \d/);
});

test("a sink takes one start, one end, the stages' events and the report of each run", async () => {
  const { session, diagnostics } = await openWithMonths();
  const result = await session.query("SELECT delay FROM flights", { label: "all" });
  await result.rows();
  await expect(session.query("SELECT nothing FROM flights")).rejects.toThrow(/^unknown-column/);
  const named = (name: "run-start" | "run-end" | "preflight" | "lane-fallback") => diagnostics.events(name);
  expect(named("run-start")).toHaveLength(2);
  expect(named("run-end")).toMatchObject([
    {
      runId: result.runId,
      label: "all",
      outcome: "ok",
      phases: [{ name: "preflight" }, { name: "lane" }, { name: "cache" }, { name: "prune" }, { name: "execute" }],
    },
    { label: "query", outcome: "error", error: { code: "unknown-column" } },
  ]);
  expect(named("preflight")).toMatchObject([{ ok: true }, { ok: false, diagnosticCodes: ["unknown-column"] }]);
  expect(named("lane-fallback")).toEqual([]);
  expect(diagnostics.artifacts("run-report")).toMatchObject([
    { runId: result.runId, outcome: "ok", rows: 3 },
    { outcome: "error", errorCode: "unknown-column", rows: 0 },
  ]);
});

test("a result that is thrown away unread ends its run once it is collected", async () => {
  const { session, diagnostics } = await openWithMonths();
  await (async () => void (await session.query("SELECT delay FROM flights", { label: "forgotten" })))();
  await expect
    .poll(() => {
      globalThis.gc?.();
      return diagnostics.events("run-end");
    })
    .toMatchObject([{ label: "forgotten", outcome: "aborted" }]);
});

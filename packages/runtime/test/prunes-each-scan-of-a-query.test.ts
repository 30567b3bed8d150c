import { join } from "node:path";
import { memorySink } from "@causeway/obs";
import { tableFromArrays } from "apache-arrow";
import { expect, test } from "vitest";
import type { Session, SessionOptions } from "../src/index.js";
import { openTestSession } from "./support/open-test-session.js";
import { temporaryFolder } from "./support/temporary-folder.js";

/** Flights of six months, a file each: 100 delays from 100 times the month on. */
async function openFlights(options: SessionOptions = {}): Promise<{ session: Session; uri: string }> {
  const session = await openTestSession(options);
  const table = session.delta(join(await temporaryFolder(), "flights"));
  for (let month = 1; month <= 6; month += 1) {
    const rows = tableFromArrays({
      month: Int32Array.from({ length: 100 }, () => month),
      delay: Int32Array.from({ length: 100 }, (_, row) => 100 * month + row),
    });
    await table.write(rows, {
      mode: month === 1 ? "create" : "append",
      ...(month === 1 && { partitionBy: ["month"] }),
    });
  }
  await session.tables.register("flights", { delta: table.uri });
  return { session, uri: table.uri };
}

/** The rows of a query, and for each of its scans the files that are left of six. */
async function run(session: Session, sql: string, parameters?: unknown[]) {
  const result = await session.query(sql, parameters === undefined ? {} : { parameters: parameters as never });
  const rows = await result.rows();
  return { rows, kept: result.report.pruning?.map(({ filesKept }) => filesKept) };
}

test("a self-join: each side by its own condition", async () => {
  const { session } = await openFlights();
  const sql = `SELECT count(*) AS n FROM flights a JOIN flights b ON a.delay + 200 = b.delay
    WHERE a.month = 1 AND b.delay >= 350`;
  const { rows, kept } = await run(session, sql);
  expect(rows).toEqual([{ n: 50n }]);
  expect(kept?.toSorted()).toEqual([1, 4]);
});

test("subqueries in expressions, and a common table that is used twice", async () => {
  const { session } = await openFlights();
  const scalar = await run(
    session,
    "SELECT count(*) AS n FROM flights WHERE month = 6 AND delay > (SELECT max(delay) FROM flights WHERE month = 5)",
  );
  expect(scalar.rows).toEqual([{ n: 100n }]);
  expect(scalar.kept).toEqual([1, 1]);
  const among = await run(
    session,
    "SELECT count(*) AS n FROM flights WHERE month < 3 AND delay IN (SELECT delay FROM flights WHERE delay < 150)",
  );
  expect(among.rows).toEqual([{ n: 50n }]);
  expect(among.kept?.toSorted()).toEqual([1, 2]);
  const twice = await run(
    session,
    `WITH late AS (SELECT * FROM flights WHERE delay >= 300)
     SELECT (SELECT count(*) FROM late WHERE month = 3) AS march, (SELECT count(*) FROM late WHERE month >= 5) AS later`,
  );
  expect(twice.rows).toEqual([{ march: 100n, later: 200n }]);
  expect(twice.kept?.toSorted()).toEqual([1, 2]);
});

test("values of parameters prune, also of a plan that is kept", async () => {
  const { session } = await openFlights();
  const sql = "SELECT count(*) AS n FROM flights WHERE month = $1 AND delay >= $2";
  expect(await run(session, sql, [2, 250])).toEqual({ rows: [{ n: 50n }], kept: [1] });
  expect(await run(session, sql, [2, 300])).toEqual({ rows: [{ n: 0n }], kept: [0] });
  const prepared = await session.compile(sql);
  const result = await prepared.execute([4, 450]);
  expect(await result.rows()).toEqual([{ n: 50n }]);
  expect(result.report.pruning).toMatchObject([{ table: "flights", version: 5, chosenBy: "pruner", filesKept: 1 }]);
});

test("the report names bytes and reasons, and the artifact the predicate", async () => {
  const diagnostics = memorySink();
  const { session } = await openFlights({ diagnostics });
  const result = await session.query("SELECT delay FROM flights WHERE month > 2 AND delay < 410 AND delay % 2 = 0");
  await result.rows();
  const [pruning] = result.report.pruning ?? [];
  expect(pruning).toMatchObject({
    filesTotal: 6,
    filesKept: 2,
    filesRead: 2,
    skipped: { partition: 2, statistics: 2, "no-rows": 0 },
    undecided: [expect.stringContaining("% ")],
  });
  expect(pruning?.bytesKept).toBeLessThan(Number(pruning?.bytesTotal));
  expect(pruning?.skippedFiles).toContainEqual({
    path: expect.stringMatching(/^month=6\//),
    by: "statistics",
    conjunct: "delay < 410",
    reason: "delay has min 600, max 699, 0 nulls in 100 rows",
  });
  expect(diagnostics.events("pruning")).toMatchObject([{ filesTotal: 6, filesKept: 2 }]);
  expect(diagnostics.artifacts("pruning")).toMatchObject([
    { scans: [{ id: 0, table: "flights", columns: ["month", "delay"] }] },
  ]);
});

test("what a statement writes is not pruned, and what it reads gives the right rows", async () => {
  const { session, uri } = await openFlights({ engine: { allow: ["dml"] }, preflight: "off" });
  const target = session.delta(join(await temporaryFolder(), "target"));
  await target.write(tableFromArrays({ month: Int32Array.of(0), delay: Int32Array.of(0) }), { mode: "create" });
  await session.tables.register("target", { delta: target.uri, refresh: "query" });
  await (
    await session.query("INSERT INTO target SELECT month, delay FROM flights WHERE month = 2", { preflight: "off" })
  ).rows();
  expect(await run(session, "SELECT count(*) AS n, min(delay) AS low FROM target")).toMatchObject({
    rows: [{ n: 101n, low: 0 }],
  });
  expect(uri).not.toBe(target.uri);
});

test.each([
  { budget: { maxFiles: 2 }, refused: true },
  { budget: { maxFiles: 3 }, refused: false },
  { budget: { maxBytes: 100 }, refused: true },
])("a budget of $budget", async ({ budget, refused }) => {
  const { session } = await openFlights({ budget });
  const sql = "SELECT count(*) AS n FROM flights WHERE month > 3";
  if (!refused) {
    expect((await run(session, sql)).kept).toEqual([3]);
    return;
  }
  await expect(session.query(sql)).rejects.toMatchObject({
    code: "scan-budget-exceeded",
    scan: { files: 3, bytes: expect.any(Number), ...budget },
    runId: expect.any(String),
  });
  // A query may say otherwise, and the session goes on.
  const wider = { maxFiles: 10, maxBytes: 1_000_000 };
  expect(await (await session.query(sql, { budget: wider })).rows()).toEqual([{ n: 300n }]);
  await expect(session.query("SELECT * FROM flights")).rejects.toMatchObject({ scan: { files: 6 } });
});

test("a table with row rules: files go by the policy's filter and by the query, and the report tells numbers alone", async () => {
  const sink = memorySink();
  const { uri } = await openFlights();
  const session = await openTestSession({
    tables: { flights: { delta: uri } },
    policy: {
      rowFilters: { flights: "delay < $bound AND CAST(month AS VARCHAR) <> '9'" },
      columnMasks: { flights: { month: "0" } },
      parameters: { bound: 350 },
    },
    diagnostics: sink,
  });
  const result = await session.query("SELECT count(*) AS n, min(month) AS m FROM flights WHERE delay >= $1", {
    parameters: [220],
  });
  expect(await result.rows()).toEqual([{ n: 130n, m: 0 }]);
  const [scan] = result.report.pruning ?? [];
  expect(scan).toMatchObject({
    chosenBy: "pruner",
    filesTotal: 6,
    filesKept: 2,
    filesRead: 2,
    skipped: { statistics: 4 },
  });
  // A masked column leaves out nothing, and nothing tells of the filter or of what the files hold.
  const masked = await session.query("SELECT count(*) AS n FROM flights WHERE month = 1");
  expect(await masked.rows()).toEqual([{ n: 0n }]);
  expect(masked.report.pruning?.[0]?.filesKept).toBe(3);
  expect(Object.keys(scan ?? {})).not.toContain("skippedFiles");
  const told = JSON.stringify([result.report, masked.report, sink.artifacts("pruning"), sink.events("pruning")]);
  expect(told).not.toMatch(/delay <|CAST|month=|\.parquet/);
  const over = session.query("SELECT delay FROM flights", { budget: { maxFiles: 2 } });
  await expect(over).rejects.toMatchObject({ code: "scan-budget-exceeded" });
});

test("a self-join of a table with row rules: each side by its own condition", async () => {
  const { uri } = await openFlights();
  const session = await openTestSession({
    tables: { flights: { delta: uri } },
    policy: { rowFilters: { flights: "delay < 560" } },
  });
  const sql = `SELECT count(*) AS n FROM flights a JOIN flights b ON a.delay + 200 = b.delay
    WHERE a.month = 1 AND b.delay >= 350`;
  const { rows, kept } = await run(session, sql);
  expect(rows).toEqual([{ n: 50n }]);
  expect(kept?.toSorted()).toEqual([1, 3]);
});

import { join } from "node:path";
import { tableFromArrays } from "apache-arrow";
import { expect, test, vi } from "vitest";
import type { QueryProgress } from "../src/index.js";
import { endlessQuery, numberTable } from "./support/number-table.js";
import { openTestSession } from "./support/open-test-session.js";
import { temporaryFolder } from "./support/temporary-folder.js";

test("the last call tells what the report tells, with the files and what was read of them", async () => {
  const folder = join(await temporaryFolder(), "numbers");
  const session = await openTestSession();
  await session.delta(folder).write(tableFromArrays({ part: ["a", "b"], n: Int32Array.of(1, 2) }), {
    mode: "create",
    partitionBy: ["part"],
  });
  await session.tables.register("numbers", { delta: folder });
  const calls: QueryProgress[] = [];
  const result = await session.query("SELECT * FROM numbers", { onProgress: (progress) => calls.push(progress) });
  await result.rows();
  const { rows, bytes, engineMs, scans } = result.report;
  expect(calls.filter(({ finished }) => finished)).toHaveLength(1);
  expect(calls.at(-1)).toEqual({
    runId: result.runId,
    rows,
    bytes,
    rowsScanned: 2,
    bytesScanned: scans[0]?.bytesScanned,
    filesTotal: 2,
    filesDone: 2,
    share: 1,
    elapsedMs: engineMs.execute,
    finished: true,
  });
});

test("a query that computes and gives nothing yet is followed all the same, and its end is told when it is called off", async () => {
  const session = await openTestSession();
  const controller = new AbortController();
  const calls: QueryProgress[] = [];
  const onProgress = (progress: QueryProgress) => {
    calls.push(progress);
    if (calls.length === 3) controller.abort();
  };
  const result = await session.query(endlessQuery, { onProgress, signal: controller.signal });
  await expect(result.rows()).rejects.toMatchObject({ code: "aborted" });
  expect(calls.map(({ finished }) => finished)).toEqual([false, false, false, true]);
  const times = calls.slice(0, 3).map(({ elapsedMs }) => elapsedMs);
  // At most ten times a second. Timers are never early by more than the millisecond that they are rounded to.
  for (const [index, time] of times.slice(1).entries()) expect(time - (times[index] ?? 0)).toBeGreaterThan(98);
});

test("the share of the files never falls, and is whole at the end", async () => {
  const folder = join(await temporaryFolder(), "many");
  const session = await openTestSession({ engine: { threads: 2, batchRows: 512 } });
  for (let file = 0; file < 8; file++) {
    const n = Int32Array.from({ length: 20_000 }, (_, row) => file * 20_000 + row);
    await session.delta(folder).write(tableFromArrays({ n }), { mode: file === 0 ? "create" : "append" });
  }
  await session.tables.register("many", { delta: folder });
  const calls: QueryProgress[] = [];
  const result = await session.query("SELECT n FROM many", { onProgress: (progress) => calls.push(progress) });
  // A slow reader: the engine waits for it, so the files end one by one.
  let rows = 0;
  for await (const batch of result) {
    rows += batch.numRows;
    if (calls.length < 5) await expect.poll(() => calls.length, { interval: 20 }).toBeGreaterThan(0);
  }
  expect(rows).toBe(160_000);
  const shares = calls.map(({ share = -1 }) => share);
  expect(shares).toEqual([...shares].sort((a, b) => a - b));
  const done = calls.map(({ filesDone = -1 }) => filesDone);
  expect(done).toEqual([...done].sort((a, b) => a - b));
  expect(calls.at(-1)).toMatchObject({ filesTotal: 8, filesDone: 8, share: 1, finished: true });
});

test("a query that is called off tells how far it came", async () => {
  const folder = join(await temporaryFolder(), "left");
  const session = await openTestSession();
  const n = Int32Array.from({ length: 1_000 }, (_, row) => row);
  for (const mode of ["create", "append"] as const) await session.delta(folder).write(tableFromArrays({ n }), { mode });
  await session.tables.register("left_over", { delta: folder });
  const calls: QueryProgress[] = [];
  const controller = new AbortController();
  const sql = "SELECT count(*) AS c FROM left_over a JOIN range(100000000) b ON a.n + b.value <> a.n * b.value";
  const result = await session.query(sql, {
    signal: controller.signal,
    onProgress: (progress) => {
      calls.push(progress);
      if (calls.length === 2) controller.abort();
    },
  });
  await expect(result.rows()).rejects.toMatchObject({ code: "aborted" });
  expect(calls.map(({ filesTotal }) => filesTotal)).toEqual(calls.map(() => 2));
  const last = calls.at(-1);
  expect(last).toMatchObject({ finished: true });
  expect([last?.filesDone, last?.share]).toEqual([calls.at(-2)?.filesDone, calls.at(-2)?.share]);
});

test("a compiled query is followed, too", async () => {
  const session = await openTestSession({ tables: { numbers: { arrow: numberTable(10) } } });
  const query = await session.compile("SELECT n FROM numbers");
  const calls: QueryProgress[] = [];
  await (await query.execute(undefined, { onProgress: (progress) => calls.push(progress) })).rows();
  expect(calls.at(-1)).toMatchObject({ rows: 10, finished: true });
  expect(calls.at(-1)).not.toHaveProperty("filesTotal");
});

test("a listener that throws breaks nothing, and is told of once", async () => {
  const warn = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
  const session = await openTestSession();
  const onProgress = vi.fn(() => {
    throw new Error("no");
  });
  const result = await session.query("SELECT 1 AS one", { onProgress });
  expect(await result.rows()).toHaveLength(1);
  await expect
    .poll(() => warn.mock.calls)
    .toEqual([["onProgress threw: Error: no", { code: "CAUSEWAY_PROGRESS_FAILED" }]]);
  expect(onProgress).toHaveBeenCalledTimes(1);
  warn.mockRestore();
});

test("what is no function is refused", async () => {
  const session = await openTestSession();
  // @ts-expect-error: a listener is a function
  await expect(session.query("SELECT 1", { onProgress: 1 })).rejects.toMatchObject({ code: "invalid-option" });
});

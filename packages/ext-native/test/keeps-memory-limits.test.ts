import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { EngineSession } from "../src/index.js";
import { errorOf, openSession, rowsOf } from "./support/sessions.js";
import { temporaryFolder } from "./support/temporary-folder.js";

const sortOf = (rows: number) =>
  `SELECT value, md5(arrow_cast(value, 'Utf8')) AS hash FROM range(0, ${rows}) ORDER BY hash`;

describe("a memory limit", () => {
  it("makes a sort of much more spill, and the spill folder goes with the session", { timeout: 60_000 }, async () => {
    const spillDirectory = temporaryFolder();
    const session = EngineSession.open({ memoryLimitBytes: 64_000_000, spillDirectory });
    const stream = await (await session.prepare(sortOf(3_000_000))).execute();
    let rows = 0;
    let last = "";
    let sorted = true;
    for await (const batch of stream) {
      const hashes = batch.getChild("hash");
      sorted &&= last <= hashes?.get(0);
      last = hashes?.get(batch.numRows - 1);
      rows += batch.numRows;
    }
    expect({ rows, sorted }).toEqual({ rows: 3_000_000, sorted: true });
    expect(stream.report.spillFiles).toBeGreaterThan(1);
    expect(stream.report.spillBytes).toBeGreaterThan(100_000_000);
    expect(stream.report.peakMemoryBytes).toBeGreaterThan(10_000_000);
    expect(stream.report.peakMemoryBytes).toBeLessThanOrEqual(64_000_000);
    expect(readdirSync(spillDirectory)).toHaveLength(1);
    await session.close();
    expect(readdirSync(spillDirectory)).toEqual([]);
  });

  it("or none: each query counts its own peak, beside others of its session", async () => {
    const session = openSession();
    const run = async (sql: string) => {
      const stream = await (await session.prepare(sql)).execute();
      for await (const _batch of stream);
      return stream.report.peakMemoryBytes;
    };
    const [sort, nothing] = await Promise.all([run(sortOf(500_000)), run("SELECT value FROM range(0, 500000)")]);
    expect(sort).toBeGreaterThan(500_000 * 16);
    expect(nothing).toBeLessThan(sort / 10);
  });

  it("that cannot be kept is memory-limit, and the session lives on", async () => {
    const session = openSession({ memoryLimitBytes: 2_000_000, targetPartitions: 1 });
    expect(
      await errorOf(session, "SELECT array_agg(md5(arrow_cast(value, 'Utf8'))) AS all FROM range(0, 1000000)"),
    ).toMatchObject({ code: "memory-limit" });
    expect(await rowsOf(session, "SELECT 1 AS alive")).toEqual([{ alive: 1n }]);
  });

  it("with too little room to spill is spill-limit, and the session lives on", async () => {
    const session = openSession({ memoryLimitBytes: 40_000_000, spillLimitBytes: 1_000_000, targetPartitions: 1 });
    expect(await errorOf(session, sortOf(1_000_000))).toMatchObject({ code: "spill-limit" });
    expect(await rowsOf(session, "SELECT 1 AS alive")).toEqual([{ alive: 1n }]);
  });
});

it("a spill directory that cannot be made is spill-failed", () => {
  expect(() => EngineSession.open({ spillDirectory: "/dev/null/nowhere" })).toThrow(
    expect.objectContaining({ code: "spill-failed" }),
  );
});

it("streaming many rows holds only a few batches", { timeout: 60_000 }, async () => {
  const session = openSession();
  const stream = await (
    await session.prepare("SELECT value, value * 2 AS a, value * 3 AS b FROM range(0, 60000000)")
  ).execute();
  const before = process.memoryUsage().rss;
  let peak = 0;
  let rows = 0;
  for await (const batch of stream) {
    rows += batch.numRows;
    peak = Math.max(peak, process.memoryUsage().rss - before);
  }
  expect(rows).toBe(60_000_000);
  // The whole result is 1.4 GB.
  expect(peak).toBeLessThan(600_000_000);
});

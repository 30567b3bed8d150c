import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { beforeAll, describe, expect, it } from "vitest";
import type { DeltaTable, OperationProgress } from "../src/index.js";
import { type DeltaPeers, startDeltaPeers } from "./support/delta-peers.js";
import { delaysIn, flightsTable } from "./support/flights-table.js";
import { caught, openSession } from "./support/sessions.js";
import { temporaryFolder } from "./support/temporary-folder.js";

let peers: DeltaPeers;
beforeAll(async () => {
  peers = await startDeltaPeers();
}, 300_000);

const dataFiles = (table: DeltaTable) =>
  readdirSync(table.uri, { recursive: true }).filter((name) => String(name).endsWith(".parquet"));

describe("optimize", () => {
  it("joins the small files of a partition", async () => {
    const session = openSession();
    const table = await flightsTable(session);
    const report = await table.optimize({ kind: "compact" });
    expect(report).toMatchObject({ version: 3, filesAdded: 1, filesRemoved: 2, partitionsOptimized: 1 });
    expect(report.bytesAdded).toBeGreaterThan(0);
    expect(await delaysIn(session, table, peers)).toEqual([3, 5, 7, 9]);
    expect(await table.optimize({ kind: "compact" })).toMatchObject({ version: 3, filesAdded: 0, filesRemoved: 0 });
  });

  it("sorts along a Z-order curve, in the partitions that are asked for", async () => {
    const session = openSession();
    const table = await flightsTable(session);
    const report = await table.optimize({ kind: "z-order", columns: ["delay"], where: "month = 2" });
    expect(report).toMatchObject({ filesAdded: 1, filesRemoved: 1, filesConsidered: 1 });
    await table.optimize({ kind: "z-order", columns: ["delay"], where: "month IN (1) AND month < 2" });
    expect(await delaysIn(session, table, peers)).toEqual([3, 5, 7, 9]);
    expect(await table.describe()).toMatchObject({ files: 2 });
  });

  it("refuses what it does not do", async () => {
    const table = await flightsTable(openSession());
    const invalid = (option: string) => ({ code: "invalid-option", details: { option } });
    expect(await caught(table.optimize({} as never))).toMatchObject(invalid("kind"));
    expect(await caught(table.optimize({ kind: "z-order" }))).toMatchObject(invalid("columns"));
    expect(await caught(table.optimize({ kind: "compact", columns: ["delay"] }))).toMatchObject(invalid("columns"));
    expect(await caught(table.optimize({ kind: "compact", where: "delay > 3" }))).toMatchObject(invalid("where"));
    expect(await caught(table.optimize({ kind: "compact", where: "month = 1 OR month = 2" }))).toMatchObject(
      invalid("where"),
    );
    expect(await caught(table.optimize({ kind: "z-order", columns: ["gate"] }))).toMatchObject({
      code: "unknown-column",
    });
  });
});

describe("vacuum", () => {
  it("tells first, and removes when it is told to", async () => {
    const session = openSession();
    const table = await flightsTable(session);
    await table.optimize({ kind: "compact" });
    expect(await table.vacuum()).toMatchObject({ dryRun: true, files: [], version: 3 });
    expect(await caught(table.vacuum({ retentionHours: 0 }))).toMatchObject({
      code: "invalid-option",
      details: { option: "retentionHours" },
    });
    const now = { retentionHours: 0, allowShortRetention: true };
    const dry = await table.vacuum(now);
    expect(dry.files).toHaveLength(2);
    expect(dataFiles(table)).toHaveLength(4);
    const transaction = { appId: "upkeep", version: 1 };
    const report = await table.vacuum({ ...now, dryRun: false, transaction });
    expect([...report.files].sort()).toEqual([...dry.files].sort());
    expect(dataFiles(table)).toHaveLength(2);
    expect(await table.vacuum({ ...now, dryRun: false, transaction })).toMatchObject({
      alreadyApplied: true,
      version: report.version,
    });
    expect(await delaysIn(session, table, peers)).toEqual([3, 5, 7, 9]);
  });
});

describe("restore", () => {
  it("makes an older version the newest", async () => {
    const session = openSession();
    const table = await flightsTable(session);
    expect(await table.restore({ version: 0 })).toMatchObject({ version: 3, restoredVersion: 0, filesRemoved: 2 });
    expect(await delaysIn(session, table, peers)).toEqual([3, 9]);
    await sleep(20);
    const then = new Date();
    await sleep(20);
    await table.delete("true");
    expect(await table.restore({ timestamp: then })).toMatchObject({ restoredVersion: 3 });
    expect(await delaysIn(session, table, peers)).toEqual([3, 9]);
  });

  it("says what is not there", async () => {
    const table = await flightsTable(openSession());
    expect(await caught(table.restore({ version: 9 }))).toMatchObject({
      code: "version-not-found",
      details: { newestVersion: 2 },
    });
    expect(await caught(table.restore({ version: 2 }))).toMatchObject({ code: "invalid-option" });
    expect(await caught(table.restore({}))).toMatchObject({ code: "invalid-option" });
    await table.delete("true");
    await table.vacuum({ retentionHours: 0, allowShortRetention: true, dryRun: false });
    expect(await caught(table.restore({ version: 1 }))).toMatchObject({
      code: "file-not-found",
      details: { path: expect.stringContaining(".parquet") },
    });
  });
});

it("writes a checkpoint that stands for the log before it", async () => {
  const session = openSession();
  const table = await flightsTable(session);
  expect(await table.checkpoint()).toMatchObject({ version: 2 });
  for (const version of [0, 1]) rmSync(join(table.uri, "_delta_log", `${String(version).padStart(20, "0")}.json`));
  expect(await delaysIn(session, table, peers)).toEqual([3, 5, 7, 9]);
  expect((await table.history()).map((commit) => commit.version)).toEqual([2]);
});

it("tells its history, newest first, and the version of a time", async () => {
  const table = await flightsTable(openSession());
  const commits = await table.history();
  expect(commits.map(({ version, operation }) => [version, operation])).toEqual([
    [2, "WRITE"],
    [1, "WRITE"],
    [0, "WRITE"],
  ]);
  expect(commits[0]?.committedAtMs).toBeGreaterThan(Date.now() - 60_000);
  expect(commits[0]?.commitInfo).toMatchObject({ operationParameters: { mode: "Append" } });
  expect(await table.history({ limit: 1 })).toEqual(commits.slice(0, 1));
  expect(await table.versionAt(new Date())).toBe(2);
  expect(await caught(table.versionAt("2001-01-01"))).toMatchObject({ code: "timestamp-out-of-range" });
});

it("tells how far an operation has come", async () => {
  const session = openSession();
  const table = session.delta(join(temporaryFolder(), "numbers"));
  const told: OperationProgress[] = [];
  const onProgress = (progress: OperationProgress) => void told.push(progress);
  const plan = await session.prepare("SELECT value AS n FROM range(0, 100000)");
  const written = await table.write(plan, { mode: "create", onProgress });
  expect(told.at(-1)).toMatchObject({ filesWritten: written.files, bytesWritten: written.bytes });
  await table.write(await plan.execute(), { mode: "append", onProgress });
  const optimized = await table.optimize({ kind: "compact", onProgress });
  expect(told.at(-1)).toMatchObject({ filesWritten: optimized.filesAdded, bytesWritten: optimized.bytesAdded });
  const deleted = await table.delete("n % 2 = 0", { onProgress });
  expect(told.at(-1)).toMatchObject({ filesWritten: deleted.filesAdded });
  const merged = await table.merge(plan, {
    on: "target.n = source.n",
    whenNotMatched: [{ insert: "*" }],
    onProgress,
  });
  expect(told.at(-1)).toMatchObject({ filesWritten: merged.filesAdded });
  expect(merged.insertedRows).toBe(100_000 / 2);
});

it("stops every operation at a signal", async () => {
  const session = openSession();
  const table = await flightsTable(session);
  const signal = AbortSignal.abort();
  const log = () => readFileSync(join(table.uri, "_delta_log", "00000000000000000002.json"), "utf8");
  const before = log();
  for (const stopped of [
    table.delete("true", { signal }),
    table.update({ delay: "0" }, { signal }),
    table.optimize({ kind: "compact", signal }),
    table.vacuum({ signal }),
    table.restore({ version: 0, signal }),
    table.checkpoint({ signal }),
    table.history({ signal }),
    table.versionAt(new Date(), { signal }),
    table.addConstraint("late", "delay > 0", { signal }),
    table.setProperties({ a: "b" }, { signal }),
  ]) {
    expect(await caught(stopped)).toMatchObject({ code: "aborted" });
  }
  expect(log()).toBe(before);
  expect(await table.describe()).toMatchObject({ version: 2 });
});

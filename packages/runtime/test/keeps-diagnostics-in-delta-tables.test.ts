import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { trackedRun } from "@causeway/obs";
import { expect, onTestFinished, test } from "vitest";
import { deltaSink } from "../src/index.js";
import { openTestSession } from "./support/open-test-session.js";
import { temporaryFolder } from "./support/temporary-folder.js";

test("events and artifacts of a session are rows that the same session queries", async () => {
  const diagnostics = deltaSink(join(await temporaryFolder(), "diagnostics"), { maxDelayMs: 60_000 });
  onTestFinished(() => diagnostics.close());
  const session = await openTestSession({ diagnostics });
  const result = await session.query("SELECT 1 AS one", { label: "first" });
  await result.rows();
  await diagnostics.flush();
  await session.tables.register("events", { delta: diagnostics.events });
  await session.tables.register("artifacts", { delta: diagnostics.artifacts });
  const rowsOf = async (table: string) =>
    (
      await session.query<{ name: string; payload: string }>(
        `SELECT name, payload, schema_version, abs(date_part('epoch', now()) - date_part('epoch', at)) < 600 AS recent
         FROM ${table} WHERE run_id = $1`,
        { parameters: [result.runId] },
      )
    ).rows();
  const events = await rowsOf("events");
  expect(events.map(({ name }) => name)).toEqual(expect.arrayContaining(["run-start", "preflight", "run-end"]));
  for (const event of events) expect(event).toMatchObject({ schema_version: 1, recent: true });
  const end = events.find(({ name }) => name === "run-end");
  expect(JSON.parse(end?.payload ?? "")).toMatchObject({ runId: result.runId, label: "first", outcome: "ok" });
  const artifacts = await rowsOf("artifacts");
  expect(JSON.parse(artifacts.find(({ name }) => name === "run-report")?.payload ?? "")).toMatchObject({ rows: 1 });
  // All of the first run came in one commit, so the tables were at their first version when they were registered.
  expect(session.tables.list().map(({ name, version }) => [name, version])).toEqual([
    ["artifacts", 0],
    ["events", 0],
  ]);
});

test("what cannot be committed is told, counted, and never breaks a run; the table says how much is missing", async () => {
  const folder = join(await temporaryFolder(), "diagnostics");
  const failures: unknown[] = [];
  await writeFile(folder, "a file where the folder is to be");
  const sink = deltaSink(folder, { maxDelayMs: 1 });
  onTestFinished(() => sink.close());
  const onSinkFailure = (error: unknown) => failures.push(error);
  expect(await trackedRun("lost", { sink, onSinkFailure }, async () => 3)).toBe(3);
  await expect(sink.flush()).rejects.toMatchObject({ code: "sink-failed" });
  expect(sink.dropped).toBe(2);
  await rm(folder);
  await trackedRun("kept", { sink, onSinkFailure }, async () => 4);
  await sink.flush();
  const session = await openTestSession({ tables: { events: { delta: sink.events } } });
  const rows = await (await session.query<{ name: string }>("SELECT name, payload FROM events")).rows();
  expect(rows.map(({ name }) => name)).toEqual(["records-dropped", "run-start", "run-end"]);
  expect(sink.dropped).toBe(2);
});

test("what waits is bounded, and a closed sink says so", async () => {
  const sink = deltaSink(join(await temporaryFolder(), "diagnostics"), { maxDelayMs: 60_000, maxQueuedBytes: 1_000 });
  const stamp = { runId: "r", atMs: Date.now() };
  const large = { ...stamp, text: "x".repeat(400) };
  for (let index = 0; index < 3; index += 1) sink.recordArtifact("test.large", large);
  expect(sink.dropped).toBe(1);
  await sink.close();
  expect(() => sink.recordEvents("test.late", [stamp])).toThrow(/^sink-closed/);
  await sink.close();
});

test("an option that does not exist, and one that cannot be", () => {
  // @ts-expect-error: there is no such option
  expect(() => deltaSink("./x", { maxDelay: 1 })).toThrow(/^unknown-option: .*maxDelayMs/);
  expect(() => deltaSink("./x", { timeoutMs: 0 })).toThrow(/^invalid-option/);
});

import { EventEmitter, once } from "node:events";
import { join } from "node:path";
import { memorySink } from "@causeway/obs";
import type { RecordBatch } from "apache-arrow";
import { describe, expect, test } from "vitest";
import type { IncrementalStep, Session } from "../src/index.js";
import { pipeline } from "./support/incremental-pipeline.js";
import { rowsFrom } from "./support/source-with-changes.js";

async function numbersOf(session: Session, uri: string): Promise<number[]> {
  await session.tables.deregister("target");
  await session.tables.register("target", { delta: uri });
  const result = await session.query<{ n: number }>("SELECT n FROM target ORDER BY n");
  return (await result.rows({ mode: "js" })).map(({ n }) => n);
}

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);

describe("into a Delta table", () => {
  test("a condition on the source's columns holds for the first reading and for the changes", async () => {
    const { session, target, append, run } = await pipeline({
      transform: "SELECT n, text FROM changes WHERE n >= 2 AND _change_type = 'insert'",
    });
    await run();
    expect(await numbersOf(session, target)).toEqual(upTo(10).slice(2));
    await append(0, 4);
    expect(await run()).toMatchObject({ outcome: "applied", rowsWritten: 2 });
    expect(await numbersOf(session, target)).toEqual([2, 2, 3, 3, ...upTo(10).slice(4)]);
  });

  test("the first run takes all rows, each later one what is new, and the cursor lives in the target's log", async () => {
    const { session, target, append, run } = await pipeline();
    await append(10, 5);
    expect(await run()).toMatchObject({
      outcome: "applied",
      appId: "copy",
      previousVersion: undefined,
      fromVersion: 1,
      toVersion: 1,
      snapshot: true,
      rowsWritten: 15,
      targetVersion: 0,
    });
    expect(await run()).toMatchObject({ outcome: "nothing-new", previousVersion: 1, toVersion: 1, rowsWritten: 0 });
    await append(15, 5);
    await append(20, 5);
    expect(await run()).toMatchObject({
      outcome: "applied",
      previousVersion: 1,
      fromVersion: 2,
      toVersion: 3,
      snapshot: false,
      rowsWritten: 10,
      targetVersion: 1,
    });
    expect(await session.delta(target).transactionVersion("copy")).toBe(3);
    expect(await numbersOf(session, target)).toEqual(upTo(25));
  });

  test("a run can begin with the changes of a version", async () => {
    const { session, target, append, run } = await pipeline({ start: { version: 1 } });
    await append(10, 5);
    expect(await run()).toMatchObject({ fromVersion: 1, toVersion: 1, snapshot: false, rowsWritten: 5 });
    expect(await numbersOf(session, target)).toEqual([10, 11, 12, 13, 14]);
  });

  test("the transform joins other tables, knows each change, and may leave out all rows", async () => {
    const { session, target, append, run } = await pipeline({
      transform: `SELECT c.n, names.name, _change_type AS type, _commit_version AS version
        FROM changes c JOIN names ON names.id = c.n`,
      tables: { names: { arrow: rowsFrom(8, 4).select(["n", "text"]) } },
    });
    await expect(run()).rejects.toThrow(/^unknown-column/);
    const tables = { names: { arrow: rowsFrom(8, 4) } };
    const transform = `SELECT c.n, names.text AS name, c._change_type AS type, c._commit_version AS version
      FROM changes c JOIN names ON names.n = c.n`;
    expect(await run({ tables, transform })).toMatchObject({ rowsWritten: 2, snapshot: true });
    await append(100, 5);
    expect(await run({ tables, transform })).toMatchObject({ outcome: "applied", rowsWritten: 0, targetVersion: 1 });
    expect(await run({ tables, transform })).toMatchObject({ outcome: "nothing-new", previousVersion: 1 });
    await append(10, 2);
    expect(await run({ tables, transform })).toMatchObject({ rowsWritten: 2, targetVersion: 2 });
    await session.tables.register("t", { delta: target });
    const rows = await session.query("SELECT * FROM t ORDER BY n");
    expect(await rows.rows({ mode: "js" })).toEqual([
      { n: 8, name: "row 8", type: "insert", version: 0 },
      { n: 9, name: "row 9", type: "insert", version: 0 },
      { n: 10, name: "row 10", type: "insert", version: 2 },
      { n: 11, name: "row 11", type: "insert", version: 2 },
    ]);
  });

  test("a function transforms the batches as they come", async () => {
    const steps: IncrementalStep[] = [];
    const { session, target, append, run } = await pipeline({
      transform: async function* (changes, step) {
        steps.push(step);
        for await (const batch of changes) yield batch.select(["n", "text"]).slice(0, 3) as RecordBatch;
      },
    });
    expect(await run()).toMatchObject({ rowsWritten: 3 });
    await append(10, 5);
    expect(await run()).toMatchObject({ rowsWritten: 3 });
    expect(await numbersOf(session, target)).toEqual([0, 1, 2, 10, 11, 12]);
    expect(steps).toEqual([
      { appId: "copy", fromVersion: 0, toVersion: 0, snapshot: true },
      { appId: "copy", fromVersion: 1, toVersion: 1, snapshot: false },
    ]);
    await append(15, 1);
    const none = { transform: async function* () {} };
    expect(await run(none)).toMatchObject({ outcome: "applied", rowsWritten: 0, toVersion: 2 });
    const elsewhere = { ...none, target: { delta: join(target, "../elsewhere") } };
    expect(await run(elsewhere)).toMatchObject({ outcome: "no-table", rowsWritten: 0 });
  });

  test("what the transform throws ends the run, and nothing is committed", async () => {
    const { session, target, append, run } = await pipeline();
    await run();
    await append(10, 5);
    const failing = async function* (changes: AsyncIterable<RecordBatch>) {
      for await (const batch of changes) yield batch.select(["n", "text"]) as RecordBatch;
      throw new Error("half way");
    };
    await expect(run({ transform: failing })).rejects.toThrow("half way");
    await expect(run({ transform: "SELECT 1 / (n - 12) AS n, text FROM changes" })).rejects.toThrow(/execution-error/);
    const aborted = AbortSignal.abort(new Error("no more"));
    await expect(run({ signal: aborted })).rejects.toThrow("no more");
    expect(await numbersOf(session, target)).toEqual(upTo(10));
    expect(await run()).toMatchObject({ outcome: "applied", rowsWritten: 5 });
    expect(await numbersOf(session, target)).toEqual(upTo(15));
  });

  test("of runs at the same time one wins", async () => {
    const { session, target, append, run } = await pipeline();
    await run();
    for (let round = 1; round <= 3; round += 1) {
      await append(round * 10, 10);
      const ends = await Promise.allSettled([run(), run(), run(), run()]);
      const outcomes = ends.map((end) => (end.status === "fulfilled" ? end.value.outcome : end.reason.code));
      expect(outcomes.filter((outcome) => outcome === "applied")).toHaveLength(1);
      for (const outcome of outcomes) {
        expect(["applied", "already-applied", "nothing-new", "commit-conflict"]).toContain(outcome);
      }
    }
    expect(await numbersOf(session, target)).toEqual(upTo(40));
  });

  test("a run that began before another one ended does not apply its changes again", async () => {
    const { session, target, append, run } = await pipeline();
    await run();
    /** A run that has read the cursor and waits, until it is let go. */
    const held = async () => {
      const gate = new EventEmitter();
      const end = run({
        transform: async function* (changes, step) {
          gate.emit("began", step);
          await once(gate, "go");
          for await (const batch of changes) yield batch.select(["n", "text"]) as RecordBatch;
        },
      });
      const [step] = (await once(gate, "began")) as [IncrementalStep];
      return { step, end, go: () => gate.emit("go") };
    };
    await append(10, 5);
    const first = await held();
    await append(15, 5);
    const second = await held();
    expect([first.step, second.step]).toMatchObject([
      { fromVersion: 1, toVersion: 1 },
      { fromVersion: 1, toVersion: 2 },
    ]);
    first.go();
    expect(await first.end).toMatchObject({ outcome: "applied", rowsWritten: 5 });
    second.go();
    await expect(second.end).rejects.toMatchObject({ code: "commit-conflict", details: { appId: "copy" } });
    expect(await run()).toMatchObject({ outcome: "applied", fromVersion: 2, rowsWritten: 5 });
    expect(await numbersOf(session, target)).toEqual(upTo(20));
  });

  test("a source without a feed is read once, and then told how to turn it on", async () => {
    const { session, folder, run } = await pipeline();
    const plain = session.delta(join(folder, "plain"));
    await plain.write(rowsFrom(0, 3), { mode: "create" });
    const source = { source: { delta: plain.uri } };
    expect(await run(source)).toMatchObject({ outcome: "applied", rowsWritten: 3 });
    await plain.write(rowsFrom(3, 3), { mode: "append" });
    await expect(run(source)).rejects.toMatchObject({ code: "change-data-feed-off", details: { version: 1 } });
  });

  test("the run and its commit are in the diagnostics", async () => {
    const diagnostics = memorySink();
    const { run } = await pipeline({ session: { diagnostics }, label: "nightly" });
    const { runId } = await run();
    const [nightly, ...parts] = diagnostics.events("run-start");
    expect(nightly).toMatchObject({ runId, label: "nightly" });
    expect(parts).toMatchObject([
      { label: "query", parentRunId: runId },
      { label: "write", parentRunId: runId, attributes: { operation: "write" } },
    ]);
    const commit = { runId: parts[1]?.runId, version: "0", rows: 10, files: 1 };
    expect(diagnostics.events("commit")).toMatchObject([commit]);
    expect(diagnostics.events("run-end")).toMatchObject([
      { label: "query", outcome: "ok" },
      { label: "write", outcome: "ok" },
      { runId, label: "nightly", outcome: "ok", attributes: { appId: "copy" } },
    ]);
  });
});

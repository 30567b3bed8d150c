import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { RecordBatch } from "apache-arrow";
import { describe, expect, test } from "vitest";
import { fileCursorStore, type IncrementalStep, memoryCursorStore } from "../src/index.js";
import { pipeline } from "./support/incremental-pipeline.js";
import { temporaryFolder } from "./support/temporary-folder.js";

describe("into a sink of another kind", () => {
  test("the cursor moves after the sink has taken the rows", async () => {
    const cursors = memoryCursorStore();
    const taken: [number, number][] = [];
    let failing = false;
    const target = {
      async write(batches: AsyncIterable<RecordBatch>, { toVersion }: IncrementalStep) {
        let rows = 0;
        for await (const batch of batches) rows += batch.numRows;
        if (failing) throw new Error("the sink is full");
        taken.push([toVersion, rows]);
      },
    };
    const { append, run } = await pipeline({ target, cursors });
    expect(await run()).toMatchObject({ outcome: "applied", rowsWritten: 10, targetVersion: undefined });
    await append(10, 5);
    failing = true;
    await expect(run()).rejects.toThrow("the sink is full");
    expect(await cursors.read("copy")).toBe(0);
    failing = false;
    expect(await run()).toMatchObject({ previousVersion: 0, fromVersion: 1, toVersion: 1, rowsWritten: 5 });
    expect(await run()).toMatchObject({ outcome: "nothing-new" });
    expect(taken).toEqual([
      [0, 10],
      [1, 5],
    ]);
  });

  test("a file keeps cursors of many pipelines", async () => {
    const path = join(await temporaryFolder(), "state", "cursors.json");
    const store = fileCursorStore(path);
    expect(await store.read("a")).toBeUndefined();
    await Promise.all([store.write("a", 1), store.write("b", 2), store.write("a", 3)]);
    expect(JSON.parse(await readFile(path, "utf8"))).toEqual({ a: 3, b: 2 });
    expect(await fileCursorStore(path).read("b")).toBe(2);
    await writeFile(path, '{"a":"x"}');
    await expect(store.read("a")).rejects.toMatchObject({ code: "cursor-unreadable", path });
    await writeFile(path, '{"a":');
    await expect(store.write("a", 4)).rejects.toMatchObject({ code: "cursor-unreadable", path });
  });
});

import { expect, test } from "vitest";
import { metadataOf } from "../test/one-column.js";
import type { AddAction } from "./add-action.js";
import { createPruner } from "./create-pruner.js";
import { fileIndexFromAddActions } from "./file-index-from-add-actions.js";
import { compare } from "./predicate.js";
import type { SnapshotSource } from "./snapshot-source.js";

const metadata = metadataOf({ x: "long", y: "long" });
const addOf = (at: number): AddAction => ({
  path: `f${at}`,
  size: 1,
  partitionValues: {},
  stats: JSON.stringify({
    numRecords: 1,
    minValues: { x: at, y: at },
    maxValues: { x: at, y: at },
    nullCount: { x: 0, y: 0 },
  }),
});

/** A table of which each version has one file more. */
function growingTable() {
  const calls: string[] = [];
  const source: SnapshotSource = {
    async fileIndex(table, { version, columns }) {
      calls.push(`index ${version} ${columns.join()}`);
      const adds = Array.from({ length: Number(version) + 1 }, (_, at) => addOf(at));
      const known = columns.filter((column) => column === "x" || column === "y");
      return fileIndexFromAddActions(adds, metadata, { table, version, columns: known });
    },
    async fileChanges(_, { after, through }) {
      calls.push(`changes ${after} ${through}`);
      return Array.from({ length: Number(through - after) }, (_, at) => ({
        added: [addOf(Number(after) + 1 + at)],
        removed: [],
        version: Number(after) + 1 + at,
      }));
    },
  };
  return { source, calls };
}

test("chooses the files of each scan, keeps its indexes, and moves them forward by commits", async () => {
  const { source, calls } = growingTable();
  const { prune, heldBytes, forget } = createPruner(source);
  const scan = { table: "t", version: 3, predicate: compare("x", ">=", 2) };
  const [first, again] = await prune([scan, scan]);
  expect(first).toMatchObject({ table: "t", version: "3", chosenBy: "pruner", files: ["f2", "f3"] });
  expect(again).toMatchObject({ files: ["f2", "f3"] });
  const [next] = await prune([{ ...scan, version: 5n }]);
  expect(next).toMatchObject({ version: "5", files: ["f2", "f3", "f4", "f5"], report: { version: "5" } });
  await prune([{ ...scan, predicate: compare("y", "=", 1) }]);
  expect(calls).toEqual(["index 3 x", "changes 3 5", "index 3 x,y"]);
  expect(heldBytes()).toBeGreaterThan(0);
  forget("t");
  expect(heldBytes()).toBe(0);
});

test("a scan without a version, or with nothing to go by, is left to the engine", async () => {
  const { prune } = createPruner(growingTable().source);
  expect(
    await prune([
      { table: "t", predicate: compare("x", "=", 1) },
      { table: "t", version: 1 },
    ]),
  ).toEqual([
    { table: "t", chosenBy: "engine" },
    { table: "t", version: "1", chosenBy: "engine" },
  ]);
});

test("a budget holds for a scan without a predicate as well", async () => {
  const { prune } = createPruner(growingTable().source);
  await expect(prune([{ table: "t", version: 4 }], { budget: { maxFiles: 4 } })).rejects.toThrow(
    /^scan-budget-exceeded: .* 5 files/,
  );
});

test("keeps no more bytes than it may", async () => {
  const { source, calls } = growingTable();
  const { prune, heldBytes } = createPruner(source, { maxIndexBytes: 0 });
  const scan = { table: "t", version: 3, predicate: compare("x", ">=", 2) };
  await prune([scan]);
  await prune([scan]);
  expect(heldBytes()).toBe(0);
  expect(calls).toEqual(["index 3 x", "index 3 x"]);
});

test("an error of the source is the caller's, and the next one asks again", async () => {
  const { source } = growingTable();
  let isBroken = true;
  const { prune } = createPruner({
    ...source,
    fileIndex: (...given) => (isBroken ? Promise.reject(new Error("no network")) : source.fileIndex(...given)),
  });
  const scan = { table: "t", version: 0, predicate: compare("x", "=", 0) };
  await expect(prune([scan])).rejects.toThrow("no network");
  isBroken = false;
  expect(await prune([scan])).toMatchObject([{ files: ["f0"] }]);
  await expect(prune([scan], { signal: AbortSignal.abort(new Error("stopped")) })).rejects.toThrow("stopped");
});

test("a commit that does not fit the index has it made anew", async () => {
  const { source, calls } = growingTable();
  const changes = [{ added: [], removed: [{ path: "not there" }] }];
  const { prune } = createPruner({ ...source, fileChanges: async () => changes });
  const predicate = compare("x", ">=", 0);
  await prune([{ table: "t", version: 1, predicate }]);
  expect(await prune([{ table: "t", version: 2, predicate }])).toMatchObject([{ files: ["f0", "f1", "f2"] }]);
  expect(calls).toEqual(["index 1 x", "index 2 x"]);
});

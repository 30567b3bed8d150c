import { expect, test } from "vitest";
import { metadataOf } from "../test/one-column.js";
import type { AddAction } from "./add-action.js";
import { advanceIndex } from "./advance-index.js";
import { indexedFiles } from "./file-index.js";
import { fileIndexFromAddActions } from "./file-index-from-add-actions.js";
import { compare } from "./predicate.js";
import { pruneFiles } from "./prune-files.js";

const metadata = metadataOf({ p: "string", x: "long", s: "string" }, ["p"]);
const uuid = (at: number): string =>
  `part-00000-${at.toString(16).padStart(8, "0")}-0000-4000-8000-000000000000.parquet`;

function addOf(path: string, x: number): AddAction {
  const bounds = { x, s: `s${x}` };
  const stats = JSON.stringify({ numRecords: 1, minValues: bounds, maxValues: bounds, nullCount: { x: 0, s: 0 } });
  return { path, size: x, partitionValues: { p: "a b" }, stats };
}

const paths = (index: Parameters<typeof indexedFiles>[0]): string[] => [...indexedFiles(index)].map(({ path }) => path);

test("a commit takes files away and adds others, and the old index stays as it was", () => {
  const before = fileIndexFromAddActions([addOf("a", 1), addOf("b", 2)], metadata, { version: 4, table: "t" });
  const after = advanceIndex(before, { added: [addOf("c", 3)], removed: [{ path: "a" }], version: 5 });
  expect(paths(before)).toEqual(["a", "b"]);
  expect(paths(after)).toEqual(["b", "c"]);
  expect([after.version, after.table, after.fileCount]).toEqual([5n, "t", 2]);
  expect(pruneFiles(after, compare("x", "<", 3)).files).toEqual(["b"]);
});

test("a remove that names its file in another form takes it away all the same", () => {
  const files = [`p=a%20b/${uuid(1)}`, "p=a%20b/plain%2525.parquet", "p=a%20b/x"];
  const index = fileIndexFromAddActions(
    files.map((path, at) => addOf(path, at)),
    metadata,
  );
  const forms = [`file:/data/t/p=a%20b/${uuid(1)}`, "/data/t/p=a b/plain%2525.parquet", "file:///data/t/p=a%20b/x"];
  const removed = forms.map((path) => ({ path }));
  expect(advanceIndex(index, { added: [], removed, tableUri: "file:///data/t/" }).fileCount).toBe(0);
});

test("files are told apart by their deletion vectors", () => {
  const vector = (name: string) => ({ storageType: "u", pathOrInlineDv: name, offset: 1, cardinality: 1 });
  const first = fileIndexFromAddActions([{ ...addOf("a", 1), stats: '{"numRecords":5}' }], metadata);
  const second = advanceIndex(first, {
    added: [{ ...addOf("a", 1), deletionVector: vector("v1") }],
    removed: [{ path: "a" }],
  });
  expect([...indexedFiles(second)].map(({ deletedCount }) => deletedCount)).toEqual([1]);
  const third = {
    added: [{ ...addOf("a", 1), deletionVector: vector("v2") }],
    removed: [{ path: "a", deletionVector: vector("v1") }],
  };
  expect(advanceIndex(second, third).fileCount).toBe(1);
  expect(() => advanceIndex(second, { added: [], removed: [{ path: "a", deletionVector: vector("v3") }] })).toThrow(
    /^unknown-file: .* a,/,
  );
});

test("an add of a file that is there takes its place", () => {
  const index = fileIndexFromAddActions([addOf("a", 1)], metadata);
  const next = advanceIndex(index, { added: [addOf("a", 7)], removed: [] });
  expect(pruneFiles(next, compare("x", "=", 7)).files).toEqual(["a"]);
  expect(next.fileCount).toBe(1);
});

test("a hundred commits give what one index of their files gives", () => {
  let index = fileIndexFromAddActions([], metadata);
  const active = new Map<string, AddAction>();
  for (let commit = 0; commit < 100; commit += 1) {
    const added = [addOf(`p=a%20b/${uuid(commit)}`, commit), addOf(`n${commit}`, commit + 1000)];
    const removed = commit % 3 === 2 ? [...active.keys()].slice(0, 2).map((path) => ({ path })) : [];
    index = advanceIndex(index, { added, removed, version: commit });
    for (const { path } of removed) active.delete(path);
    for (const add of added) active.set(add.path, add);
  }
  expect(index.segments.length).toBeLessThanOrEqual(16);
  const fresh = fileIndexFromAddActions(active.values(), metadata);
  expect(paths(index).toSorted()).toEqual(paths(fresh).toSorted());
  for (const predicate of [
    compare("x", ">", 60),
    compare("s", "=", "s77"),
    compare("p", "=", "a"),
    compare("p", "=", "a b"),
  ]) {
    expect(pruneFiles(index, predicate).files.toSorted()).toEqual(pruneFiles(fresh, predicate).files.toSorted());
  }
});

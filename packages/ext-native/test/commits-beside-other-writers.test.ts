import { join } from "node:path";
import { Field, Int32, type RecordBatch, Schema, tableFromArrays } from "apache-arrow";
import { describe, expect, it } from "vitest";
import type { DeltaTable, EngineSession, NativeError } from "../src/index.js";
import { commitsOf, faultsOf } from "./support/delta-log.js";
import { caught, openSession, rowsOf } from "./support/sessions.js";
import { temporaryFolder } from "./support/temporary-folder.js";

const numbers = (...n: number[]) => tableFromArrays({ n: Int32Array.from(n) });

/** A table of four files with one number each. */
async function written(session: EngineSession): Promise<DeltaTable> {
  const table = session.delta(join(temporaryFolder(), "numbers"));
  for (const n of [1, 2, 3, 4]) await table.write(numbers(n), { mode: "append" });
  return table;
}

async function numbersIn(table: DeltaTable): Promise<unknown[]> {
  expect(faultsOf(table.uri)).toEqual([]);
  const session = openSession();
  await session.registerTable("numbers", { delta: table.uri });
  return (await rowsOf(session, "SELECT n FROM numbers ORDER BY n")).map((row) => row["n"]);
}

/** Batches of one number each, more than wait anywhere: when `meanwhile` runs, the operation has read its version of the table. */
async function* withPause(meanwhile: () => Promise<unknown>, batch = numbers(100)): AsyncGenerator<RecordBatch> {
  for (let count = 0; count < 12; count += 1) yield batch.batches[0] as RecordBatch;
  await meanwhile();
}
const twelve = Array.from({ length: 12 }, () => 100);

const outcomes = async (work: Promise<unknown>[]) =>
  (await Promise.allSettled(work)).map((end) =>
    end.status === "fulfilled" ? "done" : (end.reason as NativeError).code,
  );

describe("a file is replaced once", () => {
  it("when several optimize runs begin at one version", async () => {
    const table = await written(openSession());
    const ends = await outcomes(Array.from({ length: 6 }, () => table.optimize({ kind: "compact" })));
    expect(ends.every((end) => end === "done" || end === "commit-conflict")).toBe(true);
    expect(ends).toContain("done");
    expect(await numbersIn(table)).toEqual([1, 2, 3, 4]);
  });

  it("when an optimize run comes between the start of a merge and its commit", async () => {
    const table = await written(openSession());
    const source = withPause(() => table.optimize({ kind: "compact" }));
    const merge = table.merge(source, {
      on: "target.n = source.n",
      whenNotMatchedBySource: [{ if: "target.n < 3", update: { n: "target.n + 10" } }],
    });
    expect(await caught(merge)).toMatchObject({ code: "commit-conflict" });
    expect(await numbersIn(table)).toEqual([1, 2, 3, 4]);
  });

  it("when an optimize run comes between the start of an overwrite and its commit", async () => {
    const table = await written(openSession());
    const write = table.write(
      withPause(() => table.optimize({ kind: "compact" })),
      { mode: "overwrite" },
    );
    expect(await caught(write)).toMatchObject({ code: "commit-conflict", details: { version: 4 } });
    expect(await numbersIn(table)).toEqual([1, 2, 3, 4]);
  });

  it("when many change the same rows", async () => {
    const table = await written(openSession());
    const ends = await outcomes([
      ...Array.from({ length: 4 }, () => table.update({ n: "n + 10" }, { predicate: "n < 10" })),
      table.optimize({ kind: "compact" }),
      table.optimize({ kind: "z-order", columns: ["n"] }),
      table.delete("n = 4"),
    ]);
    expect(ends.every((end) => end === "done" || end === "commit-conflict")).toBe(true);
    const left = await numbersIn(table);
    expect([3, 4]).toContain(left.length);
    expect(new Set(left).size).toBe(left.length);
  });
});

describe("an append", () => {
  it.each<[string, (table: DeltaTable) => Promise<unknown>, number[]]>([
    ["a delete", (table) => table.delete("n < 3"), [3, 4]],
    ["an update", (table) => table.update({ n: "n + 10" }), [11, 12, 13, 14]],
    [
      "a merge",
      (table) => table.merge(numbers(1), { on: "target.n = source.n", whenMatched: [{ delete: true }] }),
      [2, 3, 4],
    ],
    ["an optimize run", (table) => table.optimize({ kind: "compact" }), [1, 2, 3, 4]],
    ["an overwrite", (table) => table.write(numbers(7), { mode: "overwrite" }), [7]],
    ["another append", (table) => table.write(numbers(7), { mode: "append" }), [1, 2, 3, 4, 7]],
  ])("lands behind %s that came first", async (_, meanwhile, left) => {
    const table = await written(openSession());
    const report = await table.write(
      withPause(() => meanwhile(table)),
      { mode: "append" },
    );
    expect(report).toMatchObject({ version: 5, rows: 12 });
    expect(await numbersIn(table)).toEqual([...left, ...twelve]);
  });

  it("is refused where the columns have changed", async () => {
    const table = await written(openSession());
    const other = tableFromArrays({ text: ["x"] });
    const change = () => table.write(other, { mode: "overwrite", schemaMode: "overwrite" });
    expect(await caught(table.write(withPause(change), { mode: "append" }))).toMatchObject({
      code: "commit-conflict",
    });
  });
});

describe("a table is made once", () => {
  const place = () => openSession().delta(join(temporaryFolder(), "numbers"));

  it("by many who create it", async () => {
    const table = place();
    const schema = new Schema([new Field("n", new Int32(), true)]);
    const ends = await outcomes(Array.from({ length: 8 }, () => table.create(schema)));
    expect(ends.sort()).toEqual(["done", ...Array(7).fill("table-exists")]);
    expect(faultsOf(table.uri)).toEqual([]);
    expect(commitsOf(table.uri)).toHaveLength(1);
  });

  it("by many who append to it, and none of their rows is lost", async () => {
    const table = place();
    const ends = await outcomes(
      Array.from({ length: 8 }, (_, index) => table.write(numbers(index), { mode: "append" })),
    );
    expect(ends).toEqual(Array(8).fill("done"));
    expect(await numbersIn(table)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it("by an append that another one has overtaken", async () => {
    const table = place();
    await table.write(
      withPause(() => table.write(numbers(1), { mode: "append" })),
      { mode: "append" },
    );
    expect(await numbersIn(table)).toEqual([1, ...twelve]);
    expect(commitsOf(table.uri).map((actions) => actions.filter(({ metaData }) => metaData).length)).toEqual([1, 0]);
  });

  it("and a writer of other columns, or one who must be first, is refused", async () => {
    for (const [mode, code] of [
      ["create", "table-exists"],
      ["overwrite", "commit-conflict"],
      ["append", "commit-conflict"],
    ] as const) {
      const table = place();
      const other = tableFromArrays({ text: ["x"] });
      const write = table.write(
        withPause(() => table.write(other, { mode: "create" })),
        { mode },
      );
      expect(await caught(write)).toMatchObject({ code });
      expect(commitsOf(table.uri)).toHaveLength(1);
    }
  });
});

it("an optimize run keeps its transaction", async () => {
  const table = await written(openSession());
  const transaction = { appId: "upkeep", version: 3 };
  expect(await table.optimize({ kind: "compact", transaction })).toMatchObject({ version: 4, filesAdded: 1 });
  const [txn] = (commitsOf(table.uri)[4] ?? []).flatMap((action) => action["txn"] ?? []);
  expect(txn).toMatchObject(transaction);
  expect(await table.optimize({ kind: "z-order", columns: ["n"], transaction })).toMatchObject({
    version: 4,
    alreadyApplied: true,
    filesAdded: 0,
  });
});

import { Readable } from "node:stream";
import { Int32, Schema, Table, tableFromIPC } from "apache-arrow";
import { describe, expect, it } from "vitest";
import { batchOf, column, ipcOf } from "../../test/support/arrow-data.js";
import { type ArrowRows, arrowRowsToIpc } from "./write-source.js";

const numbers = (...values: number[]) =>
  batchOf([["n", column(new Int32(), { length: values.length, values: Int32Array.from(values) })]]);

async function read(rows: ArrowRows): Promise<number[]> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of arrowRowsToIpc(rows)) chunks.push(chunk);
  return [...(tableFromIPC(Buffer.concat(chunks)).getChild("n") ?? [])];
}

async function* inTurn<Item>(...items: Item[]): AsyncGenerator<Item> {
  yield* items;
}

describe("arrowRowsToIpc", () => {
  it("takes tables, batches, iterables and bytes", async () => {
    const batches = [numbers(1), numbers(2, 3)];
    expect(await read(new Table(batches))).toEqual([1, 2, 3]);
    expect(await read(batches)).toEqual([1, 2, 3]);
    expect(await read(numbers(4))).toEqual([4]);
    expect(await read(new Set(batches))).toEqual([1, 2, 3]);
    expect(await read(inTurn(...batches))).toEqual([1, 2, 3]);
    expect(await read(ipcOf(batches))).toEqual([1, 2, 3]);
    expect(await read(Readable.from([ipcOf(batches).subarray(0, 100), ipcOf(batches).subarray(100)]))).toEqual([
      1, 2, 3,
    ]);
  });

  it("takes a table without rows", async () => {
    expect(await read(new Table(new Schema(numbers(1).schema.fields)))).toEqual([]);
  });

  it("asks the source for a batch only when it is wanted", async () => {
    let asked = 0;
    const source = (async function* () {
      for (;;) {
        asked += 1;
        yield numbers(asked);
      }
    })();
    const chunks = arrowRowsToIpc(source);
    await chunks.next();
    await chunks.next();
    expect(asked).toBe(1);
    await chunks.return();
    expect((await source.next()).done).toBe(true);
  });

  it("refuses what are no rows", async () => {
    await expect(read(inTurn({ n: 1 }) as never)).rejects.toThrow("invalid-argument");
    await expect(read(inTurn<unknown>(numbers(1), ipcOf([numbers(1)])) as never)).rejects.toThrow("not both");
    await expect(read(inTurn<never>())).rejects.toThrow("invalid-argument: there is no batch");
    await expect(read(5 as never)).rejects.toThrow("invalid-argument");
    await expect(read("text" as never)).rejects.toThrow("invalid-argument");
  });
});

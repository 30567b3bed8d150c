import { Int32, RecordBatchStreamWriter, Schema, Table, tableFromArrays } from "apache-arrow";
import { describe, expect, it } from "vitest";
import { batchOf, column, ipcOf } from "../../test/support/arrow-data.js";
import { BatchDecoder, decodeSchema } from "./batch-decoder.js";
import { IpcMessageSplitter } from "./ipc-messages.js";

const batches = [1, 2].map((n) =>
  batchOf([["n", column(new Int32(), { length: n, values: Int32Array.from({ length: n }, () => n) })]]),
);
const [schema, first, second] = new IpcMessageSplitter().push(ipcOf(batches)).map((message) => message.bytes) as [
  Uint8Array,
  Uint8Array,
  Uint8Array,
];

describe("BatchDecoder", () => {
  it("gives a batch with its last byte, before the next chunk", () => {
    const decoder = new BatchDecoder();
    expect(decoder.push(schema)).toEqual([]);
    expect(decoder.push(first.subarray(0, first.length - 1))).toEqual([]);
    expect(decoder.push(first.subarray(first.length - 1)).map((batch) => batch.numRows)).toEqual([1]);
    expect(decoder.push(second).map((batch) => batch.toArray().map((row) => row?.["n"]))).toEqual([[2, 2]]);
  });

  it("gives all batches of one chunk, over its memory", () => {
    const whole = ipcOf(batches);
    const decoded = new BatchDecoder().push(whole);
    expect(decoded.map((batch) => batch.numRows)).toEqual([1, 2]);
    expect(decoded[0]?.data.children[0]).toHaveProperty("values.buffer", whole.buffer);
  });

  it("reads dictionaries", () => {
    const words = tableFromArrays({ word: ["a", "b", "a"] });
    const [batch] = new BatchDecoder().push(ipcOf(words.batches));
    expect(batch?.getChild("word")?.toArray()).toEqual(["a", "b", "a"]);
  });

  it("refuses a batch before the schema", () => {
    expect(() => new BatchDecoder().push(first)).toThrow("invalid-arrow");
  });
});

it("decodes the schema of a stream without batches", () => {
  const table = new Table(new Schema(batches[0]?.schema.fields));
  const bytes = RecordBatchStreamWriter.writeAll(table).toUint8Array(true);
  expect(decodeSchema(bytes).fields.map(String)).toEqual(["n: Int32"]);
});

import { Int32, tableFromArrays, tableFromIPC } from "apache-arrow";
import { describe, expect, it } from "vitest";
import { batchOf, column, ipcOf } from "../../test/support/arrow-data.js";
import { IpcMessageSplitter } from "./ipc-messages.js";

const batches = [1, 2, 3].map((n) =>
  batchOf([["n", column(new Int32(), { length: n, values: Int32Array.from({ length: n }, () => n) })]]),
);
const stream = ipcOf(batches);

describe("IpcMessageSplitter", () => {
  it.each([1, 7, 8, 64, 1000, stream.length])("finds the messages in chunks of %i bytes", (size) => {
    const splitter = new IpcMessageSplitter();
    const messages = [];
    for (let from = 0; from < stream.length; from += size)
      messages.push(...splitter.push(stream.subarray(from, from + size)));
    expect(messages.map((message) => message.kind)).toEqual(["schema", "batch", "batch", "batch"]);
    expect(Buffer.concat(messages.map((message) => message.bytes))).toEqual(
      Buffer.from(stream.subarray(0, stream.length - 8)),
    );
  });

  it("copies nothing where a chunk holds whole messages", () => {
    for (const message of new IpcMessageSplitter().push(stream)) expect(message.bytes.buffer).toBe(stream.buffer);
  });

  it("tells dictionaries from batches", () => {
    const words = tableFromArrays({ word: ["a", "b", "a"] });
    const kinds = new IpcMessageSplitter().push(ipcOf(words.batches)).map((message) => message.kind);
    expect(kinds).toEqual(["schema", "dictionary", "batch"]);
    expect(tableFromIPC(ipcOf(words.batches)).numRows).toBe(3);
  });

  it("refuses what is no stream", () => {
    expect(() => new IpcMessageSplitter().push(Buffer.from("ARROW1\0\0 and so on"))).toThrow("invalid-arrow");
  });
});

import { getEventListeners } from "node:events";
import { Int32, type RecordBatch } from "apache-arrow";
import { describe, expect, it } from "vitest";
import { batchOf, column, ipcOf } from "../test/support/arrow-data.js";
import { FakeStream, failure, fakeAddon } from "../test/support/fake-native.js";
import { IpcMessageSplitter } from "./arrow/ipc-messages.js";
import { type CallOptions, Cancellation } from "./cancellation.js";
import { RecordBatchStream } from "./record-batch-stream.js";

const batches = [1, 2].map((n) =>
  batchOf([["n", column(new Int32(), { length: n, values: Int32Array.from({ length: n }, () => n) })]]),
);
const chunks = new IpcMessageSplitter().push(ipcOf(batches)).map((message) => message.bytes);

function streamOf(native: FakeStream, options: CallOptions = {}): RecordBatchStream {
  return RecordBatchStream.over(
    native,
    {} as never,
    new Cancellation(fakeAddon(), options),
    (batches[0] as RecordBatch).schema,
  );
}

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const list: Item[] = [];
  for await (const item of items) list.push(item);
  return list;
}

describe("RecordBatchStream", () => {
  it("gives the batches and ends", async () => {
    const stream = streamOf(new FakeStream([...chunks, null]));
    expect((await collect(stream)).map((batch) => batch.numRows)).toEqual([1, 2]);
    expect(stream.report).toMatchObject({ finished: true, rows: 3 });
  });

  it("gives the chunks as they are", async () => {
    expect(await collect(streamOf(new FakeStream([...chunks, null])).ipc())).toEqual(chunks);
  });

  it("asks for one chunk ahead, not more, and for none before it is read", async () => {
    const native = new FakeStream([...chunks, null]);
    const reader = streamOf(native).ipc();
    expect(native.asked).toBe(0);
    await reader.next();
    expect(native.asked).toBe(2);
  });

  it("takes no call for a result that came with the stream", async () => {
    const native = new FakeStream([], Buffer.concat(chunks));
    expect((await collect(streamOf(native))).map((batch) => batch.numRows)).toEqual([1, 2]);
    expect(native.asked).toBe(0);
  });

  it("gives nothing that is there when the signal has fired", async () => {
    const controller = new AbortController();
    const stream = streamOf(new FakeStream([], Buffer.concat(chunks)), { signal: controller.signal });
    controller.abort("enough");
    await expect(collect(stream)).rejects.toMatchObject({ code: "aborted", cause: "enough" });
  });

  it("is read once", async () => {
    const stream = streamOf(new FakeStream([...chunks, null]));
    await collect(stream.ipc());
    expect(() => stream[Symbol.asyncIterator]()).toThrow(
      "result-consumed: a result is read once, and this one was read as bytes already",
    );
    expect(() => stream.ipc()).toThrow("result-consumed");
  });

  it("stops the native work when the loop is left", async () => {
    const native = new FakeStream([...chunks]);
    for await (const batch of streamOf(native)) {
      expect(batch.numRows).toBe(1);
      break;
    }
    expect(native.cancelled).toBe(1);
  });

  it("stops at once when return() comes while a chunk is awaited", async () => {
    const native = new FakeStream([]);
    const reader = streamOf(native).ipc();
    const pending = reader.next();
    await reader.return?.();
    expect(native.cancelled).toBe(1);
    await expect(pending).resolves.toEqual({ done: true, value: undefined });
    await expect(reader.next()).resolves.toEqual({ done: true, value: undefined });
  });

  it("rejects a read under way when it is cancelled: a cut result must not look whole", async () => {
    const native = new FakeStream([]);
    const stream = streamOf(native);
    const pending = collect(stream);
    stream.cancel();
    stream.cancel();
    await expect(pending).rejects.toMatchObject({ code: "aborted" });
    expect(native.cancelled).toBeGreaterThan(0);
    expect(() => stream.ipc()).toThrow("result-consumed");
  });

  it("rejects with the signal's reason and lets go of the signal", async () => {
    const controller = new AbortController();
    const native = new FakeStream([...chunks]);
    const pending = collect(streamOf(native, { signal: controller.signal }));
    setTimeout(() => controller.abort("enough"), 5);
    await expect(pending).rejects.toMatchObject({ code: "aborted", cause: "enough" });
    expect(native.cancelled).toBe(1);
    expect(getEventListeners(controller.signal, "abort")).toHaveLength(0);
  });

  it("lets go of the signal at the end", async () => {
    const { signal } = new AbortController();
    const stream = streamOf(new FakeStream([...chunks, null]), { signal });
    expect(getEventListeners(signal, "abort")).toHaveLength(1);
    await collect(stream);
    expect(getEventListeners(signal, "abort")).toHaveLength(0);
  });

  it("throws a failure of the execution once, then ends", async () => {
    const native = new FakeStream([...chunks.slice(0, 2), failure("memory-limit", "too much", { limitBytes: 5 })]);
    const reader = streamOf(native)[Symbol.asyncIterator]();
    await reader.next();
    await expect(reader.next()).rejects.toMatchObject({ code: "memory-limit", details: { limitBytes: 5 } });
    await expect(reader.next()).resolves.toEqual({ done: true, value: undefined });
  });

  it("stops the native work when bytes are no Arrow", async () => {
    const native = new FakeStream([Buffer.from("no arrow at all"), ...chunks]);
    await expect(collect(streamOf(native))).rejects.toMatchObject({ code: "invalid-arrow" });
    expect(native.cancelled).toBe(1);
  });

  it("answers overlapping reads in order", async () => {
    const reader = streamOf(new FakeStream([...chunks, null])).ipc();
    const results = await Promise.all([reader.next(), reader.next(), reader.next(), reader.next()]);
    expect(results.map((result) => result.value)).toEqual([...chunks, undefined]);
  });

  it("cancels what is disposed of", async () => {
    const native = new FakeStream([...chunks]);
    await streamOf(native)[Symbol.asyncDispose]();
    expect(native.cancelled).toBe(1);
  });

  it("leaves no unhandled rejection behind when the chunk ahead fails", async () => {
    const rejections: unknown[] = [];
    const note = (reason: unknown) => rejections.push(reason);
    process.on("unhandledRejection", note);
    const reader = streamOf(new FakeStream([...chunks.slice(0, 1), failure("execution-error", "x")])).ipc();
    await reader.next();
    await new Promise((resolve) => setTimeout(resolve, 10));
    process.off("unhandledRejection", note);
    expect(rejections).toEqual([]);
  });
});

import { Int32, tableFromIPC } from "apache-arrow";
import { describe, expect, it } from "vitest";
import type { NativeDeltaWriter, NativeFailure, NativePlan } from "../native/index.cjs";
import { batchOf, column, ipcOf } from "../test/support/arrow-data.js";
import { failure, fakeAddon } from "../test/support/fake-native.js";
import { DeltaTable } from "./delta-table.js";
import { PreparedPlan } from "./prepared-plan.js";

const report = {
  uri: "t",
  version: 0,
  rows: 1,
  files: 1,
  bytes: 1,
  partitions: 1,
  alreadyApplied: false,
  elapsedMs: 1,
};
const batch = batchOf([["n", column(new Int32(), { length: 1, values: Int32Array.of(7) })]]);

class FakeWriter implements NativeDeltaWriter {
  readonly chunks: Uint8Array[] = [];
  readonly calls: string[] = [];
  refusal: NativeFailure | undefined;
  satisfied = false;

  async write(chunk: Uint8Array): Promise<NativeFailure | boolean> {
    this.calls.push("write");
    this.chunks.push(chunk);
    return this.refusal ?? !this.satisfied;
  }

  async finish(): Promise<string> {
    this.calls.push("finish");
    return JSON.stringify(report);
  }

  async abort(): Promise<undefined> {
    this.calls.push("abort");
  }
}

function tableWith(writer: FakeWriter): { table: DeltaTable; opened: string[] } {
  const opened: string[] = [];
  const session = {
    openDeltaWriter: async (_uri: string, options: string) => {
      opened.push(options);
      return writer;
    },
    describeDelta: async (source: string) => source,
  };
  return {
    table: DeltaTable.over(session as never, fakeAddon(), "t", { storageOptions: { aws_region: "x" } }),
    opened,
  };
}

describe("DeltaTable", () => {
  it("writes one Arrow stream and commits it", async () => {
    const writer = new FakeWriter();
    const { table, opened } = tableWith(writer);
    expect(await table.write([batch], { mode: "create", partitionBy: ["n"] })).toEqual(report);
    expect(JSON.parse(opened[0] ?? "")).toEqual({
      mode: "create",
      partitionBy: ["n"],
      storageOptions: { aws_region: "x" },
    });
    expect(tableFromIPC(Buffer.concat(writer.chunks)).getChild("n")?.toArray()).toEqual(Int32Array.of(7));
    expect(writer.calls.at(-1)).toBe("finish");
  });

  it("asks the source for no more than the writer wants", async () => {
    const writer = new FakeWriter();
    writer.satisfied = true;
    let closed = false;
    const endless = (async function* () {
      try {
        for (;;) yield batch;
      } finally {
        closed = true;
      }
    })();
    const transaction = { appId: "nightly", version: 7 };
    const { table, opened } = tableWith(writer);
    expect(await table.write(endless, { mode: "append", transaction })).toEqual(report);
    expect(writer.calls).toEqual(["write", "finish"]);
    expect(closed).toBe(true);
    expect(JSON.parse(opened[0] ?? "")).toMatchObject({ transaction });
  });

  it("aborts and passes on what the source throws", async () => {
    const writer = new FakeWriter();
    const source = (async function* () {
      yield batch;
      throw new TypeError("the source broke");
    })();
    await expect(tableWith(writer).table.write(source, { mode: "append" })).rejects.toThrow(
      new TypeError("the source broke"),
    );
    expect(writer.calls.at(-1)).toBe("abort");
    expect(writer.calls).not.toContain("finish");
  });

  it("aborts and closes the source when the writer fails", async () => {
    const writer = new FakeWriter();
    writer.refusal = failure("storage-error", "disk full");
    let closed = false;
    const source = (async function* () {
      try {
        for (;;) yield batch;
      } finally {
        closed = true;
      }
    })();
    await expect(tableWith(writer).table.write(source, { mode: "append" })).rejects.toMatchObject({
      code: "storage-error",
    });
    expect(writer.calls).toEqual(["write", "abort"]);
    expect(closed).toBe(true);
  });

  it("aborts at once when the signal fires while the source hangs", async () => {
    const writer = new FakeWriter();
    const controller = new AbortController();
    const hanging = (async function* () {
      yield batch;
      await new Promise(() => {});
    })();
    const pending = tableWith(writer).table.write(hanging, { mode: "append", signal: controller.signal });
    setTimeout(() => controller.abort(), 5);
    await expect(pending).rejects.toMatchObject({ code: "aborted" });
    expect(writer.calls.at(-1)).toBe("abort");
  });

  it("leaves the rows of a plan inside the engine", async () => {
    const schema = ipcOf([batch]);
    const written: unknown[] = [];
    const native = {
      schemaIpc: () => schema,
      describeJson: () => '{"parameters":[],"scans":[],"statementKind":"query"}',
      writeDelta: async (...given: unknown[]) => {
        written.push(...given.slice(0, 3));
        return JSON.stringify(report);
      },
    };
    const plan = PreparedPlan.over(native as unknown as NativePlan, {} as never, fakeAddon());
    const { table, opened } = tableWith(new FakeWriter());
    await table.write(plan, { mode: "overwrite", parameters: [1] });
    expect(opened).toEqual([]);
    expect(written).toEqual([
      "t",
      '{"mode":"overwrite","storageOptions":{"aws_region":"x"}}',
      '{"positional":[{"type":"int64","value":"1"}]}',
    ]);
  });

  it("asks for its own description at a version", async () => {
    const { table } = tableWith(new FakeWriter());
    const asked = await table.describe({ version: 3 });
    expect(asked).toEqual({ kind: "delta", uri: "t", version: 3, storageOptions: { aws_region: "x" } });
    await expect(table.describe({ versoin: 3 } as never)).rejects.toMatchObject({ code: "unknown-option" });
  });

  it.each([
    ["mode", {}],
    ["mode", { mode: "replace" }],
    ["partitionBy", { mode: "append", partitionBy: "month" }],
    ["targetFileBytes", { mode: "append", targetFileBytes: 0 }],
    ["commitMetadata", { mode: "append", commitMetadata: { a: 1 } }],
    ["transaction", { mode: "append", transaction: "nightly" }],
    ["transaction", { mode: "append", transaction: { appId: "", version: 1 } }],
    ["transaction", { mode: "append", transaction: { appId: "nightly", version: 1.5 } }],
  ])("refuses a bad %s", async (option, options) => {
    const pending = tableWith(new FakeWriter()).table.write([batch], options as never);
    await expect(pending).rejects.toMatchObject({ code: "invalid-option", details: { option } });
  });

  it("needs its options and knows their names", async () => {
    const { table } = tableWith(new FakeWriter());
    await expect(table.write([batch], undefined as never)).rejects.toMatchObject({ code: "invalid-option" });
    await expect(table.write([batch], { mode: "append", partition: [] } as never)).rejects.toMatchObject({
      code: "unknown-option",
    });
  });
});

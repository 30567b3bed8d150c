import { Float64, Int32 } from "apache-arrow";
import { describe, expect, it, vi } from "vitest";
import type { NativePlan } from "../native/index.cjs";
import { batchOf, column, ipcOf } from "../test/support/arrow-data.js";
import { FakeStream, failure, fakeAddon } from "../test/support/fake-native.js";
import { PreparedPlan } from "./prepared-plan.js";

const description = {
  parameters: [{ name: "$1", type: "Int64" }],
  scans: [{ table: "t", kind: "arrow" }],
  statementKind: "query",
};

const schema = ipcOf([batchOf([["n", column(new Int32(), { length: 0, values: new Int32Array() })]])]);
const other = ipcOf([batchOf([["n", column(new Float64(), { length: 0, values: new Float64Array() })]])]);

function planOf(native: Partial<NativePlan>): PreparedPlan {
  const base = { schemaIpc: () => schema, describeJson: () => JSON.stringify(description) };
  return PreparedPlan.over({ ...base, ...native } as NativePlan, {} as never, fakeAddon());
}

function streamOf(ipc: Uint8Array): FakeStream {
  const stream = new FakeStream([null]);
  stream.schema = ipc;
  return stream;
}

describe("PreparedPlan", () => {
  it("knows its columns, parameters and tables before it runs", () => {
    const plan = planOf({});
    expect(plan.schema.fields.map(String)).toEqual(["n: Int32"]);
    expect(plan).toMatchObject(description);
  });

  it("hands over encoded parameters", async () => {
    const execute = vi.fn(async () => streamOf(schema));
    await planOf({ execute }).execute({ parameters: [60] });
    expect(execute).toHaveBeenCalledWith(
      '{"positional":[{"type":"int64","value":"60"}]}',
      true,
      expect.anything(),
      undefined,
    );
    await planOf({ execute }).execute({ operators: false });
    expect(execute).toHaveBeenCalledWith(null, false, expect.anything(), undefined);
  });

  it("gives a stream the types of its own execution", async () => {
    const stream = await planOf({ execute: async () => streamOf(other) }).execute();
    expect(stream.schema.fields.map(String)).toEqual(["n: Float64"]);
  });

  it("throws what the engine refuses", async () => {
    const plan = planOf({ execute: async () => failure("parameter-missing", "no value for $1", { parameter: "$1" }) });
    await expect(plan.execute()).rejects.toMatchObject({ code: "parameter-missing", details: { parameter: "$1" } });
  });

  it("explains, and with analyze measures", async () => {
    const explain = vi.fn(async () => JSON.stringify({ logical: "l", optimized: "o", physical: "p" }));
    const plan = planOf({ explain });
    expect(await plan.explain()).toEqual({ logical: "l", optimized: "o", physical: "p" });
    await plan.explain({ analyze: true });
    expect(explain.mock.calls.map(([analyze]: unknown[]) => analyze)).toEqual([false, true]);
  });

  it("names options that it does not know", async () => {
    await expect(planOf({}).execute({ params: [] } as never)).rejects.toMatchObject({
      code: "unknown-option",
      details: { option: "params" },
    });
    await expect(planOf({}).explain({ analyse: true } as never)).rejects.toMatchObject({ code: "unknown-option" });
    await expect(planOf({}).explain({ analyze: "yes" } as never)).rejects.toMatchObject({ code: "invalid-option" });
  });
});

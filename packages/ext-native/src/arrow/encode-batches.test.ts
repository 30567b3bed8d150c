import { createRequire } from "node:module";
import * as arrow from "apache-arrow";
import { describe, expect, it } from "vitest";
import { batchOf, column, ipcOf } from "../../test/support/arrow-data.js";
import { typeCases } from "../../test/support/type-cases.js";
import { readRows } from "../row-views/read-rows.js";
import { arrowInputToIpc } from "./arrow-input.js";
import { BatchEncoder } from "./encode-batches.js";

// The CommonJS form of apache-arrow is another copy of all its classes.
const copy = createRequire(import.meta.url)("apache-arrow") as typeof arrow;

const numbers = (name: string, ...values: number[]) =>
  batchOf([[name, column(new arrow.Int32(), { length: values.length, values: Int32Array.from(values) })]]);

describe("arrowInputToIpc", () => {
  it("runs against two copies of apache-arrow", () => {
    expect(copy.RecordBatch).not.toBe(arrow.RecordBatch);
  });

  it.each(typeCases)("takes $arrow columns of another copy, sliced too", ({ data }) => {
    const bytes = ipcOf([batchOf([["value", data]])]);
    const foreign = copy.tableFromIPC(bytes) as unknown as arrow.Table;
    const rows = readRows(arrow.tableFromIPC(arrowInputToIpc(foreign)).batches[0] as arrow.RecordBatch, "json");
    expect(rows).toEqual(readRows(arrow.tableFromIPC(bytes).batches[0] as arrow.RecordBatch, "json"));
    const sliced = arrowInputToIpc(foreign.batches.map((batch) => batch.slice(1, 2)));
    expect(readRows(arrow.tableFromIPC(sliced).batches[0] as arrow.RecordBatch, "json")).toEqual(rows.slice(1, 2));
  });

  it("keeps metadata and nullability", () => {
    const field = new copy.Field("n", new copy.Int32(), false, new Map([["unit", "km"]]));
    const schema = new copy.Schema([field], new Map([["source", "test"]]));
    const table = new copy.Table(schema) as unknown as arrow.Table;
    const read = arrow.tableFromIPC(arrowInputToIpc(table)).schema;
    expect(read.metadata).toEqual(new Map([["source", "test"]]));
    expect(read.fields[0]).toMatchObject({ name: "n", nullable: false, metadata: new Map([["unit", "km"]]) });
  });

  it("keeps dictionaries apart and together over several batches", () => {
    const words = (...values: string[]) =>
      arrow.tableFromArrays({ a: values, b: values.map((value) => value + value) }).batches;
    const read = arrow.tableFromIPC(arrowInputToIpc([...words("x", "y"), ...words("z")]));
    expect(read.getChild("a")?.toArray()).toEqual(["x", "y", "z"]);
    expect(read.getChild("b")?.toArray()).toEqual(["xx", "yy", "zz"]);
  });

  it("takes one batch, and bytes as they are", () => {
    const bytes = arrowInputToIpc(numbers("n", 1, 2));
    expect(arrow.tableFromIPC(bytes).numRows).toBe(2);
    expect(arrowInputToIpc(bytes)).toBe(bytes);
  });

  it("refuses batches of two schemas, no batch at all, and other things", () => {
    expect(() => arrowInputToIpc([numbers("n", 1), numbers("m", 1)])).toThrow("schema-mismatch");
    expect(() => arrowInputToIpc([])).toThrow("invalid-argument: there is no batch");
    expect(() => arrowInputToIpc([{ n: 1 }] as never)).toThrow("invalid-argument");
    expect(() => arrowInputToIpc("rows" as never)).toThrow("invalid-argument");
  });
});

describe("BatchEncoder", () => {
  it("writes the schema once", () => {
    const encoder = new BatchEncoder();
    const [schema, first] = encoder.encode(numbers("n", 1));
    const second = encoder.encode(numbers("n", 2, 3));
    expect(second).toHaveLength(1);
    const whole = Buffer.concat([schema, first, ...second, encoder.end()] as Uint8Array[]);
    expect(arrow.tableFromIPC(whole).getChild("n")?.toArray()).toEqual(Int32Array.of(1, 2, 3));
  });
});

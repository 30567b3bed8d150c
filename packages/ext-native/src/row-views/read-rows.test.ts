import { createRequire } from "node:module";
import * as arrow from "apache-arrow";
import { describe, expect, it } from "vitest";
import { batchOf, column, ipcOf } from "../../test/support/arrow-data.js";
import { readRows } from "./read-rows.js";

const int32 = (...values: number[]) =>
  column(new arrow.Int32(), { length: values.length, values: Int32Array.from(values) });
const read = (name: string, data: arrow.Data, mode?: "lossless" | "js" | "json") =>
  readRows(batchOf([[name, data]]), mode).map((row) => row[name]);
const strings = (values: (string | null)[], type: arrow.DataType = new arrow.Utf8()) =>
  arrow.vectorFromArray(values, type).data[0] as arrow.Data;

describe("readRows", () => {
  it("numbers columns that share a name, as a join makes them", () => {
    expect(
      readRows(
        batchOf([
          ["id", int32(1)],
          ["id", int32(2)],
        ]),
      ),
    ).toEqual([{ id: 1, id_2: 2 }]);
  });

  it("reads a column named __proto__", () => {
    const [row] = readRows(batchOf([["__proto__", int32(5)]]));
    expect(Object.entries(row ?? {})).toEqual([["__proto__", 5]]);
  });

  it("reads slices with nulls that begin inside a byte", () => {
    const values = Array.from({ length: 40 }, (_, index) => (index % 3 === 0 ? null : index));
    const flags = values.map((value) => (value === null ? null : value % 2 === 0));
    const made = arrow.tableFromIPC(arrow.tableToIPC(arrow.tableFromArrays({ value: values, flag: flags })));
    const batch = (made.batches[0] as arrow.RecordBatch).slice(11, 30);
    expect(readRows(batch)).toEqual(
      values.slice(11, 30).map((value, index) => ({ value, flag: flags.slice(11, 30)[index] })),
    );
  });

  it.each([
    ["short", ["a", "", "SFO", null]],
    ["short with one long", ["a", "b", "c", "d", "e", "f", "a longer text than the others"]],
    ["long", ["a rather long text, longer than thirteen", "and another of that kind"]],
    ["beyond ASCII", ["é", "💶", null, "日本語のテキスト", "plain"]],
  ])("reads %s text", (_name, values) => {
    expect(read("text", strings(values))).toEqual(values);
    expect(readRows(batchOf([["text", strings(values)]]).slice(1)).map((row) => row["text"])).toEqual(values.slice(1));
  });

  it("reads 64-bit offsets", () => {
    const data = column(new arrow.LargeUtf8(), {
      length: 2,
      offsets: BigInt64Array.of(0n, 1n, 3n),
      values: Buffer.from("abc"),
    });
    expect(read("text", data)).toEqual(["a", "bc"]);
  });

  it("reads views, inside and outside of their 16 bytes", () => {
    const long = Buffer.from("xx a text of more than twelve bytes");
    const views = Buffer.alloc(32);
    views.writeInt32LE(2, 0);
    views.write("ab", 4);
    views.writeInt32LE(long.length - 3, 16);
    views.writeInt32LE(3, 28);
    const type = new arrow.Utf8View();
    const data = new arrow.Data(type, 0, 2, 0, [undefined, new Uint8Array(views)] as never, [], undefined, [
      new Uint8Array(long),
    ]);
    expect(read("text", data)).toEqual(["ab", "a text of more than twelve bytes"]);
  });

  it("gives bytes of their own, not views of the batch", () => {
    const values = Uint8Array.of(1, 2, 3);
    const data = column(new arrow.Binary(), { length: 1, offsets: Int32Array.of(0, 3), values });
    const [bytes] = read("bytes", data) as [Uint8Array];
    values[0] = 9;
    expect(bytes).toStrictEqual(Uint8Array.of(1, 2, 3));
  });

  it("reads half floats", () => {
    const data = column(new arrow.Float16(), {
      length: 6,
      values: Uint16Array.of(0x3e00, 0xc000, 0x7c00, 0x7e00, 0x0001, 0x0000),
    });
    expect(read("half", data)).toEqual([1.5, -2, Number.POSITIVE_INFINITY, Number.NaN, 2 ** -24, 0]);
    expect(read("half", data, "json").slice(2, 4)).toEqual(["Infinity", "NaN"]);
  });

  it.each([
    [32, Uint32Array.of(-901 >>> 0), "-9.01"],
    [64, new Uint32Array(BigInt64Array.of(-901n).buffer), "-9.01"],
    [
      256,
      new Uint32Array(BigInt64Array.of(0n, 0n, 0n, -1n).buffer),
      `-${(2n ** 192n).toString().replace(/(..)$/, ".$1")}`,
    ],
  ])("reads decimals of %i bits", (bits, values, expected) => {
    expect(read("amount", column(new arrow.Decimal(2, 9, bits), { length: 1, values }), "js")).toEqual([expected]);
  });

  it("reads whole 64-bit integers at the edge of what a number holds", () => {
    const edge = BigInt(Number.MAX_SAFE_INTEGER);
    const data = column(new arrow.Int64(), { length: 4, values: BigInt64Array.of(edge, edge + 1n, -edge, -edge - 1n) });
    expect(read("n", data, "js")).toEqual([Number(edge), edge + 1n, -Number(edge), -edge - 1n]);
    const unsigned = column(new arrow.Uint64(), { length: 1, values: BigUint64Array.of(2n ** 64n - 1n) });
    expect(read("n", unsigned, "json")).toEqual(["18446744073709551615"]);
  });

  it("refuses a map with a repeated key rather than lose a value", () => {
    const entries = new arrow.Field(
      "entries",
      new arrow.Struct([new arrow.Field("key", new arrow.Utf8()), new arrow.Field("value", new arrow.Int32())]),
      false,
    );
    const pairs = column(entries.type, { length: 2, children: [strings(["a", "a"]), int32(1, 2)] });
    const data = column(new arrow.Map_(entries as never), {
      length: 1,
      offsets: Int32Array.of(0, 2),
      children: [pairs],
    });
    for (const mode of ["lossless", "json"] as const) {
      expect(() => read("tags", data, mode)).toThrow(
        expect.objectContaining({
          code: "invalid-arrow",
          message: expect.stringMatching(/^invalid-arrow: column "tags": /),
          details: { column: "tags" },
        }),
      );
    }
  });

  it("names a type that it cannot read", () => {
    const data = column({ typeId: 22, children: [], toString: () => "RunEndEncoded" } as never, { length: 0 });
    expect(() => read("runs", data)).toThrow(
      'not-supported: column "runs": values of the Arrow type RunEndEncoded cannot be read',
    );
  });

  it("reads batches of another copy of apache-arrow", () => {
    const copy = createRequire(import.meta.url)("apache-arrow") as typeof arrow;
    const foreign = copy.tableFromIPC(ipcOf([batchOf([["n", int32(1, 2)]])])).batches[0];
    expect(readRows(foreign as unknown as arrow.RecordBatch)).toEqual([{ n: 1 }, { n: 2 }]);
  });

  it("refuses an unknown mode", () => {
    expect(() => readRows(batchOf([["n", int32(1)]]), "exact" as never)).toThrow("invalid-option");
  });
});

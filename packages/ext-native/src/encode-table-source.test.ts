import { tableFromArrays, tableFromIPC } from "apache-arrow";
import { describe, expect, it } from "vitest";
import { encodeTableSource } from "./encode-table-source.js";
import type { TableSource } from "./table-source.js";

const encoded = (source: TableSource) => JSON.parse(encodeTableSource(source).json);

describe("encodeTableSource", () => {
  it("encodes Delta tables by version, by time and as they are", () => {
    expect(encoded({ delta: "./flights" })).toEqual({ kind: "delta", uri: "./flights" });
    expect(encoded({ delta: "s3://b/t", version: 3, storageOptions: { aws_region: "x" } })).toEqual({
      kind: "delta",
      uri: "s3://b/t",
      version: 3,
      storageOptions: { aws_region: "x" },
    });
    const time = { kind: "delta", uri: "t", timestamp: "2024-01-02T03:04:05.000Z" };
    expect(encoded({ delta: "t", timestamp: new Date("2024-01-02T03:04:05Z") })).toEqual(time);
    expect(encoded({ delta: "t", timestamp: "2024-01-02T05:04:05+02:00" })).toEqual(time);
  });

  it("takes one path, several paths and URLs", () => {
    expect(encoded({ parquet: "a.parquet" })).toEqual({ kind: "parquet", paths: ["a.parquet"] });
    expect(encoded({ json: ["a.json", new URL("file:///b.json")] })).toEqual({
      kind: "json",
      paths: ["a.json", "file:///b.json"],
    });
  });

  it("keeps the order of partition columns", () => {
    expect(encoded({ parquet: "d/", partitionColumns: { year: "int32", day: "date32" }, extension: ".pq" })).toEqual({
      kind: "parquet",
      paths: ["d/"],
      partitionColumns: [
        { name: "year", type: "int32" },
        { name: "day", type: "date32" },
      ],
      extension: ".pq",
    });
  });

  it("gathers the CSV options", () => {
    expect(encoded({ csv: "a.csv", header: false, delimiter: ";", quote: "'", schemaInferRows: 10 })).toEqual({
      kind: "csv",
      paths: ["a.csv"],
      schemaInferRows: 10,
      csv: { header: false, delimiter: ";", quote: "'" },
    });
  });

  it("carries Arrow rows as an IPC stream", () => {
    const { json, ipc } = encodeTableSource({ arrow: tableFromArrays({ n: Int32Array.of(1, 2) }) });
    expect(JSON.parse(json)).toEqual({ kind: "arrow" });
    expect(
      tableFromIPC(ipc ?? new Uint8Array())
        .getChild("n")
        ?.toArray(),
    ).toEqual(Int32Array.of(1, 2));
  });

  it.each([
    ["versoin", { delta: "t", versoin: 1 }],
    ["version", { parquet: "t", version: 1 }],
    ["header", { json: "t", header: true }],
    ["refresh", { delta: "t", refresh: true }],
    ["storageOptions", { arrow: new Uint8Array(), storageOptions: {} }],
  ])("names the unknown option %s", (option, source) => {
    expect(() => encodeTableSource(source as never)).toThrow(
      expect.objectContaining({ code: "unknown-option", details: { option } }),
    );
  });

  it.each([
    ["source", {}],
    ["source", null],
    ["parquet", { delta: "t", parquet: "p" }],
    ["delta", { delta: "" }],
    ["parquet", { parquet: [] }],
    ["csv", { csv: [5] }],
    ["version", { delta: "t", version: -1 }],
    ["timestamp", { delta: "t", timestamp: "yesterday" }],
    ["timestamp", { delta: "t", timestamp: "2024-01-01", version: 1 }],
    ["delimiter", { csv: "a", delimiter: "ab" }],
    ["delimiter", { csv: "a", delimiter: "é" }],
    ["header", { csv: "a", header: "yes" }],
    ["schemaInferRows", { json: "a", schemaInferRows: 0 }],
    ["partitionColumns", { parquet: "a", partitionColumns: { year: "int" } }],
    ["extension", { parquet: "a", extension: 1 }],
    ["storageOptions", { delta: "t", storageOptions: { key: 1 } }],
    ["storageOptions", { delta: "t", storageOptions: "key" }],
  ])("refuses a bad %s: %o", (option, source) => {
    expect(() => encodeTableSource(source as never)).toThrow(
      expect.objectContaining({ code: "invalid-option", details: { option } }),
    );
  });

  it("never shows the values of storage options", () => {
    const secret = { toString: () => "s3cret" } as never;
    expect(() => encodeTableSource({ delta: "t", storageOptions: { aws_secret_access_key: secret } })).toThrow(
      /^invalid-option: option storageOptions must hold strings; "aws_secret_access_key" is none$/,
    );
  });

  it("refuses a path with a lone surrogate", () => {
    expect(() => encodeTableSource({ parquet: "a\ud800" })).toThrow(
      "invalid-argument: option parquet has a lone surrogate",
    );
  });
});

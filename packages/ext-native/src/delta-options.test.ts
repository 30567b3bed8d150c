import { Field, Int32, Schema, tableFromIPC } from "apache-arrow";
import { describe, expect, it } from "vitest";
import {
  encodeConstraint,
  encodeDelete,
  encodeHistory,
  encodeOptimize,
  encodeProperties,
  encodeRestore,
  encodeUpdate,
  encodeVacuum,
} from "./delta-change-options.js";
import { encodeConvert, encodeCreate, encodeSchema } from "./delta-create-options.js";
import { encodeMerge } from "./delta-merge-options.js";
import { encodeWriteOptions } from "./delta-write-options.js";

const on = "target.id = source.id";

describe("the options of Delta operations", () => {
  it("become what the engine reads", () => {
    expect(encodeDelete("n > 1", {})).toEqual({ kind: "delete", predicate: "n > 1" });
    expect(encodeUpdate({ n: "1" }, { predicate: "n > 1" })).toEqual({
      kind: "update",
      set: { n: "1" },
      predicate: "n > 1",
    });
    expect(encodeVacuum({})).toMatchObject({ kind: "vacuum", dryRun: true });
    expect(encodeRestore({ timestamp: new Date(0) })).toMatchObject({
      kind: "restore",
      timestamp: "1970-01-01T00:00:00.000Z",
    });
    expect(encodeConvert({ partitionColumns: { year: "int32" } })).toMatchObject({
      kind: "convert",
      partitionColumns: [{ name: "year", type: "int32" }],
    });
    expect(
      encodeMerge({
        on,
        whenMatched: [{ if: "source.gone", delete: true }, { update: "*" }],
        whenNotMatched: [{ insert: { id: "source.id" } }],
      }),
    ).toEqual({
      on,
      sourceAlias: "source",
      targetAlias: "target",
      whenMatched: [
        { kind: "delete", condition: "source.gone" },
        { kind: "update", values: "*" },
      ],
      whenNotMatched: [{ kind: "insert", values: { id: "source.id" } }],
      whenNotMatchedBySource: [],
    });
  });

  it("carry a schema as an empty Arrow stream", () => {
    const table = tableFromIPC(encodeSchema(new Schema([new Field("n", new Int32(), false)])));
    expect(table.schema.fields.map(String)).toEqual(["n: Int32"]);
    expect(table.schema.fields[0]?.nullable).toBe(false);
    expect(table.numRows).toBe(0);
  });

  it.each<[option: string, encode: () => unknown]>([
    ["predicate", () => encodeDelete(1 as never, {})],
    ["set", () => encodeUpdate({ n: 1 } as never, {})],
    ["predicate", () => encodeUpdate({ n: "1" }, { predicate: 1 } as never)],
    ["kind", () => encodeOptimize({ kind: "sort" } as never)],
    ["kind", () => encodeOptimize(undefined as never)],
    ["columns", () => encodeOptimize({ kind: "z-order", columns: "n" } as never)],
    ["targetFileBytes", () => encodeOptimize({ kind: "compact", targetFileBytes: 0 })],
    ["where", () => encodeOptimize({ kind: "compact", where: 1 } as never)],
    ["dryRun", () => encodeVacuum({ dryRun: "no" } as never)],
    ["retentionHours", () => encodeVacuum({ retentionHours: -1 })],
    ["version", () => encodeRestore({ version: 1, timestamp: new Date() })],
    ["version", () => encodeRestore(undefined as never)],
    ["timestamp", () => encodeRestore({ timestamp: "yesterday" })],
    ["name", () => encodeConstraint("", "n > 1", {})],
    ["expression", () => encodeConstraint("rule", undefined as never, {})],
    ["properties", () => encodeProperties({ a: 1 } as never, {})],
    ["limit", () => encodeHistory({ limit: 0 })],
    ["partitionBy", () => encodeCreate({ partitionBy: "n" } as never)],
    ["constraints", () => encodeCreate({ constraints: ["n > 1"] } as never)],
    ["generatedColumns", () => encodeCreate({ generatedColumns: { n: 1 } } as never)],
    ["partitionColumns", () => encodeConvert({ partitionColumns: { n: "float" } } as never)],
    ["schema", () => encodeSchema({ columns: [] } as never)],
    ["on", () => encodeMerge({ whenMatched: [{ delete: true }] } as never)],
    ["on", () => encodeMerge(undefined as never)],
    ["sourceAlias", () => encodeMerge({ on, sourceAlias: "x", targetAlias: "x", whenMatched: [{ delete: true }] })],
    ["whenMatched", () => encodeMerge({ on })],
    ["whenMatched", () => encodeMerge({ on, whenMatched: [{ delete: false }] } as never)],
    ["whenMatched", () => encodeMerge({ on, whenMatched: [{ update: {} }] })],
    ["whenMatched", () => encodeMerge({ on, whenMatched: [{ update: "*", delete: true }] } as never)],
    ["whenMatched", () => encodeMerge({ on, whenMatched: [{ update: "*", if: 1 }] } as never)],
    ["whenNotMatched", () => encodeMerge({ on, whenNotMatched: [{ delete: true }] } as never)],
    ["whenNotMatchedBySource", () => encodeMerge({ on, whenNotMatchedBySource: [{ update: "*" }] })],
    ["schemaMode", () => encodeWriteOptions({ mode: "append", schemaMode: "replace" } as never, undefined)],
    ["transaction", () => encodeDelete("true", { transaction: { appId: "a" } } as never)],
    ["commitMetadata", () => encodeDelete("true", { commitMetadata: { a: 1 } } as never)],
  ])("are refused when %s is bad", (option, encode) => {
    expect(encode).toThrow(expect.objectContaining({ code: "invalid-option", details: { option } }));
  });

  it("are refused by name when there is no such option", () => {
    for (const encode of [
      () => encodeDelete("true", { where: "n" } as never),
      () => encodeMerge({ on, when: [] } as never),
      () => encodeCreate({ mode: "create" } as never),
      () => encodeDelete("true", { transaction: { appId: "a", version: 1, at: 2 } } as never),
    ]) {
      expect(encode).toThrow(expect.objectContaining({ code: "unknown-option" }));
    }
  });
});

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  addOf,
  commit,
  deletionVector,
  field,
  folderWith,
  rowsOfTable,
  tableActions,
} from "./support/hand-written-table.js";
import { numbers, parquetFiles, writeNumbers } from "./support/parquet-files.js";
import { caught, errorOf, openSession, rowsOf } from "./support/sessions.js";

/** Beside the numbers: `variant` with a variant, and `shredded` with one that is stored in typed columns. */
const files = parquetFiles(`${writeNumbers}
variant = lambda *more: pa.StructArray.from_arrays([pa.array([b"\\x01\\x00\\x00"]), pa.array([b"\\x0c\\x05"]), *more], ["metadata", "value", *["typed_value"] * len(more)])
pq.write_table(pa.table({"v": variant()}), f"{folder}/variant.parquet")
pq.write_table(pa.table({"v": variant(pa.array([5]))}), f"{folder}/shredded.parquet")
`);

describe("a reader feature", () => {
  it.each(["vacuumProtocolCheck", "variantShredding-preview", "v2Checkpoint", "typeWidening"])(
    "%s alone asks nothing",
    async (name) => {
      const folder = folderWith(files, ["a.parquet"]);
      commit(folder, 0, [
        ...tableActions({ features: [name], fields: [field("n", "integer")] }),
        addOf(folder, "a.parquet"),
      ]);
      expect(await rowsOfTable(folder, "SELECT n FROM t ORDER BY n")).toEqual(numbers(0, 4));
    },
  );

  it.each([["rowTeleporting"], ["columnMapping", "catalogManaged"]])(
    "that is not known is refused by name",
    async (...features) => {
      const folder = folderWith(files, ["a.parquet"]);
      commit(folder, 0, [...tableActions({ features, fields: [field("n", "integer")] }), addOf(folder, "a.parquet")]);
      const error = await caught(openSession().registerTable("t", { delta: folder }));
      expect(error).toMatchObject({ code: "unsupported-delta-feature", details: { feature: features.at(-1) } });
    },
  );

  it("a variant is read as it is stored, and a shredded one refused by name, whatever is asked of it", async () => {
    const features = ["variantType-preview", "variantShredding-preview"];
    for (const name of ["variant", "shredded"]) {
      const folder = folderWith(files, [`${name}.parquet`]);
      commit(folder, 0, [
        ...tableActions({ features, fields: [field("v", "variant")] }),
        addOf(folder, `${name}.parquet`),
      ]);
      const session = openSession();
      await session.registerTable("t", { delta: folder });
      for (const sql of ["SELECT v['value'] AS v FROM t", "SELECT v FROM t"]) {
        if (name === "variant") expect(await rowsOf(session, sql)).toHaveLength(1);
        else
          expect(await errorOf(session, sql)).toMatchObject({
            code: "unsupported-delta-feature",
            details: { feature: "variantShredding", column: "v" },
          });
      }
    }
  });
});

describe("a deletion vector", () => {
  it("of a row that its file does not have, or in a file that is gone, is file-unreadable", async () => {
    const damaged = {
      storageType: "u",
      pathOrInlineDv: "ab^-aqEH.-t@S}K{vb[*k^",
      offset: 4,
      sizeInBytes: 40,
      cardinality: 6,
    };
    for (const [vector, statistics] of [
      [deletionVector([4]), { numRecords: 4 }],
      [deletionVector([4]), undefined],
      [damaged, { numRecords: 4 }],
    ] as const) {
      const folder = folderWith(files, ["a.parquet"]);
      commit(folder, 0, [
        ...tableActions({ features: ["deletionVectors"], fields: [field("n", "integer")] }),
        addOf(folder, "a.parquet", statistics, { deletionVector: vector }),
      ]);
      const session = openSession();
      await session.registerTable("t", { delta: folder });
      expect(await errorOf(session, "SELECT n FROM t")).toMatchObject({ code: expect.stringMatching(/^file-/) });
    }
  });

  it("of a file whose rows the log does not count hides them all the same", async () => {
    const folder = folderWith(files, ["a.parquet"]);
    commit(folder, 0, [
      ...tableActions({ features: ["deletionVectors"], fields: [field("n", "integer")] }),
      addOf(folder, "a.parquet", undefined, { deletionVector: deletionVector([0, 3]) }),
    ]);
    expect(await rowsOfTable(folder, "SELECT n FROM t ORDER BY n")).toEqual(numbers(1, 3));
    expect(await rowsOfTable(folder, "SELECT count(*) AS n FROM t")).toEqual([{ n: 2 }]);
  });
});

it("statistics that are no JSON tell nothing, and a partition value that is none of its type is an error", async () => {
  const folder = folderWith(files, ["a.parquet", "b.parquet"]);
  const fields = [field("n", "integer"), field("p", "integer")];
  const { add } = addOf(folder, "b.parquet", undefined, { partitionValues: { p: "2" } }) as { add: object };
  commit(folder, 0, [
    ...tableActions({ fields, partitionColumns: ["p"] }),
    addOf(
      folder,
      "a.parquet",
      { numRecords: 4, minValues: { n: "zero" }, maxValues: [3] },
      { partitionValues: { p: "1" } },
    ),
    { add: { ...add, stats: '{"numRecords":4,' } },
  ]);
  expect(await rowsOfTable(folder, "SELECT n FROM t WHERE n IN (3, 4) ORDER BY n")).toEqual([{ n: 3 }, { n: 4 }]);
  expect(await rowsOfTable(folder, "SELECT count(*) AS n FROM t WHERE p = 2")).toEqual([{ n: 4 }]);
  writeFileSync(join(folder, "c.parquet"), "");
  commit(folder, 1, [addOf(folder, "c.parquet", undefined, { partitionValues: { p: "-1.-1" } })]);
  expect(await caught(openSession().registerTable("t", { delta: folder }))).toMatchObject({
    code: "file-unreadable",
    details: { column: "p" },
  });
});

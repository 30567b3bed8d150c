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
import { parquetFiles } from "./support/parquet-files.js";
import { python } from "./support/python.js";
import { errorOf, openSession } from "./support/sessions.js";

/** `mapped` under other names and with field ids, and two files that tell one thing by ids or have none. */
const files = parquetFiles(`
def with_id(name, kind, id): return pa.field(name, kind, metadata={"PARQUET:field_id": str(id)})
inside = pa.struct([with_id("col-y", pa.string(), 4), with_id("col-x", pa.int32(), 3)])
schema = pa.schema([with_id("col-two", pa.int32(), 2), with_id("col-one", pa.int32(), 1), with_id("col-s", inside, 5)])
rows = [{"col-two": 10 * n, "col-one": n, "col-s": {"col-y": f"y{n}", "col-x": 100 * n}} for n in range(8)]
pq.write_table(pa.Table.from_pylist(rows, schema), f"{folder}/mapped.parquet", row_group_size=2)
# Files of the same ids under other names.
other = pa.schema([with_id("one", pa.int32(), 2), with_id("two", pa.int32(), 1)])
pq.write_table(pa.Table.from_pylist([{"one": 80, "two": 8}], other), f"{folder}/renamed.parquet")
pq.write_table(pa.table({"one": [1], "two": [1]}), f"{folder}/without-ids.parquet")
`);

describe("column mapping", () => {
  const mapped = (name: string, type: unknown, id: number, physical: string) =>
    field(name, type, { "delta.columnMapping.id": id, "delta.columnMapping.physicalName": physical });
  // The names of two columns are those of one another in the files, and a third one is younger than the file.
  const fields = [
    mapped("two", "integer", 1, "col-one"),
    mapped("one", "integer", 2, "col-two"),
    mapped(
      "s",
      {
        type: "struct",
        fields: [
          mapped("x", "integer", 3, "col-x"),
          mapped("z", "string", 7, "col-z"),
          mapped("y", "string", 4, "col-y"),
        ],
      },
      5,
      "col-s",
    ),
    mapped("young", "string", 6, "col-young"),
  ];
  const statistics = {
    numRecords: 8,
    minValues: { "col-one": 0, "col-two": 0, "col-s": { "col-x": 0 } },
    maxValues: { "col-one": 7, "col-two": 70, "col-s": { "col-x": 700 } },
    nullCount: { "col-one": 0, "col-two": 0, "col-s": { "col-x": 0 } },
  };
  const tableOf = (mode: string, more: object = {}) => {
    const folder = folderWith(files, ["mapped.parquet"]);
    commit(folder, 0, [
      ...tableActions({
        features: ["columnMapping", "deletionVectors"],
        fields,
        configuration: { "delta.columnMapping.mode": mode },
      }),
      addOf(folder, "mapped.parquet", statistics, more),
    ]);
    return folder;
  };

  it.each(["name", "id"])("by %s finds columns and fields of structs, and null where there is none", async (mode) => {
    for (const hidden of [[], [0, 5]]) {
      const folder = tableOf(mode, hidden.length > 0 ? { deletionVector: deletionVector(hidden) } : {});
      const all = "SELECT two, one, s, young FROM t WHERE one >= 30 AND s['x'] < 700 ORDER BY one";
      const expected = [3, 4, 5, 6].map((n) => ({
        two: n,
        one: 10 * n,
        s: { x: 100 * n, z: null, y: `y${n}` },
        young: null,
      }));
      expect(await rowsOfTable(folder, all)).toEqual(expected.filter(({ two }) => !hidden.includes(two)));
      expect(await rowsOfTable(folder, "SELECT s['y'] AS y, s['z'] AS z FROM t WHERE two = 6")).toEqual([
        { y: "y6", z: null },
      ]);
      expect(await rowsOfTable(folder, "SELECT count(*) AS n FROM t")).toEqual([{ n: 8 - hidden.length }]);
      expect(await rowsOfTable(folder, "SELECT two FROM t WHERE one > 1000 OR s['x'] > 5000 OR young = 'x'")).toEqual(
        [],
      );
    }
  });

  it.each(["name", "id"])("by %s skips row groups", async (mode) => {
    const session = openSession();
    await session.registerTable("t", { delta: tableOf(mode, { deletionVector: deletionVector([0]) }) });
    const plan = await session.prepare("SELECT s['y'] AS y FROM t WHERE one = 30");
    let scan = (await plan.explain({ analyze: true })).operators;
    while (scan?.children[0] !== undefined) scan = scan.children[0];
    // Of eight rows in four groups.
    expect(scan).toMatchObject({ name: "DataSourceExec", rows: 2 });
  });

  it("by id goes by ids, whatever names the files have, and refuses files without", async () => {
    const folder = folderWith(files, ["renamed.parquet", "without-ids.parquet"]);
    const actions = tableActions({
      features: ["columnMapping"],
      fields: fields.slice(0, 2),
      configuration: { "delta.columnMapping.mode": "id" },
    });
    commit(folder, 0, [...actions, addOf(folder, "renamed.parquet")]);
    expect(await rowsOfTable(folder, "SELECT two, one FROM t")).toEqual([{ two: 8, one: 80 }]);
    commit(folder, 1, [addOf(folder, "without-ids.parquet")]);
    const session = openSession();
    await session.registerTable("t", { delta: folder });
    expect(await errorOf(session, "SELECT one FROM t")).toMatchObject({
      message: expect.stringContaining("field ids"),
    });
  });

  it("deltalake reads the same", async () => {
    const folder = tableOf("name", { deletionVector: deletionVector([1, 2, 7]) });
    const sql = "SELECT two, one, s['x'] AS x, s['y'] AS y FROM t WHERE one <> 40 ORDER BY one";
    const theirs = await python("import json; print(json.dumps(by_deltalake(sys.argv[1], sys.argv[2])))", folder, sql);
    expect((await rowsOfTable(folder, sql)).map((row) => Object.values(row as object))).toEqual(theirs);
  });
});

import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { addOf, commit, deletionVector, field, folderWith, tableActions } from "./support/hand-written-table.js";
import { python } from "./support/python.js";
import { caught, errorOf, openSession, rowsOf } from "./support/sessions.js";
import { temporaryFolder } from "./support/temporary-folder.js";

// Many steps each, on machines that may be busy.
vi.setConfig({ testTimeout: 30_000 });

let files: string;

/** `a` with n from 0 to 3, `b` with n from 4 to 7; `mapped` under other names and with field ids; `shredded` with a variant that is. */
beforeAll(async () => {
  files = mkdtempSync(join(tmpdir(), "ext-native-"));
  await python(
    `
import pyarrow.parquet as pq
folder = sys.argv[1]
for name, start in (("a", 0), ("b", 4)):
    pq.write_table(pa.table({"n": pa.array(range(start, start + 4), pa.int32())}), f"{folder}/{name}.parquet")
def with_id(name, kind, id): return pa.field(name, kind, metadata={"PARQUET:field_id": str(id)})
inside = pa.struct([with_id("col-y", pa.string(), 4), with_id("col-x", pa.int32(), 3)])
schema = pa.schema([with_id("col-two", pa.int32(), 2), with_id("col-one", pa.int32(), 1), with_id("col-s", inside, 5)])
rows = [{"col-two": 10 * n, "col-one": n, "col-s": {"col-y": f"y{n}", "col-x": 100 * n}} for n in range(8)]
pq.write_table(pa.Table.from_pylist(rows, schema), f"{folder}/mapped.parquet", row_group_size=2)
# Files of the same ids under other names.
other = pa.schema([with_id("one", pa.int32(), 2), with_id("two", pa.int32(), 1)])
pq.write_table(pa.Table.from_pylist([{"one": 80, "two": 8}], other), f"{folder}/renamed.parquet")
pq.write_table(pa.table({"one": [1], "two": [1]}), f"{folder}/without-ids.parquet")
variant = lambda *more: pa.StructArray.from_arrays([pa.array([b"\\x01\\x00\\x00"]), pa.array([b"\\x0c\\x05"]), *more], ["metadata", "value", *["typed_value"] * len(more)])
pq.write_table(pa.table({"v": variant()}), f"{folder}/variant.parquet")
pq.write_table(pa.table({"v": variant(pa.array([5]))}), f"{folder}/shredded.parquet")
`,
    files,
  );
  return () => rmSync(files, { recursive: true });
}, 120_000);

async function rows(folder: string, sql: string): Promise<unknown[]> {
  const session = openSession();
  await session.registerTable("t", { delta: folder });
  return rowsOf(session, sql, { mode: "js" });
}

const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => ({ n: from + index }));

describe("a reader feature", () => {
  it.each(["vacuumProtocolCheck", "variantShredding-preview", "v2Checkpoint", "typeWidening"])(
    "%s alone asks nothing",
    async (name) => {
      const folder = folderWith(files, ["a.parquet"]);
      commit(folder, 0, [
        ...tableActions({ features: [name], fields: [field("n", "integer")] }),
        addOf(folder, "a.parquet"),
      ]);
      expect(await rows(folder, "SELECT n FROM t ORDER BY n")).toEqual(numbers(0, 4));
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

describe("a remove takes its file away, however it is named:", () => {
  const forms: [string, (folder: string, path: string) => string][] = [
    ["as the add", (_, path) => path],
    ["not encoded", (_, path) => decodeURIComponent(path)],
    ["encoded in another way", (_, path) => path.replace("a", "%61")],
    ["by its whole path", (folder, path) => join(folder, decodeURIComponent(path))],
    ["as file:/path", (folder, path) => `file:${join(folder, path)}`],
    ["as file:///path", (folder, path) => `file://${join(folder, path)}`],
  ];
  const encoded = "p=x%20y/a.parquet";

  it.each(forms.flatMap(([form, path]) => [false, true].map((turned) => ({ form, path, turned }))))(
    "$form, and the other way round: $turned",
    async ({ path, turned }) => {
      const folder = join(temporaryFolder(), "table");
      mkdirSync(join(folder, "p=x y"), { recursive: true });
      copyFileSync(join(files, "a.parquet"), join(folder, "p=x y", "a.parquet"));
      copyFileSync(join(files, "b.parquet"), join(folder, "b.parquet"));
      const [added, removed] = turned ? [path(folder, encoded), encoded] : [encoded, path(folder, encoded)];
      const { add } = addOf(folder, "p=x y/a.parquet") as { add: object };
      commit(folder, 0, [
        ...tableActions({ fields: [field("n", "integer")] }),
        { add: { ...add, path: added } },
        addOf(folder, "b.parquet"),
      ]);
      expect(await rows(folder, "SELECT count(*) AS n FROM t")).toEqual([{ n: 8 }]);
      const session = openSession();
      await session.registerTable("t", { delta: folder });
      commit(folder, 1, [{ remove: { path: removed, dataChange: true, deletionTimestamp: 1 } }]);
      expect(await rows(folder, "SELECT n FROM t ORDER BY n")).toEqual(numbers(4, 8));
      await session.refreshTable("t");
      expect(await rowsOf(session, "SELECT n FROM t ORDER BY n", { mode: "js" })).toEqual(numbers(4, 8));
      expect((await session.delta(folder).files()).numRows).toBe(1);
      expect(await session.delta(folder).describe()).toMatchObject({ files: 1 });
    },
  );

  it("in a commit after a checkpoint", async () => {
    const folder = folderWith(files, ["a.parquet", "b.parquet"]);
    commit(folder, 0, [
      ...tableActions({ fields: [field("n", "integer")] }),
      addOf(folder, "a.parquet"),
      addOf(folder, "b.parquet"),
    ]);
    await python("DeltaTable(sys.argv[1]).create_checkpoint()", folder);
    commit(folder, 1, [{ remove: { path: `file:${folder}/a.parquet`, dataChange: true, deletionTimestamp: 1 } }]);
    expect(await rows(folder, "SELECT n FROM t ORDER BY n")).toEqual(numbers(4, 8));
  });
});

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
      expect(await rows(folder, all)).toEqual(expected.filter(({ two }) => !hidden.includes(two)));
      expect(await rows(folder, "SELECT s['y'] AS y, s['z'] AS z FROM t WHERE two = 6")).toEqual([
        { y: "y6", z: null },
      ]);
      expect(await rows(folder, "SELECT count(*) AS n FROM t")).toEqual([{ n: 8 - hidden.length }]);
      expect(await rows(folder, "SELECT two FROM t WHERE one > 1000 OR s['x'] > 5000 OR young = 'x'")).toEqual([]);
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
    expect(await rows(folder, "SELECT two, one FROM t")).toEqual([{ two: 8, one: 80 }]);
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
    expect((await rows(folder, sql)).map((row) => Object.values(row as object))).toEqual(theirs);
  });
});

describe("a checkpoint", () => {
  /** A table whose commit before the checkpoint is gone, so that only the checkpoint tells of it. */
  const withCheckpoint = async (kind: string) => {
    const folder = folderWith(files, ["a.parquet", "b.parquet"]);
    const fields = [field("n", "integer")];
    const statistics = (low: number) => ({
      numRecords: 4,
      minValues: { n: low },
      maxValues: { n: low + 3 },
      nullCount: { n: 0 },
    });
    commit(folder, 0, [
      ...tableActions({ features: ["v2Checkpoint"], fields }),
      addOf(folder, "a.parquet", statistics(0)),
      addOf(folder, "b.parquet", statistics(4)),
    ]);
    await python(
      `
import json, pyarrow.parquet as pq
log = Path(sys.argv[1]) / "_delta_log"
DeltaTable(sys.argv[1]).create_checkpoint()
[path] = log.glob("*.checkpoint.parquet")
def nullable(kind):
    if pa.types.is_struct(kind): return pa.struct([pa.field(inner.name, nullable(inner.type)) for inner in kind])
    if pa.types.is_map(kind): return pa.map_(kind.key_type, kind.item_type)
    return kind
whole = pq.read_table(path)
whole = pa.Table.from_pylist(whole.to_pylist(), pa.schema([(column.name, nullable(column.type)) for column in whole.schema]))
adds = whole.filter(whole["add"].is_valid())
others = whole.filter(whole["add"].is_null()).select(["metaData", "protocol"])
kind = sys.argv[2]
begin = "0" * 20 + ".checkpoint."
if kind == "in parts":
    pq.write_table(pa.concat_tables([others, adds.slice(0, 1).select(["add"])], promote_options="default"), log / (begin + "0000000001.0000000002.parquet"))
    pq.write_table(adds.slice(1), log / (begin + "0000000002.0000000002.parquet"))
elif kind != "in one file":
    (log / "_sidecars").mkdir()
    for at in range(2): pq.write_table(adds.slice(at, 1).select(["add"]), log / "_sidecars" / f"part-{at}.parquet")
    actions = [json.loads(line) for line in (log / ("0" * 20 + ".json")).read_text().splitlines()]
    actions = [action for action in actions if "add" not in action] + [{"checkpointMetadata": {"version": 0}}]
    sidecars = [{"path": f"part-{at}.parquet", "sizeInBytes": (log / "_sidecars" / f"part-{at}.parquet").stat().st_size, "modificationTime": 1} for at in range(2)]
    uuid = "3a0d65cd-4056-49b8-937b-95f9e3ee90e5"
    if kind == "of version 2 in JSON":
        lines = actions + [{"sidecar": sidecar} for sidecar in sidecars]
        (log / (begin + uuid + ".json")).write_text("".join(json.dumps(line) + "\\n" for line in lines))
    else:
        pq.write_table(pa.concat_tables([others, pa.table({"sidecar": sidecars})], promote_options="default"), log / (begin + uuid + ".parquet"))
if kind != "in one file": path.unlink()
(log / "_last_checkpoint").unlink()
(log / ("0" * 20 + ".json")).unlink()
`,
      folder,
      kind,
    );
    commit(folder, 1, [{ remove: { path: "a.parquet", dataChange: true, deletionTimestamp: 1 } }]);
    return folder;
  };

  it.each(["in one file", "in parts", "of version 2 in JSON", "of version 2 in Parquet"])(
    "%s is read",
    async (kind) => {
      const folder = await withCheckpoint(kind);
      expect(await rows(folder, "SELECT n FROM t WHERE n < 7 ORDER BY n")).toEqual(numbers(4, 7));
      const session = openSession();
      await session.registerTable("t", { delta: folder, version: 0 });
      expect(await rowsOf(session, "SELECT n FROM t ORDER BY n", { mode: "js" })).toEqual(numbers(0, 8));
      const known = (await session.delta(folder).files()).toArray().map((row) => row.toJSON());
      expect(known).toMatchObject([{ path: "b.parquet", num_records: 4n, "min.n": 4, "max.n": 7, "null_count.n": 0n }]);
    },
  );

  it("in parts of which one is gone is none", async () => {
    const folder = await withCheckpoint("in parts");
    const log = join(folder, "_delta_log");
    rmSync(join(log, String(readdirSync(log).find((name) => name.includes("0000000002.0000000002")))));
    expect(await caught(openSession().registerTable("t", { delta: folder }))).toMatchObject({
      code: "file-unreadable",
      details: { path: `_delta_log/${"0".repeat(20)}.json` },
    });
  });

  it("whose sidecar is gone is file-unreadable and named", async () => {
    const folder = await withCheckpoint("of version 2 in Parquet");
    rmSync(join(folder, "_delta_log", "_sidecars", "part-1.parquet"));
    expect(await caught(openSession().registerTable("t", { delta: folder }))).toMatchObject({
      code: "file-unreadable",
      details: { path: "_delta_log/_sidecars/part-1.parquet" },
    });
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
    expect(await rows(folder, "SELECT n FROM t ORDER BY n")).toEqual(numbers(1, 3));
    expect(await rows(folder, "SELECT count(*) AS n FROM t")).toEqual([{ n: 2 }]);
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
  expect(await rows(folder, "SELECT n FROM t WHERE n IN (3, 4) ORDER BY n")).toEqual([{ n: 3 }, { n: 4 }]);
  expect(await rows(folder, "SELECT count(*) AS n FROM t WHERE p = 2")).toEqual([{ n: 4 }]);
  writeFileSync(join(folder, "c.parquet"), "");
  commit(folder, 1, [addOf(folder, "c.parquet", undefined, { partitionValues: { p: "-1.-1" } })]);
  expect(await caught(openSession().registerTable("t", { delta: folder }))).toMatchObject({
    code: "file-unreadable",
    details: { column: "p" },
  });
});

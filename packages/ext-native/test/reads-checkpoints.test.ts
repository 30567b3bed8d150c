import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { addOf, commit, field, folderWith, rowsOfTable, tableActions } from "./support/hand-written-table.js";
import { numbers, parquetFiles, writeNumbers } from "./support/parquet-files.js";
import { python } from "./support/python.js";
import { caught, openSession, rowsOf } from "./support/sessions.js";

const files = parquetFiles(writeNumbers);

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
      expect(await rowsOfTable(folder, "SELECT n FROM t WHERE n < 7 ORDER BY n")).toEqual(numbers(4, 7));
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

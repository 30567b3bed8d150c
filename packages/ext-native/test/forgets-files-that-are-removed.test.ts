import { copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { addOf, commit, field, folderWith, rowsOfTable, tableActions } from "./support/hand-written-table.js";
import { numbers, parquetFiles, writeNumbers } from "./support/parquet-files.js";
import { python } from "./support/python.js";
import { openSession, rowsOf } from "./support/sessions.js";
import { temporaryFolder } from "./support/temporary-folder.js";

const files = parquetFiles(writeNumbers);

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
      expect(await rowsOfTable(folder, "SELECT count(*) AS n FROM t")).toEqual([{ n: 8 }]);
      const session = openSession();
      await session.registerTable("t", { delta: folder });
      commit(folder, 1, [{ remove: { path: removed, dataChange: true, deletionTimestamp: 1 } }]);
      expect(await rowsOfTable(folder, "SELECT n FROM t ORDER BY n")).toEqual(numbers(4, 8));
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
    expect(await rowsOfTable(folder, "SELECT n FROM t ORDER BY n")).toEqual(numbers(4, 8));
  });
});

import { join } from "node:path";
import { Field, Int32, Schema, tableFromArrays, Utf8 } from "apache-arrow";
import { expect, it } from "vitest";
import { readRows } from "../src/index.js";
import { commitsOf } from "./support/delta-log.js";
import { openSession } from "./support/sessions.js";
import { temporaryFolder } from "./support/temporary-folder.js";

const schema = new Schema([new Field("id", new Int32(), true), new Field("part of", new Utf8(), true)]);
const rows = (first: number) => tableFromArrays({ id: Int32Array.of(first, first + 1), "part of": ["a b", "ü%/x"] });

it.each(["name", "id"])("changes are read by their names under column mapping by %s", async (mode) => {
  const session = openSession();
  const table = session.delta(join(temporaryFolder(), "t"));
  const properties = { "delta.columnMapping.mode": mode, "delta.enableChangeDataFeed": "true" };
  await table.create(schema, { partitionBy: ["part of"], properties });
  await table.write(rows(0), { mode: "append" });
  await table.write(rows(2), { mode: "append" });
  // These write files of changes.
  await table.update({ id: "id + 10" }, { predicate: "id = 1" });
  await table.delete("id = 2");
  const changes: string[] = [];
  for await (const batch of await table.changes({ fromVersion: 0 })) {
    for (const row of readRows(batch, "js")) {
      changes.push([row["id"], row["part of"], row["_change_type"], row["_commit_version"]].join(" "));
    }
  }
  expect(commitsOf(table.uri)[3]?.some(({ cdc }) => cdc)).toBe(true);
  expect(changes.sort()).toEqual(
    [
      "0 a b insert 1",
      "1 ü%/x insert 1",
      "2 a b insert 2",
      "3 ü%/x insert 2",
      "1 ü%/x update_preimage 3",
      "11 ü%/x update_postimage 3",
      "2 a b delete 4",
    ].sort(),
  );
});

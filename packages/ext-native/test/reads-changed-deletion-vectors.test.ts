import { appendFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tableFromArrays } from "apache-arrow";
import { expect, it, vi } from "vitest";
import { readRows } from "../src/index.js";
import { deletionVector } from "./support/hand-written-table.js";
import { openSession } from "./support/sessions.js";
import { temporaryFolder } from "./support/temporary-folder.js";

// Many steps each, on machines that may be busy.
vi.setConfig({ testTimeout: 30_000 });

it("a commit that only changes the deletion vector of a file deletes and restores rows", async () => {
  const uri = join(temporaryFolder(), "t");
  const session = openSession();
  const table = session.delta(uri);
  await table.write(tableFromArrays({ n: Int32Array.from({ length: 10 }, (_, index) => index) }), { mode: "create" });
  const log = (version: number) => join(uri, "_delta_log", `${String(version).padStart(20, "0")}.json`);
  const actions = readFileSync(log(0), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  const features = ["deletionVectors"];
  const first = actions.map((action) => {
    if (action.protocol) {
      return {
        protocol: {
          minReaderVersion: 3,
          minWriterVersion: 7,
          readerFeatures: features,
          writerFeatures: [...features, "changeDataFeed"],
        },
      };
    }
    if (action.metaData) {
      action.metaData.configuration = { "delta.enableChangeDataFeed": "true", "delta.enableDeletionVectors": "true" };
    }
    return action;
  });
  const lines = (list: object[]) => list.map((action) => `${JSON.stringify(action)}\n`).join("");
  writeFileSync(log(0), lines(first));
  const { add } = first.find((action) => action.add);
  const { path, partitionValues, size } = add;
  const replaced = (before: number[], after: number[]) => [
    { commitInfo: { timestamp: 1, operation: "DELETE" } },
    {
      remove: {
        path,
        partitionValues,
        size,
        dataChange: true,
        extendedFileMetadata: true,
        deletionTimestamp: 1,
        ...(before.length > 0 && { deletionVector: deletionVector(before) }),
      },
    },
    { add: { ...add, dataChange: true, ...(after.length > 0 && { deletionVector: deletionVector(after) }) } },
  ];
  appendFileSync(log(1), lines(replaced([], [2, 5])));
  appendFileSync(log(2), lines(replaced([2, 5], [0, 2, 9])));
  appendFileSync(log(3), lines(replaced([0, 2, 9], [])));
  const changes: unknown[] = [];
  for await (const batch of await table.changes({
    fromVersion: 1,
    columns: ["_commit_version", "_change_type", "n"],
  })) {
    changes.push(...readRows(batch, "js").map((row) => Object.values(row).join(" ")));
  }
  expect(changes.sort()).toEqual([
    "1 delete 2",
    "1 delete 5",
    "2 delete 0",
    "2 delete 9",
    "2 insert 5",
    "3 insert 0",
    "3 insert 2",
    "3 insert 9",
  ]);
  expect(readdirSync(uri).filter((name) => name.endsWith(".parquet"))).toHaveLength(1);
});

// Reads {tables: [{folder, predicates}]} from standard input and prints, for each predicate, the files that are kept. The package must be built.
import { readdirSync, readFileSync } from "node:fs";
import { fileIndexFromAddActions, pruneFiles } from "@causeway/delta-pruning";

const { tables } = JSON.parse(readFileSync(0, "utf8"), revive);
const answers = tables.map(({ folder, predicates }) => {
  const index = indexOf(folder);
  return predicates.map((predicate) => {
    const { files, report } = pruneFiles(index, predicate);
    return { files, undecided: report.undecided };
  });
});
process.stdout.write(JSON.stringify(answers));

/** Replays the log of a small table, which has no checkpoint. */
function indexOf(folder) {
  const log = `${folder}/_delta_log`;
  const active = new Map();
  let metadata;
  for (const name of readdirSync(log)
    .filter((file) => file.endsWith(".json"))
    .sort()) {
    for (const line of readFileSync(`${log}/${name}`, "utf8").trim().split("\n")) {
      const { add, remove, metaData } = JSON.parse(line);
      if (metaData) metadata = metaData;
      if (remove) active.delete(remove.path);
      if (add) active.set(add.path, add);
    }
  }
  return fileIndexFromAddActions(active.values(), metadata);
}

function revive(_, value) {
  if (typeof value !== "object" || value === null) return value;
  if ("$bigint" in value) return BigInt(value.$bigint);
  return value;
}

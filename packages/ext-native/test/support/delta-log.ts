import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

type Action = Readonly<Record<string, Record<string, unknown> | undefined>>;

/** The actions of a table's commits, by version. */
export function commitsOf(folder: string): Action[][] {
  const log = join(folder, "_delta_log");
  return readdirSync(log)
    .filter((name) => /^\d{20}\.json$/.test(name))
    .sort()
    .map((name) =>
      readFileSync(join(log, name), "utf8")
        .split("\n")
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Action),
    );
}

/** What is wrong with a log: files that are removed though they are not active, and metadata that come again without a change. */
export function faultsOf(folder: string): string[] {
  const active = new Set<unknown>();
  const faults: string[] = [];
  let metadata: string | undefined;
  for (const [version, actions] of commitsOf(folder).entries()) {
    for (const { remove } of actions) {
      if (remove && !active.delete(remove["path"])) faults.push(`${version} removes ${remove["path"]} again`);
    }
    for (const { add, metaData } of actions) {
      if (add) active.add(add["path"]);
      if (!metaData) continue;
      const { id: _id, createdTime: _createdTime, ...rest } = metaData;
      if (metadata === JSON.stringify(rest)) faults.push(`${version} makes the table again`);
      metadata = JSON.stringify(rest);
    }
  }
  return faults;
}

import { fileURLToPath } from "node:url";
import type { ColdCommand } from "../cold-start/run-fresh-process.js";

/** A small query over a small Delta table, and its answer. */
export const warmSql = "SELECT count(*) AS late FROM flights WHERE delay > $1";
export const warmAnswer = [["99"]];

/** How a process comes to its first row. */
export interface WarmWay {
  readonly name: string;
  /** `known`: the folder has the query's plan; `other`: it has the plans of other queries; `empty`: there is nothing in it; `none`: plans are kept in memory. */
  readonly folder: "known" | "other" | "empty" | "none";
  readonly load: "import" | "require";
}

export const warmWays: readonly WarmWay[] = [
  { name: "known query, packages loaded by require", folder: "known", load: "require" },
  { name: "known query, packages loaded by import", folder: "known", load: "import" },
  { name: "unknown query, folder with others", folder: "other", load: "import" },
  { name: "unknown query, empty folder", folder: "empty", load: "import" },
  { name: "unknown query, no folder", folder: "none", load: "import" },
];

/** The process of a way, over a Delta table. `plans` is the folder, if it has one. */
export function warmCommand({ name, folder, load }: WarmWay, delta: string, plans: string): ColdCommand {
  const script = fileURLToPath(new URL("./warm-start/warm-child.js", import.meta.url));
  const environment = {
    CAUSEWAY_BENCH_LOAD: load,
    ...(folder === "none" ? {} : { CAUSEWAY_BENCH_PLANS: plans }),
    ...(folder === "other" ? { CAUSEWAY_BENCH_UNKNOWN: "1" } : {}),
  };
  return { name, program: process.execPath, arguments: [script, delta], environment };
}

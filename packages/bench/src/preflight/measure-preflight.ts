import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { pythonProgram } from "../prepare/python-tools.js";
import { runCommand } from "../prepare/run-command.js";
import type { Workplace } from "../workplace.js";
import type { PreflightTask, PreflightTimes, StatementSet } from "./preflight-times.js";

/** The built package. */
export const preflightEntry = (): string => import.meta.resolve("@causeway/sql-preflight");

/** TPC-H and TPC-DS. */
export async function statementSets(workplace: Workplace): Promise<{ tpch: StatementSet; tpcds: StatementSet }> {
  const python = await pythonProgram(workplace, "python");
  return JSON.parse(await runCommand(python, [join(workplace.packageFolder, "python", "preflight_statements.py")]));
}

/** Runs a task in a process of its own, whose memory is that of the preflight alone. */
export async function measureFresh(workplace: Workplace, task: PreflightTask): Promise<PreflightTimes> {
  const folder = await mkdtemp(join(workplace.cache, "preflight-"));
  try {
    const file = join(folder, "task.json");
    await writeFile(file, JSON.stringify(task));
    const child = fileURLToPath(new URL("preflight/preflight-child.js", import.meta.url));
    return JSON.parse(await runCommand(process.execPath, [child, file]));
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Calls with the entry of a copy of the package that has no snapshot to start from; the copy is gone afterwards. */
export async function withoutSnapshot<Value>(
  workplace: Workplace,
  use: (entry: string) => Promise<Value>,
): Promise<Value> {
  // Within the package, where its own dependencies are found.
  const copy = join(workplace.packageFolder, "node_modules", ".cache", "cold-preflight");
  try {
    await cp(dirname(fileURLToPath(preflightEntry())), join(copy, "dist"), { recursive: true });
    await rm(join(copy, "dist", "assets", "snapshot.bin"));
    return await use(pathToFileURL(join(copy, "dist", "index.js")).href);
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

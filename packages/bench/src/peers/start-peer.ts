import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { polarsPackage } from "../prepare/polars-package.js";
import { pythonProgram } from "../prepare/python-tools.js";
import type { Workplace } from "../workplace.js";
import type { OpenParameters, OpenResult } from "./operations.js";
import { type WorkerCommand, WorkerProcess } from "./worker-process.js";

/** The engines, ours first; the order is that of the tables. */
export const peerNames = ["causeway", "datafusion", "duckdb", "polars"] as const;

/** One of the engines. */
export type PeerName = (typeof peerNames)[number];

/** Starts an engine in a process of its own and opens the tables in it. */
export async function startPeer(
  workplace: Workplace,
  name: PeerName,
  tables: Readonly<Record<string, string>>,
): Promise<{ worker: WorkerProcess; version: string }> {
  const worker = new WorkerProcess(await peerCommand(workplace, name));
  const parameters: OpenParameters = { tables, threads: workplace.threads };
  try {
    const { version } = await worker.call<OpenResult>("open", parameters);
    return { worker, version };
  } catch (error) {
    await worker[Symbol.asyncDispose]();
    throw error;
  }
}

async function peerCommand(workplace: Workplace, name: PeerName): Promise<WorkerCommand> {
  const threads = String(workplace.threads);
  if (name === "datafusion") {
    const program = await pythonProgram(workplace, "python");
    const script = join(workplace.packageFolder, "python", "datafusion_worker.py");
    return { name, program, arguments: [script], environment: { TOKIO_WORKER_THREADS: threads } };
  }
  const script = fileURLToPath(new URL(`./peers/${name}-worker.js`, import.meta.url));
  // Six million rows as JavaScript values are more than the default heap.
  const command = { name, program: process.execPath, arguments: ["--max-old-space-size=8192", script] };
  if (name !== "polars") return command;
  const folder = await polarsPackage(workplace);
  return { ...command, environment: { POLARS_MAX_THREADS: threads, CAUSEWAY_BENCH_POLARS: folder } };
}

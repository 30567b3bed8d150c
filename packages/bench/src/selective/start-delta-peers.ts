import { join } from "node:path";
import type { OpenResult } from "../peers/operations.js";
import { type WorkerCommand, WorkerProcess } from "../peers/worker-process.js";
import { pythonProgram } from "../prepare/python-tools.js";
import type { Workplace } from "../workplace.js";
import type { DeltaTables } from "./delta-operations.js";

/** The engines that hold a snapshot of a Delta table, ours first. */
export const deltaPeerNames = ["causeway", "deltalake", "duckdb"] as const;

export type DeltaPeerName = (typeof deltaPeerNames)[number];

/** Engines over the same Delta tables, each in a process of its own. */
export interface DeltaPeers extends AsyncDisposable {
  readonly versions: readonly string[];
  worker(name: DeltaPeerName): WorkerProcess;
}

export async function startDeltaPeers(workplace: Workplace, parameters: DeltaTables): Promise<DeltaPeers> {
  const workers = new Map<DeltaPeerName, WorkerProcess>();
  const versions: string[] = [];
  const dispose = async (): Promise<void> => {
    for (const worker of workers.values()) await worker[Symbol.asyncDispose]();
  };
  try {
    for (const name of deltaPeerNames) {
      const worker = new WorkerProcess(await commandOf(workplace, name));
      workers.set(name, worker);
      versions.push((await worker.call<OpenResult>("open", parameters)).version);
    }
  } catch (error) {
    await dispose();
    throw error;
  }
  return {
    versions,
    worker(name) {
      const worker = workers.get(name);
      if (worker === undefined) throw new RangeError(`${name} was not started`);
      return worker;
    },
    [Symbol.asyncDispose]: dispose,
  };
}

async function commandOf(workplace: Workplace, name: DeltaPeerName): Promise<WorkerCommand> {
  if (name === "causeway") {
    const script = join(workplace.packageFolder, "dist", "peers", "causeway-delta-worker.js");
    return { name, program: process.execPath, arguments: [script] };
  }
  const script = join(workplace.packageFolder, "python", "delta_worker.py");
  const environment = { TOKIO_WORKER_THREADS: String(workplace.threads) };
  return { name, program: await pythonProgram(workplace, "python"), arguments: [script, name], environment };
}

import type { Workplace } from "../workplace.js";
import { type PeerName, startPeer } from "./start-peer.js";
import type { WorkerProcess } from "./worker-process.js";

/** Engines that wait for work, each in a process of its own. */
export interface RunningPeers extends AsyncDisposable {
  readonly names: readonly PeerName[];
  /** Name and version of each engine. */
  readonly versions: readonly string[];
  worker(name: PeerName): WorkerProcess;
}

/** Starts engines over the same tables. */
export async function startPeers(
  workplace: Workplace,
  names: readonly PeerName[],
  tables: Readonly<Record<string, string>>,
): Promise<RunningPeers> {
  const workers = new Map<PeerName, WorkerProcess>();
  const versions: string[] = [];
  const dispose = async (): Promise<void> => {
    for (const worker of workers.values()) await worker[Symbol.asyncDispose]();
  };
  try {
    for (const name of names) {
      const { worker, version } = await startPeer(workplace, name, tables);
      workers.set(name, worker);
      versions.push(version);
    }
  } catch (error) {
    await dispose();
    throw error;
  }
  return {
    names,
    versions,
    worker(name) {
      const worker = workers.get(name);
      if (worker === undefined) throw new RangeError(`${name} was not started`);
      return worker;
    },
    [Symbol.asyncDispose]: dispose,
  };
}

/** The names in an order that changes by round, so that no engine always follows the same one. */
export function alternated<Name>(names: readonly Name[], round: number): readonly Name[] {
  const start = round % Math.max(names.length, 1);
  return [...names.slice(start), ...names.slice(0, start)];
}

import { fileProgress } from "./file-progress.js";
import type { RunReport } from "./run-report.js";

/** How far a query has come. */
export interface QueryProgress {
  readonly runId: string;
  /** Rows that have left the engine. */
  readonly rows: number;
  /** Size of the Arrow IPC stream that has left the engine, in bytes. */
  readonly bytes: number;
  /** Rows that have been read from files. Absent where no files are read. */
  readonly rowsScanned?: number;
  /** Bytes that have been read from files. Absent where no files are read, or the format does not count them. */
  readonly bytesScanned?: number;
  /** Files that the plan reads, after pruning. Absent where no files are read. */
  readonly filesTotal?: number;
  /** Of them, those that are sure to have been read to their end. It never falls. Absent where no files are read. */
  readonly filesDone?: number;
  /**
   * Share of the files, and of the parts that large ones are read in, that is done: from 0 to 1. It never falls, and is 1 once the result is complete,
   * also where a LIMIT leaves files unread. Absent where no files are read.
   */
  readonly share?: number;
  /** Milliseconds since the execution began. */
  readonly elapsedMs: number;
  /** True for the last call: the run has ended, in whatever way. */
  readonly finished: boolean;
}

export type ProgressListener = (progress: QueryProgress) => void;

/** Least time between two calls of a listener, except for the last one. */
const leastGapMs = 100;

/**
 * Tells a listener how far a run has come: at most ten times a second, and once more when `ended` settles. A listener that throws is
 * not called again; a process warning (`CAUSEWAY_PROGRESS_FAILED`) says so, and the query goes on.
 */
export function tellProgress(
  run: { readonly report: RunReport },
  listener: ProgressListener,
  ended: Promise<void>,
): void {
  const tell = (): boolean => {
    try {
      listener(progressOf(run.report));
      return true;
    } catch (error) {
      process.emitWarning(`onProgress threw: ${String(error)}`, { code: "CAUSEWAY_PROGRESS_FAILED" });
      return false;
    }
  };
  let timer: NodeJS.Timeout | undefined;
  let isListening = true;
  const wait = (): void => {
    timer = setTimeout(() => {
      isListening = tell();
      if (isListening) wait();
    }, leastGapMs).unref();
  };
  const finish = (): void => {
    clearTimeout(timer);
    if (isListening) tell();
  };
  wait();
  ended.then(finish, finish);
}

function progressOf({ runId, rows, bytes, scans, engineMs, outcome, complete }: RunReport): QueryProgress {
  const files = scans.filter(({ filesRead }) => filesRead !== undefined);
  return {
    runId,
    rows,
    bytes,
    ...summed(
      "rowsScanned",
      files.map((scan) => scan.rowsScanned),
    ),
    ...summed(
      "bytesScanned",
      files.map((scan) => scan.bytesScanned),
    ),
    ...fileProgress(scans, complete),
    elapsedMs: engineMs.execute,
    finished: outcome !== "running",
  };
}

/** The sum of what is known, as a property; nothing where nothing is known. */
function summed(name: "rowsScanned" | "bytesScanned", values: readonly (number | undefined)[]): object {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? {} : { [name]: known.reduce((sum, value) => sum + value, 0) };
}

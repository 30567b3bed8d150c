import { appendFile } from "node:fs/promises";
import type { DiagnosticsSink } from "./diagnostics-sink.js";
import { jsonLine } from "./json-line.js";
import { ObsError } from "./obs-error.js";

export interface JsonlSinkOptions {
  /** Most bytes that wait to be written; what comes on top is dropped and counted. Default 16 MiB. */
  readonly maxQueuedBytes?: number | undefined;
}

export interface JsonlSink extends DiagnosticsSink, AsyncDisposable {
  readonly path: string;
  /** Records that are not in the file: the queue was full, or the write failed. */
  readonly dropped: number;
  flush(): Promise<void>;
  /** Writes what waits, then takes no more. Closing twice is fine. */
  close(): Promise<void>;
}

/**
 * Appends every record to a file as one line of JSON, in the background and in order. Records never wait for the disk.
 * A write that fails is told once, as `sink-failed`, by the next record or by `flush()`, and the file says how many lines it lost.
 */
export function jsonlSink(path: string, options: JsonlSinkOptions = {}): JsonlSink {
  const maxQueuedBytes = options.maxQueuedBytes ?? 16 * 1024 * 1024;
  if (!Number.isSafeInteger(maxQueuedBytes) || maxQueuedBytes < 1) {
    throw new ObsError("invalid-argument", `maxQueuedBytes is ${maxQueuedBytes}, it must be a positive integer`);
  }
  let queue: string[] = [];
  let queuedBytes = 0;
  let dropped = 0;
  let droppedUntold = 0;
  let failure: ObsError | undefined;
  let lineTorn = false;
  let closed = false;
  let writing: Promise<void> | undefined;

  function drop(count: number): void {
    dropped += count;
    droppedUntold += count;
  }

  function enqueue(line: string): void {
    const bytes = Buffer.byteLength(line);
    if (queuedBytes + bytes > maxQueuedBytes) {
      drop(1);
    } else {
      queue.push(line);
      queuedBytes += bytes;
    }
    writing ??= writeQueue();
  }

  async function writeQueue(): Promise<void> {
    // Lets the records of this turn come together in one write.
    await Promise.resolve();
    while (queue.length > 0 || (droppedUntold > 0 && failure === undefined)) await writeBatch();
    writing = undefined;
  }

  async function writeBatch(): Promise<void> {
    const lines = queue;
    const bytes = queuedBytes;
    const told = droppedUntold;
    queue = [];
    const note = told > 0 ? jsonLine("dropped", "dropped", { count: told, atMs: Date.now() }) : "";
    // After a failed write the file may end in the middle of a line; a reader skips the broken one.
    const text = `${lineTorn ? "\n" : ""}${note}${lines.join("")}`;
    try {
      await appendFile(path, text);
      droppedUntold -= told;
      lineTorn = false;
    } catch (cause) {
      drop(lines.length);
      lineTorn = true;
      failure = new ObsError("sink-failed", `${lines.length} records could not be written to ${path}`, { cause });
    }
    queuedBytes -= bytes;
  }

  function tellFailure(): void {
    const told = failure;
    failure = undefined;
    if (told !== undefined) throw told;
  }

  function record(lines: readonly string[]): void {
    if (closed) throw new ObsError("sink-closed", `the sink of ${path} is closed`);
    for (const line of lines) enqueue(line);
    tellFailure();
  }

  async function flush(): Promise<void> {
    await writing;
    tellFailure();
  }

  async function close(): Promise<void> {
    closed = true;
    await flush();
  }

  return {
    path,
    get dropped() {
      return dropped;
    },
    recordEvents: (name, rows) => record(rows.map((row) => jsonLine("event", name, row))),
    recordArtifact: (name, payload) => record([jsonLine("artifact", name, payload)]),
    flush,
    close,
    [Symbol.asyncDispose]: close,
  };
}

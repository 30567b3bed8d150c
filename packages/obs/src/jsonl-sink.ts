import { BackgroundQueue } from "./background-queue.js";
import type { DiagnosticsSink, RecordStamp } from "./diagnostics-sink.js";
import { integerOption } from "./integer-option.js";
import { jsonLine } from "./json-line.js";
import { ObsError } from "./obs-error.js";
import { RotatedFile } from "./rotated-file.js";

export interface JsonlSinkOptions {
  /** Most bytes that wait to be written; what comes on top is dropped and counted. Default 16 MiB. */
  readonly maxQueuedBytes?: number | undefined;
  /** The file is put aside as `path.1` before it would grow beyond this, in bytes. Default: it grows for ever. */
  readonly maxFileBytes?: number | undefined;
  /** Files that were put aside and are kept, from `path.1`, the latest, upwards. Default 5. */
  readonly keepFiles?: number | undefined;
}

export interface JsonlSink extends DiagnosticsSink, AsyncDisposable {
  readonly path: string;
  /** Records that are not in the file: the queue was full, or the write failed. */
  readonly dropped: number;
  flush(): Promise<void>;
  flushSync(): void;
  /** Writes what waits, then takes no more. Closing twice is fine. */
  close(): Promise<void>;
}

/**
 * Appends every record to a file as one line of JSON, in the background and in order. Records never wait for the disk.
 * A write that fails is told once, as `sink-failed`, by the next record or by `flush()`, and the file says how many lines it lost,
 * as `records-dropped`. One process writes a file.
 */
export function jsonlSink(path: string, options: JsonlSinkOptions = {}): JsonlSink {
  const maxQueuedBytes = integerOption("maxQueuedBytes", options.maxQueuedBytes, 16 * 1024 * 1024);
  const keepFiles = integerOption("keepFiles", options.keepFiles, 5, 0);
  const { maxFileBytes } = options;
  if (maxFileBytes !== undefined) integerOption("maxFileBytes", maxFileBytes, maxFileBytes);
  const file = new RotatedFile(path, { maxFileBytes, keepFiles });
  const queue = new BackgroundQueue<string>({
    maxSize: maxQueuedBytes,
    sizeOf: (line) => Buffer.byteLength(line),
    write: (lines, dropped) => file.append(withNote(lines, dropped)),
    // The records of one turn come together in one write.
    gather: () => Promise.resolve(),
    target: path,
  });
  let lastRunId = "";
  let closed = false;

  function withNote(lines: readonly string[], count: number): readonly string[] {
    if (count === 0) return lines;
    return [jsonLine("event", "records-dropped", { count, runId: lastRunId, atMs: Date.now() }), ...lines];
  }

  function record(kind: "event" | "artifact", name: string, payloads: readonly (object & RecordStamp)[]): void {
    if (closed) throw new ObsError("sink-closed", `the sink of ${path} is closed`);
    for (const payload of payloads) {
      queue.push(jsonLine(kind, name, payload));
      lastRunId = payload.runId;
    }
    queue.tellFailure();
  }

  async function close(): Promise<void> {
    closed = true;
    await queue.flush();
  }

  return {
    path,
    get dropped() {
      return queue.dropped;
    },
    recordEvents: (name, rows) => record("event", name, rows),
    recordArtifact: (name, payload) => record("artifact", name, [payload]),
    flush: () => queue.flush(),
    flushSync() {
      const { items, dropped } = queue.takeWaiting();
      file.appendSync(withNote(items, dropped));
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

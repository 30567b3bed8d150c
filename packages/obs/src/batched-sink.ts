import { setTimeout as delay } from "node:timers/promises";
import { BackgroundQueue } from "./background-queue.js";
import type { DiagnosticsSink, RecordStamp } from "./diagnostics-sink.js";
import type { CustomName } from "./event-types.js";
import { integerOption } from "./integer-option.js";
import { ObsError } from "./obs-error.js";

export interface BatchedSinkOptions {
  /** Most records that wait; what comes on top is dropped and counted. Default 10,000. */
  readonly maxQueuedRecords?: number | undefined;
  /** How long records come together before they are handed on, in milliseconds, unless the queue is half full before. Default 100. */
  readonly maxDelayMs?: number | undefined;
  /** How long the sink may take for one batch, in milliseconds; then the batch counts as lost. Default 30,000. */
  readonly timeoutMs?: number | undefined;
}

export interface BatchedSink extends DiagnosticsSink, AsyncDisposable {
  /** Records that the sink did not get: the queue was full, or the sink failed or took too long. */
  readonly dropped: number;
  flush(): Promise<void>;
  /** Hands on what waits, then takes no more. It does not close the sink behind. */
  close(): Promise<void>;
}

interface QueuedRecord {
  readonly kind: "event" | "artifact";
  readonly name: string;
  readonly payload: object & RecordStamp;
}

/**
 * Stands before a slow sink, such as a table or a service: takes records at once and hands them on in the background and in order,
 * neighbouring rows of one event in one call. What is lost is counted and told to the sink itself, as `records-dropped`.
 */
export function batchedSink(sink: DiagnosticsSink, options: BatchedSinkOptions = {}): BatchedSink {
  const maxDelayMs = integerOption("maxDelayMs", options.maxDelayMs, 100, 0);
  const timeoutMs = integerOption("timeoutMs", options.timeoutMs, 30_000);
  let waiting = new AbortController();
  let closed = false;
  let lastRunId = "";
  const queue = new BackgroundQueue<QueuedRecord>({
    maxSize: integerOption("maxQueuedRecords", options.maxQueuedRecords, 10_000),
    sizeOf: () => 1,
    write: (records, dropped) => within(timeoutMs, oneByOne(callsOf(sink, records, dropped, lastRunId))),
    gather() {
      waiting = new AbortController();
      return delay(maxDelayMs, undefined, { signal: waiting.signal }).catch(() => {});
    },
    target: "the sink behind",
  });

  function record(kind: QueuedRecord["kind"], name: string, payloads: readonly (object & RecordStamp)[]): void {
    if (closed) throw new ObsError("sink-closed", "the batched sink is closed");
    for (const payload of payloads) {
      queue.push({ kind, name, payload });
      lastRunId = payload.runId;
    }
    if (queue.isFilling) waiting.abort();
    queue.tellFailure();
  }

  async function flush(): Promise<void> {
    waiting.abort();
    await queue.flush();
    await sink.flush?.();
  }

  async function close(): Promise<void> {
    closed = true;
    await flush();
  }

  return {
    get dropped() {
      return queue.dropped;
    },
    recordEvents: (name, rows) => record("event", name, rows),
    recordArtifact: (name, payload) => record("artifact", name, [payload]),
    flush,
    flushSync() {
      const { items, dropped } = queue.takeWaiting();
      // What the sink does not take at once, it cannot take any more.
      for (const call of callsOf(sink, items, dropped, lastRunId)) Promise.resolve(call()).catch(() => {});
      sink.flushSync?.();
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

type Call = () => void | Promise<void>;

/** The calls that hand the records on, in order: one for each artifact, and one for neighbouring rows of an event. */
function callsOf(sink: DiagnosticsSink, records: readonly QueuedRecord[], dropped: number, runId: string): Call[] {
  const calls: Call[] = [];
  if (dropped > 0)
    calls.push(() => sink.recordEvents("records-dropped", [{ count: dropped, runId, atMs: Date.now() }]));
  for (let first = 0; first < records.length; ) {
    const end = endOfGroup(records, first);
    const group = records.slice(first, end);
    calls.push(() => handOn(sink, group));
    first = end;
  }
  return calls;
}

function endOfGroup(records: readonly QueuedRecord[], first: number): number {
  const { kind, name } = records[first] as QueuedRecord;
  let end = first + 1;
  while (kind === "event" && records[end]?.kind === kind && records[end]?.name === name) end += 1;
  return end;
}

// What was recorded under a name has that name's type: `recordEvents` and `recordArtifact` take nothing else.
function handOn(sink: DiagnosticsSink, group: readonly QueuedRecord[]): void | Promise<void> {
  const [{ kind, name, payload }] = group as [QueuedRecord];
  if (kind === "artifact") return sink.recordArtifact(name as CustomName, payload);
  return sink.recordEvents(
    name as CustomName,
    group.map((record) => record.payload),
  );
}

async function oneByOne(calls: readonly Call[]): Promise<void> {
  for (const call of calls) await call();
}

/** Gives up waiting after `timeoutMs`; the work itself cannot be called off. */
async function within(timeoutMs: number, work: Promise<void>): Promise<void> {
  const done = new AbortController();
  const timeout = delay(timeoutMs, undefined, { signal: done.signal }).then(() => {
    throw new ObsError("sink-failed", `the sink did not take a batch within ${timeoutMs} ms`);
  });
  try {
    await Promise.race([work, timeout]);
  } finally {
    done.abort();
    // Whichever lost the race is nobody's any more.
    timeout.catch(() => {});
    work.catch(() => {});
  }
}

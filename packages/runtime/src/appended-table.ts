import { setTimeout as delay } from "node:timers/promises";
import type { DeltaTable } from "@causeway/ext-native";
import { BackgroundQueue, RECORD_SCHEMA_VERSION, type RecordStamp, recordJson } from "@causeway/obs";
import { Int32, Table, TimestampMicrosecond, Utf8, vectorFromArray } from "apache-arrow";

/** How the rows of a table come together. */
export interface AppendOptions {
  /** Most bytes of payload that wait; what comes on top is dropped and counted. */
  readonly maxQueuedBytes: number;
  /** How long rows come together before they are committed, in milliseconds, unless half of the room is taken before. */
  readonly maxDelayMs: number;
  /** Longest that one commit may take, in milliseconds; then its rows count as lost. */
  readonly timeoutMs: number;
}

interface RecordRow {
  readonly runId: string;
  readonly atMs: number;
  readonly name: string;
  /** The payload as JSON. */
  readonly payload: string;
}

/** A Delta table of records that is appended to in the background, one commit for what has come together. */
export class AppendedTable {
  readonly #queue: BackgroundQueue<RecordRow>;
  #waiting = new AbortController();

  /** `open` gives the table when it is first written. */
  constructor(open: () => DeltaTable, target: string, { maxQueuedBytes, maxDelayMs, timeoutMs }: AppendOptions) {
    let last: RecordStamp = { runId: "", atMs: 0 };
    this.#queue = new BackgroundQueue<RecordRow>({
      maxSize: maxQueuedBytes,
      sizeOf: ({ payload }) => payload.length,
      gather: () => {
        this.#waiting = new AbortController();
        return delay(maxDelayMs, undefined, { signal: this.#waiting.signal }).catch(() => {});
      },
      write: async (rows, count) => {
        last = rows.at(-1) ?? last;
        const dropped = { count, runId: last.runId, atMs: Date.now() };
        const note = count === 0 ? [] : [rowOf("records-dropped", dropped)];
        await open().write(tableOf([...note, ...rows]), { mode: "append", timeoutMs });
      },
      target,
    });
  }

  get dropped(): number {
    return this.#queue.dropped;
  }

  /** Throws `sink-failed` once for what could not be written before. */
  push(name: string, payload: object & RecordStamp): void {
    this.#queue.push(rowOf(name, payload));
    if (this.#queue.isFilling) this.#waiting.abort();
    this.#queue.tellFailure();
  }

  async flush(): Promise<void> {
    this.#waiting.abort();
    await this.#queue.flush();
  }
}

function rowOf(name: string, payload: object & RecordStamp): RecordRow {
  const { runId, atMs } = payload;
  return { runId, atMs, name, payload: recordJson(payload) };
}

function tableOf(rows: readonly RecordRow[]): Table {
  return new Table({
    run_id: vectorFromArray(
      rows.map(({ runId }) => runId),
      new Utf8(),
    ),
    // Delta keeps times in microseconds.
    at: vectorFromArray(
      rows.map(({ atMs }) => atMs),
      new TimestampMicrosecond("UTC"),
    ),
    name: vectorFromArray(
      rows.map(({ name }) => name),
      new Utf8(),
    ),
    schema_version: vectorFromArray(
      rows.map(() => RECORD_SCHEMA_VERSION),
      new Int32(),
    ),
    payload: vectorFromArray(
      rows.map(({ payload }) => payload),
      new Utf8(),
    ),
  });
}

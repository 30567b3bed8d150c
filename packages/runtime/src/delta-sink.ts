import { EngineSession, type StorageOptions } from "@causeway/ext-native";
import { type DiagnosticsSink, ObsError } from "@causeway/obs";
import { AppendedTable } from "./appended-table.js";
import { checkOptions, type OptionRule } from "./check-options.js";

export interface DeltaSinkOptions {
  readonly storageOptions?: StorageOptions;
  /** Most bytes of payload that wait for each table; what comes on top is dropped and counted. Default: 16 MiB. */
  readonly maxQueuedBytes?: number;
  /** How long records come together before they are committed, in milliseconds. Default: 1,000. */
  readonly maxDelayMs?: number;
  /** Longest that one commit may take, in milliseconds; then its records count as lost. Default: 30,000. */
  readonly timeoutMs?: number;
}

/** A sink whose records are rows of two Delta tables. */
export interface DeltaSink extends DiagnosticsSink, AsyncDisposable {
  /** Location of the table of events; {@link DeltaSink.artifacts} is the other. Register them to query them. */
  readonly events: string;
  readonly artifacts: string;
  /** Records that are in no table: there was no room, or the commit failed. */
  readonly dropped: number;
  flush(): Promise<void>;
  /** Commits what waits, then takes no more. Closing twice is fine. */
  close(): Promise<void>;
}

const aCount: OptionRule = {
  expected: "an integer of at least 1",
  accepts: (value) => Number.isSafeInteger(value) && (value as number) >= 1,
};

/**
 * Appends every event to the Delta table `events` below `location`, and every artifact to `artifacts`: in the background, and what has come together as one
 * commit. Columns: `run_id`, `at` (Timestamp(µs, UTC)), `name`, `schema_version`, and `payload`, which is JSON. It writes with an engine of its own, so it can be
 * given to the session that later queries the tables. What could not be written is told as `sink-failed`, and by a row `records-dropped`.
 *
 * Nothing can be committed while a process exits: `flushOnExit` helps at signals, and before `process.exit` call `flush()`.
 *
 * Errors: `unknown-option`, `invalid-option`.
 *
 * @example
 * const diagnostics = deltaSink("./diagnostics");
 * const session = await openSession({ diagnostics, tables });
 * await (await session.query("SELECT count(*) FROM flights")).rows();
 * await diagnostics.flush();
 * await session.tables.register("events", { delta: diagnostics.events });
 */
export function deltaSink(location: string | URL, options: DeltaSinkOptions = {}): DeltaSink {
  const { storageOptions, maxQueuedBytes = 16 * 1024 * 1024, maxDelayMs = 1_000, timeoutMs = 30_000 } = options;
  checkOptions(
    options,
    {
      storageOptions: { expected: "an object", accepts: (value) => typeof value === "object" && value !== null },
      maxQueuedBytes: aCount,
      maxDelayMs: aCount,
      timeoutMs: aCount,
    },
    "deltaSink",
  );
  const folder = String(location).replace(/\/+$/, "");
  let engine: EngineSession | undefined;
  let closed = false;
  const tableAt = (uri: string): AppendedTable => {
    const open = () => {
      engine ??= EngineSession.open({ threads: 1 });
      return engine.delta(uri, storageOptions === undefined ? {} : { storageOptions });
    };
    return new AppendedTable(open, uri, { maxQueuedBytes, maxDelayMs, timeoutMs });
  };
  const [eventsUri, artifactsUri] = [`${folder}/events`, `${folder}/artifacts`];
  const [events, artifacts] = [tableAt(eventsUri), tableAt(artifactsUri)];

  function assertOpen(): void {
    if (closed) throw new ObsError("sink-closed", `the sink of ${folder} is closed`);
  }
  async function flush(): Promise<void> {
    const [first, second] = await Promise.allSettled([events.flush(), artifacts.flush()]);
    if (first.status === "rejected") throw first.reason;
    if (second.status === "rejected") throw second.reason;
  }
  async function close(): Promise<void> {
    closed = true;
    try {
      await flush();
    } finally {
      await engine?.close();
      engine = undefined;
    }
  }

  return {
    events: eventsUri,
    artifacts: artifactsUri,
    get dropped() {
      return events.dropped + artifacts.dropped;
    },
    recordEvents(name, rows) {
      assertOpen();
      for (const row of rows) events.push(name, row);
    },
    recordArtifact(name, payload) {
      assertOpen();
      artifacts.push(name, payload);
    },
    flush,
    close,
    [Symbol.asyncDispose]: close,
  };
}

import type { ArtifactName } from "./artifact-types.js";
import type { DiagnosticsSink, StampedArtifact, StampedEvent } from "./diagnostics-sink.js";
import type { EventName } from "./event-types.js";
import { integerOption } from "./integer-option.js";

export interface MemorySinkOptions {
  /** Most records that are kept; the oldest go first. Default 10,000. */
  readonly maxRecords?: number | undefined;
}

/** One record of a memory sink. `payload` is the row of an event or the payload of an artifact. */
export interface MemoryRecord {
  readonly kind: "event" | "artifact";
  readonly name: string;
  readonly payload: object;
}

export interface MemorySink extends DiagnosticsSink {
  /** All that is kept, oldest first. */
  readonly records: readonly MemoryRecord[];
  /** Records that went because there were more than `maxRecords`. */
  readonly dropped: number;
  events<Name extends EventName>(name: Name): StampedEvent<Name>[];
  artifacts<Name extends ArtifactName>(name: Name): StampedArtifact<Name>[];
  clear(): void;
}

/** Keeps the latest records in memory: for tests, and for a service that shows its last runs. */
export function memorySink(options: MemorySinkOptions = {}): MemorySink {
  const maxRecords = integerOption("maxRecords", options.maxRecords, 10_000);
  const records: MemoryRecord[] = [];
  let dropped = 0;

  function keep(kind: MemoryRecord["kind"], name: string, payload: object): void {
    records.push({ kind, name, payload });
    if (records.length > maxRecords) {
      records.shift();
      dropped += 1;
    }
  }

  function named(kind: MemoryRecord["kind"], name: string): object[] {
    return records.filter((record) => record.kind === kind && record.name === name).map((record) => record.payload);
  }

  return {
    records,
    get dropped() {
      return dropped;
    },
    recordEvents(name, rows) {
      for (const row of rows) keep("event", name, row);
    },
    recordArtifact(name, payload) {
      keep("artifact", name, payload);
    },
    // What was recorded under a name has that name's type: `recordEvents` and `recordArtifact` take nothing else.
    events: <Name extends EventName>(name: Name) => named("event", name) as StampedEvent<Name>[],
    artifacts: <Name extends ArtifactName>(name: Name) => named("artifact", name) as StampedArtifact<Name>[],
    clear() {
      records.length = 0;
      dropped = 0;
    },
    async flush() {},
  };
}

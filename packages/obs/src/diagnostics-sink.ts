import type { ArtifactName, ArtifactPayload, ArtifactTypes } from "./artifact-types.js";
import type { EventName, EventRow, EventTypes } from "./event-types.js";

/** What every record carries besides its own fields. */
export interface RecordStamp {
  readonly runId: string;
  /** When it was recorded, in milliseconds since 1970-01-01 UTC. */
  readonly atMs: number;
}

export type StampedEvent<Name extends EventName = EventName> = EventRow<Name> & RecordStamp;
export type StampedArtifact<Name extends ArtifactName = ArtifactName> = ArtifactPayload<Name> & RecordStamp;

/** Every record of ours as a sink gets it: what the JSON Schemas are made from. */
export interface StampedRecords {
  readonly events: { readonly [Name in keyof EventTypes]: EventTypes[Name] & RecordStamp };
  readonly artifacts: { readonly [Name in keyof ArtifactTypes]: ArtifactTypes[Name] & RecordStamp };
}

/**
 * Where the records of runs go. A sink may answer at once or with a promise; a run waits for neither,
 * and a sink that throws or rejects never breaks the run.
 */
export interface DiagnosticsSink {
  recordEvents<Name extends EventName>(name: Name, rows: readonly StampedEvent<Name>[]): void | Promise<void>;
  recordArtifact<Name extends ArtifactName>(name: Name, payload: StampedArtifact<Name>): void | Promise<void>;
  /** Resolves when all that was recorded so far has arrived. Rejects when some of it could not. */
  flush?(): Promise<void>;
  /** Hands over what waits without waiting for anything: for the moment in which the process exits. */
  flushSync?(): void;
}

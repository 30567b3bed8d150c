import type { PhaseRecord } from "./phase-record.js";
import type { RunError, RunOutcome } from "./run-outcome.js";
import type { SpanSummary } from "./span-summary.js";

/** Version of the shapes of all events and artifacts. It rises when a field changes its meaning or goes away. */
export const RECORD_SCHEMA_VERSION = 1;

/** A run has begun. */
export interface RunStartEvent {
  /** Version of the shapes of this run's records. */
  readonly schemaVersion: typeof RECORD_SCHEMA_VERSION;
  readonly label: string;
  readonly parentRunId?: string;
  /** The W3C trace context that the run belongs to, where there is one. */
  readonly traceparent?: string;
  readonly attributes: RunAttributes;
}

/** A run has ended. Every `run-start` has exactly one. */
export interface RunEndEvent {
  readonly label: string;
  readonly outcome: RunOutcome;
  /** Present when the outcome is not `ok`. */
  readonly error?: RunError;
  /** Duration of the run in milliseconds. */
  readonly durationMs: number;
  readonly phases: readonly PhaseRecord[];
  /**
   * Phases that were timed beyond the limit of what a run keeps, and so are not in `phases`.
   * @asType integer
   */
  readonly phasesDropped: number;
  /**
   * Records that the sink was known to have failed on before this one.
   * @asType integer
   */
  readonly sinkFailures: number;
  /** What the run was started with, and what was set on its way. */
  readonly attributes: RunAttributes;
}

/** What the preflight found out about a statement. */
export interface PreflightEvent {
  readonly ok: boolean;
  readonly checkedBy: string;
  readonly statementKind?: string;
  readonly tables: readonly string[];
  /** Codes of the diagnostics, in their order. */
  readonly diagnosticCodes: readonly string[];
  /** Duration of the check in milliseconds. */
  readonly durationMs: number;
}

/** A query that was asked to go by Substrait went by SQL. */
export interface LaneFallbackEvent {
  readonly planHash: string;
  readonly code: string;
  readonly reason: string;
  /** The plan node that Substrait could not carry, where one is to blame. */
  readonly node?: string;
}

/** Where a cache found an entry. */
export type CacheLevel = "memory" | "persistent";

/** How a cache answered one look-up. */
export interface CacheUseEvent {
  readonly cache: string;
  readonly key: string;
  readonly use: "hit" | "miss" | "joined";
  /** Where the entry was found. Present with `hit`. */
  readonly level?: CacheLevel;
  /** Why there was no entry to use: `absent`, or what was wrong with the one that there was. Present with `miss`. */
  readonly reason?: string;
  /** True when what was found, or made, is the refusal of the query. */
  readonly refused?: boolean;
}

/** Which share of a table's files a predicate left over. The counts are complete. */
export interface PruningEvent {
  readonly table?: string;
  readonly version?: string;
  /** @asType integer */
  readonly filesTotal: number;
  /** @asType integer */
  readonly filesKept: number;
  /** @asType integer */
  readonly skippedByPartition: number;
  /** @asType integer */
  readonly skippedByStatistics: number;
  /** @asType integer */
  readonly skippedWithoutRows: number;
  /**
   * Size of all files in bytes.
   * @asType integer
   */
  readonly bytesTotal: number;
  /**
   * Size of the kept files in bytes.
   * @asType integer
   */
  readonly bytesKept: number;
}

/** A version of a Delta table was committed. */
export interface CommitEvent {
  readonly uri: string;
  readonly version: string;
  /** @asType integer */
  readonly rows: number;
  /** @asType integer */
  readonly files: number;
  /**
   * Size of the files in bytes, where the writer tells it.
   * @asType integer
   */
  readonly bytes?: number;
}

/** A sink had more to take than it may hold, or could not write. `runId` is the run of the latest record that is missing. */
export interface RecordsDroppedEvent {
  /**
   * Records that are missing at this place.
   * @asType integer
   */
  readonly count: number;
}

/** Values that describe a run: short, flat, and never secret. */
export type RunAttributes = Readonly<Record<string, string | number | boolean>>;

/** The events that Causeway records, by name. */
export interface EventTypes {
  "run-start": RunStartEvent;
  "run-end": RunEndEvent;
  preflight: PreflightEvent;
  "lane-fallback": LaneFallbackEvent;
  "cache-use": CacheUseEvent;
  pruning: PruningEvent;
  commit: CommitEvent;
  "span-summary": SpanSummary;
  "records-dropped": RecordsDroppedEvent;
}

/** A name of your own for an event or an artifact. It holds a dot, so that it is never a mistyped name of ours. */
export type CustomName = `${string}.${string}`;

export type EventName = keyof EventTypes | CustomName;

/** The row that belongs to an event's name. */
export type EventRow<Name extends EventName> = Name extends keyof EventTypes ? EventTypes[Name] : object;

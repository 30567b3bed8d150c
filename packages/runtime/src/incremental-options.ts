import type { CancelOptions, StorageOptions, TableSource } from "@causeway/ext-native";
import type { RecordBatch } from "apache-arrow";
import { anObject, aString, checkOptions, type OptionRules, oneOf } from "./check-options.js";
import type { CursorStore } from "./cursor-store.js";
import { RuntimeError } from "./runtime-error.js";
import type { SessionOptions } from "./session-options.js";

/** A Delta table by its place. */
export interface DeltaPlace {
  /** Path or URL of the table's folder. */
  readonly delta: string | URL;
  readonly storageOptions?: StorageOptions;
}

/** A Delta table to write to; it is made by the first run if it is not there. */
export interface DeltaTarget extends DeltaPlace {
  /** Columns that a new table is partitioned by. */
  readonly partitionBy?: readonly string[];
}

/** Where rows go that are to be in no Delta table. */
export interface IncrementalSink {
  /**
   * Takes all rows of one run. When it resolves, the cursor moves on; if the process dies in between, the same step comes again, with the same
   * `step.toVersion`: a sink that knows the step by it applies each change once.
   */
  write(batches: AsyncIterable<RecordBatch>, step: IncrementalStep): Promise<void>;
}

/** Which changes one run applies. */
export interface IncrementalStep {
  readonly appId: string;
  /** The first version of the source whose changes are in it; that of the snapshot, if the run began with one. */
  readonly fromVersion: number;
  readonly toVersion: number;
  /** The run began with all rows of `toVersion`, each as an insert. */
  readonly snapshot: boolean;
}

/** Makes the rows to write from those that changed, batch by batch. */
export type BatchTransform = (
  changes: AsyncIterable<RecordBatch>,
  step: IncrementalStep,
) => AsyncIterable<RecordBatch> | Iterable<RecordBatch>;

/** What becomes of the transformed rows in the target. */
export type IncrementalMode =
  | "append"
  /** They replace all rows of the target. */
  | "overwrite"
  /**
   * They are changes, of rows that these columns identify: the last change of each key deletes, updates or inserts its row. An SQL transform must
   * hand on `_change_type` and `_commit_version`; a function gets the last changes only, and must hand on the keys as well.
   */
  | { readonly merge: readonly string[] };

export interface IncrementalOptions extends CancelOptions {
  /** Names the pipeline: runs of one name go on where the last one ended. */
  readonly appId: string;
  readonly source: DeltaPlace;
  readonly target: DeltaTarget | IncrementalSink;
  /** SQL over the table `changes`, or a function over its batches. Default: the changes as they are. */
  readonly transform?: string | BatchTransform;
  /** Default: `append`. */
  readonly mode?: IncrementalMode;
  /** Where the first run begins: with all rows that the source has, or with the changes of a version. Default: `snapshot`. */
  readonly start?: "snapshot" | { readonly version: number };
  /** Tables that the SQL can join the changes with. */
  readonly tables?: Readonly<Record<string, TableSource>>;
  /** Keeps the cursor of a target that is no Delta table. */
  readonly cursors?: CursorStore;
  /** Written into the commit's `commitInfo`. */
  readonly commitMetadata?: Readonly<Record<string, string>>;
  /** Options of the session that the run opens. */
  readonly session?: Omit<SessionOptions, "tables">;
  /** A name for the run in reports and events. Default: `incremental`. */
  readonly label?: string;
}

const isPlace = (value: unknown) => anObject.accepts(value) && Object.hasOwn(value as object, "delta");
const isSink = (value: unknown) =>
  typeof value === "object" && value !== null && typeof Reflect.get(value, "write") === "function";
const isKeys = (value: unknown) => {
  const keys: unknown = anObject.accepts(value) ? (value as { merge?: unknown }).merge : undefined;
  return Array.isArray(keys) && keys.length > 0 && keys.every((key) => typeof key === "string" && key !== "");
};

const rules: OptionRules<IncrementalOptions> = {
  appId: { expected: "a text that is not empty", accepts: (value) => typeof value === "string" && value !== "" },
  source: { expected: "{ delta }", accepts: isPlace },
  target: { expected: "{ delta } or a sink with write", accepts: (value) => isPlace(value) || isSink(value) },
  transform: {
    expected: "SQL or a function",
    accepts: (value) => typeof value === "string" || typeof value === "function",
  },
  mode: {
    expected: '"append", "overwrite" or { merge: keys }',
    accepts: (value) => oneOf("append", "overwrite").accepts(value) || isKeys(value),
  },
  start: {
    expected: '"snapshot" or { version }',
    accepts: (value) =>
      value === "snapshot" ||
      (anObject.accepts(value) &&
        Number.isSafeInteger((value as { version?: unknown }).version) &&
        (value as { version: number }).version >= 0),
  },
  tables: anObject,
  cursors: {
    expected: "a store with read and write",
    accepts: (value) => isSink(value) && typeof Reflect.get(value as object, "read") === "function",
  },
  commitMetadata: anObject,
  session: anObject,
  label: aString,
  signal: { expected: "an AbortSignal", accepts: (value) => value instanceof AbortSignal },
  timeoutMs: { expected: "a number of milliseconds", accepts: (value) => typeof value === "number" && value >= 0 },
};
const placeRules: OptionRules<DeltaPlace> = {
  delta: { expected: "a path or a URL", accepts: isLocation },
  storageOptions: anObject,
};
const targetRules: OptionRules<DeltaTarget> = {
  ...placeRules,
  partitionBy: { expected: "a list of column names", accepts: (value) => Array.isArray(value) },
};

/** The changes that a run reads stand under this name. */
export const changesTable = "changes";

/** Errors: `unknown-option`, `invalid-option`. */
export function checkIncrementalOptions(options: IncrementalOptions): void {
  checkOptions(options, rules, "runIncremental");
  const { target, mode, cursors, tables, session } = options;
  for (const option of ["appId", "source", "target"] as const) {
    if (options[option] === undefined) throw invalid(option, `runIncremental needs ${option}`);
  }
  checkOptions(options.source, placeRules, "source");
  if ("delta" in target) {
    checkOptions(target, targetRules, "target");
    if (cursors) throw invalid("cursors", "a Delta target keeps the cursor itself: leave cursors out");
  } else {
    if (!cursors) throw invalid("cursors", "a target that is no Delta table needs cursors, such as fileCursorStore()");
    if (mode !== undefined) throw invalid("mode", "a sink decides by itself what becomes of the rows: leave mode out");
  }
  if (tables && Object.hasOwn(tables, changesTable)) {
    throw invalid("tables", `the name "${changesTable}" is taken by the changes of the source`);
  }
  if (session && Object.hasOwn(session, "tables")) throw invalid("session", "give tables beside session, not in it");
}

function isLocation(value: unknown): boolean {
  return (typeof value === "string" && value !== "") || value instanceof URL;
}

function invalid(option: string, text: string): RuntimeError {
  return new RuntimeError("invalid-option", text, { option });
}

import { advanceIndex } from "./advance-index.js";
import type { FileIndex } from "./file-index.js";
import { PruningError } from "./pruning-error.js";
import type { SnapshotSource } from "./snapshot-source.js";

/** Indexes that are kept between queries, by table and version. */
export interface HeldIndexes {
  /** The index of a version, with at least these of the table's columns. */
  get(table: string, version: bigint, columns: readonly string[], signal: AbortSignal | undefined): Promise<FileIndex>;
  heldBytes(): number;
  forget(table?: string): void;
}

interface Held {
  readonly table: string;
  readonly version: bigint;
  /** What it was asked for; the index has those of them that are columns. */
  readonly columns: ReadonlySet<string>;
  readonly index: Promise<FileIndex>;
  bytes: number;
}

/** Keeps indexes in the order of their last use. */
export function holdIndexes(source: SnapshotSource, maxBytes: number): HeldIndexes {
  if (!(maxBytes >= 0)) throw new PruningError("invalid-option", `maxIndexBytes is ${maxBytes}`);
  const held = new Set<Held>();
  const find = (isWanted: (entry: Held) => boolean): Held | undefined => [...held].reverse().find(isWanted);

  const keep = (entry: Held): Held => {
    held.add(entry);
    entry.index.then(
      (index) => {
        entry.bytes = index.byteLength;
        dropOldest();
      },
      // The caller gets the error; the next one asks again.
      () => held.delete(entry),
    );
    return entry;
  };
  const dropOldest = (): void => {
    for (const entry of held) {
      if (heldBytes() <= maxBytes) return;
      held.delete(entry);
    }
  };
  const heldBytes = (): number => [...held].reduce((sum, { bytes }) => sum + bytes, 0);

  return {
    heldBytes,
    async get(table, version, columns, signal) {
      const isSame = (entry: Held): boolean => entry.table === table && entry.version === version;
      const fitting = find((entry) => isSame(entry) && columns.every((column) => entry.columns.has(column)));
      if (fitting !== undefined) {
        held.delete(fitting);
        held.add(fitting);
        return waitFor(fitting.index, signal);
      }
      // An index with more columns serves all queries of the version, and those of the versions after it.
      const older = find((entry) => entry.table === table && entry.version <= version);
      const all = new Set([...(older?.columns ?? []), ...columns]);
      const isEnough = older !== undefined && all.size === older.columns.size;
      const index = isEnough ? advance(source, table, older, version) : load(source, table, version, all);
      const same = find(isSame);
      if (same !== undefined) held.delete(same);
      return waitFor(keep({ table, version, columns: all, index, bytes: 0 }).index, signal);
    },
    forget(table) {
      for (const entry of held) if (table === undefined || entry.table === table) held.delete(entry);
    },
  };
}

async function load(
  source: SnapshotSource,
  table: string,
  version: bigint,
  columns: ReadonlySet<string>,
): Promise<FileIndex> {
  return source.fileIndex(table, { version, columns: [...columns] });
}

/** Moves an index forward by the commits that came after it, and makes a new one where they cannot be had or do not fit. */
async function advance(source: SnapshotSource, table: string, older: Held, version: bigint): Promise<FileIndex> {
  const index = await older.index;
  const commits = await source.fileChanges(table, { after: older.version, through: version });
  if (commits === undefined) return load(source, table, version, older.columns);
  try {
    return { ...commits.reduce(advanceIndex, index), version };
  } catch (error) {
    // A commit that removes what is not there: the source's own snapshot is what counts.
    if (PruningError.isInstance(error) && error.code === "unknown-file")
      return load(source, table, version, older.columns);
    throw error;
  }
}

/** Waits no longer than until the signal; the index goes on being made, for others may wait for it too. */
function waitFor<Value>(value: Promise<Value>, signal: AbortSignal | undefined): Promise<Value> {
  if (signal === undefined) return value;
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    value.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

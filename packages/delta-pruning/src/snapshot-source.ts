import type { FileIndex } from "./file-index.js";

/** Where file indexes come from: the engine that holds a table's snapshot, seen from here. */
export interface SnapshotSource {
  /** The files of the table's version in play, with these columns where it has partition values or statistics for them. */
  fileIndex(
    table: string,
    options: { columns: readonly string[]; signal?: AbortSignal | undefined },
  ): Promise<FileIndex>;
}

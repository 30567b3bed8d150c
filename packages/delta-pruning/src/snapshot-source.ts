import type { FileChanges } from "./advance-index.js";
import type { FileIndex } from "./file-index.js";

/** Where file indexes come from: the engine that holds a table's snapshots, seen from here. */
export interface SnapshotSource {
  /** The files of a version of a table, with these columns where the table has them. A name that is no column of the table is passed over. */
  fileIndex(
    table: string,
    options: { version: bigint; columns: readonly string[]; signal?: AbortSignal | undefined },
  ): Promise<FileIndex>;
  /**
   * What the commits after one version, up to and with another, did to the files, oldest first. Undefined where that cannot be told: the log is
   * not there any more, or the schema or the partitioning changed on the way.
   */
  fileChanges(
    table: string,
    options: { after: bigint; through: bigint; signal?: AbortSignal | undefined },
  ): Promise<readonly FileChanges[] | undefined>;
}

import type { Table } from "apache-arrow";
import type { DeltaMetadata } from "./table-description.js";

/** What the log tells of the files of one version. */
export interface DeltaIndex {
  /** One row for each file: `number`, `path`, `size_bytes`, `modification_time`, `num_records`, `partition.x`, `null_count.x`, `min.x`, `max.x`. */
  readonly files: Table;
  readonly metadata: DeltaMetadata;
}

/** What one commit did to the files of a table. */
export interface DeltaCommit {
  readonly version: number;
  readonly added: readonly DeltaAdd[];
  readonly removed: readonly DeltaRemove[];
}

/** An `add` action as the log has it, and the number of its file. */
export interface DeltaAdd {
  readonly number: number;
  readonly path: string;
  readonly size: number;
  readonly partitionValues: Readonly<Record<string, string | null>>;
  readonly modificationTime?: number;
  /** JSON text. */
  readonly stats?: string;
}

/** What names the file of a `remove` action. */
export interface DeltaRemove {
  readonly path: string;
}

import type { BytesVector } from "./bytes-vector.js";
import { type ColumnStatistics, unknownCount } from "./column-statistics.js";
import type { NumberVector } from "./number-vector.js";
import type { PartitionValues } from "./partition-values.js";
import { byteLengthOfPaths, type PathList, pathAt } from "./path-list.js";
import { PruningError } from "./pruning-error.js";
import type { TableSchema } from "./table-schema.js";

/** What an index knows of the deletion vector of a file. */
export interface DeletionVectorEntry {
  /** What tells it from the other deletion vectors of the file (PROTOCOL.md, "Deletion Vector Descriptor Schema"). */
  readonly id: string;
  /** Rows that it hides. */
  readonly cardinality: number;
}

/** Files that came into an index together, column by column. It never changes. */
export interface FileSegment {
  readonly length: number;
  readonly paths: PathList;
  /** What the source of the index calls each file by. */
  readonly numbers: Uint32Array;
  /** Size of each file in bytes. */
  readonly sizes: Float64Array;
  /** Time of modification of each file in milliseconds since 1970-01-01 UTC; NaN where it is not known. */
  readonly modificationTimes: Float64Array;
  /** Rows in each file, those that a deletion vector hides included; `unknownCount` where that is not known. */
  readonly recordCounts: Uint32Array;
  /** By place, for the files that have one. */
  readonly deletionVectors: ReadonlyMap<number, DeletionVectorEntry>;
  /** Places of the files whose statistics are said to be wider than their values. */
  readonly wideBounds: ReadonlySet<number>;
  readonly partitions: ReadonlyMap<string, PartitionValues>;
  readonly statistics: ReadonlyMap<string, ColumnStatistics>;
}

/** A segment as one version of the table sees it. */
export interface LiveSegment {
  readonly segment: FileSegment;
  /** One byte for each file, 1 where a later commit has removed it; absent where all are there. */
  readonly removed: Uint8Array | undefined;
  readonly liveFiles: number;
}

/** The files of one version of a table, column by column. Made by `fileIndexFromAddActions` or `fileIndexFromArrow`; it never changes. */
export interface FileIndex {
  readonly table: string | undefined;
  readonly version: bigint | undefined;
  /** All columns of the table by name, with their types. */
  readonly schema: TableSchema;
  /** Names of the columns whose partition values or statistics are in the index. */
  readonly columns: ReadonlySet<string>;
  readonly fileCount: number;
  /** Size of the index in memory in bytes. */
  readonly byteLength: number;
  /** Where the files are held. */
  readonly segments: readonly LiveSegment[];
}

/** What an index knows of one file. */
export interface IndexedFile {
  readonly path: string;
  /** What the source of the index calls the file by: its own number, or how many files came into the index before it. */
  readonly number: number;
  /** Size in bytes. */
  readonly size: number;
  /** Time of modification in milliseconds since 1970-01-01 UTC. */
  readonly modificationTime: number | undefined;
  /** Rows, those that a deletion vector hides included. */
  readonly recordCount: number | undefined;
  /** Rows that a deletion vector hides. */
  readonly deletedCount: number;
  /** False when the writer says that the statistics are wider than the values. */
  readonly tightBounds: boolean;
}

/** Puts an index together from its segments. */
export function makeFileIndex(
  parts: Pick<FileIndex, "table" | "version" | "schema" | "columns">,
  segments: readonly LiveSegment[],
): FileIndex {
  const { table, version, schema, columns } = parts;
  return {
    table,
    version,
    schema,
    columns,
    segments,
    fileCount: segments.reduce((sum, { liveFiles }) => sum + liveFiles, 0),
    byteLength: segments.reduce((sum, { segment, removed }) => sum + bytesOf(segment) + (removed?.length ?? 0), 0),
  };
}

/** The files of an index, one by one. */
export function* indexedFiles(index: FileIndex): Generator<IndexedFile> {
  for (const { segment, removed } of index.segments) {
    for (let at = 0; at < segment.length; at += 1) if (removed?.[at] !== 1) yield fileAt(segment, at);
  }
}

function fileAt(segment: FileSegment, at: number): IndexedFile {
  const [modificationTime, recordCount] = [segment.modificationTimes[at] ?? Number.NaN, segment.recordCounts[at]];
  return {
    path: pathAt(segment.paths, at),
    number: segment.numbers[at] ?? 0,
    size: segment.sizes[at] ?? 0,
    modificationTime: Number.isNaN(modificationTime) ? undefined : modificationTime,
    recordCount: recordCount === unknownCount ? undefined : recordCount,
    deletedCount: segment.deletionVectors.get(at)?.cardinality ?? 0,
    tightBounds: !segment.wideBounds.has(at),
  };
}

/** True when it is known that a file has no row left to read. */
export function hasNoRows({ recordCounts, deletionVectors }: FileSegment, at: number): boolean {
  const rows = recordCounts[at] ?? unknownCount;
  if (rows === 0) return true;
  return deletionVectors.size > 0 && rows !== unknownCount && deletionVectors.get(at)?.cardinality === rows;
}

/** Throws `invalid-index` for what is no index. */
export function checkFileIndex(index: FileIndex): void {
  if (!Array.isArray(index?.segments) || !(index.schema instanceof Map)) {
    throw new PruningError("invalid-index", "an index is made by fileIndexFromAddActions or fileIndexFromArrow");
  }
}

const bytesOfMapEntry = 64;

function bytesOf(segment: FileSegment): number {
  const {
    paths,
    numbers,
    sizes,
    modificationTimes,
    recordCounts,
    deletionVectors,
    wideBounds,
    partitions,
    statistics,
  } = segment;
  let bytes =
    byteLengthOfPaths(paths) +
    numbers.byteLength +
    sizes.byteLength +
    modificationTimes.byteLength +
    recordCounts.byteLength;
  bytes += (2 * deletionVectors.size + wideBounds.size) * bytesOfMapEntry;
  for (const { cells, codes } of partitions.values()) bytes += codes.byteLength + cells.length * bytesOfMapEntry;
  for (const { bounds, nullCounts } of statistics.values()) {
    bytes += nullCounts.byteLength;
    if (bounds?.kind === "numbers") bytes += bytesOfNumbers(bounds.min) + bytesOfNumbers(bounds.max);
    if (bounds?.kind === "bytes") bytes += bytesOfBytes(bounds.min) + bytesOfBytes(bounds.max);
  }
  return bytes;
}

function bytesOfNumbers({ values, rests }: NumberVector): number {
  return values.byteLength + (rests?.byteLength ?? 0);
}

function bytesOfBytes({ data, offsets, present }: BytesVector): number {
  return data.byteLength + offsets.byteLength + present.byteLength;
}

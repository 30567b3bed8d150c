import { ColumnStatisticsBuilder, countOf } from "./column-statistics.js";
import type { DeletionVectorEntry, FileSegment } from "./file-index.js";
import { PartitionValuesBuilder } from "./partition-values.js";
import { PathListBuilder } from "./path-list.js";
import type { TableSchema } from "./table-schema.js";

/** What every file has, whatever columns are indexed. */
export interface FileHead {
  readonly path: string;
  readonly number: number;
  readonly size: number;
  readonly modificationTime: number | undefined;
  readonly recordCount: number | bigint | undefined | null;
  readonly deletionVector: DeletionVectorEntry | undefined;
  readonly tightBounds: boolean;
}

/** Fills a segment, column by column, each from the first file to the last. */
export class SegmentBuilder {
  readonly length: number;
  readonly partitions = new Map<string, PartitionValuesBuilder>();
  readonly statistics = new Map<string, ColumnStatisticsBuilder>();
  readonly #paths: PathListBuilder;
  readonly #numbers: Uint32Array;
  readonly #sizes: Float64Array;
  readonly #modificationTimes: Float64Array;
  readonly #recordCounts: Uint32Array;
  readonly #deletionVectors = new Map<number, DeletionVectorEntry>();
  readonly #wideBounds = new Set<number>();
  #at = 0;

  constructor(length: number, schema: TableSchema, columns: ReadonlySet<string>) {
    this.length = length;
    this.#paths = new PathListBuilder(length);
    this.#numbers = new Uint32Array(length);
    this.#sizes = new Float64Array(length);
    this.#modificationTimes = new Float64Array(length);
    this.#recordCounts = new Uint32Array(length);
    for (const name of columns) {
      const column = schema.get(name);
      if (column?.isPartition === true) this.partitions.set(name, new PartitionValuesBuilder(length));
      else if (column !== undefined) this.statistics.set(name, new ColumnStatisticsBuilder(column, length));
    }
  }

  pushFile({ path, number, size, modificationTime, recordCount, deletionVector, tightBounds }: FileHead): void {
    this.#paths.push(path);
    this.#numbers[this.#at] = number;
    this.#sizes[this.#at] = size;
    this.#modificationTimes[this.#at] = modificationTime ?? Number.NaN;
    this.#recordCounts[this.#at] = countOf(recordCount);
    if (deletionVector !== undefined) this.#deletionVectors.set(this.#at, deletionVector);
    if (!tightBounds) this.#wideBounds.add(this.#at);
    this.#at += 1;
  }

  finish(): FileSegment {
    return {
      length: this.length,
      paths: this.#paths.finish(),
      numbers: this.#numbers,
      sizes: this.#sizes,
      modificationTimes: this.#modificationTimes,
      recordCounts: this.#recordCounts,
      deletionVectors: this.#deletionVectors,
      wideBounds: this.#wideBounds,
      partitions: new Map([...this.partitions].map(([name, builder]) => [name, builder.finish()])),
      statistics: new Map([...this.statistics].map(([name, builder]) => [name, builder.finish()])),
    };
  }
}

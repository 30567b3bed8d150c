import type { Comparable } from "./compare-values.js";
import { describeBounds, describeValue } from "./describe-column.js";
import type { FileIndex, IndexColumnType, PartitionColumn, PerFile, StatisticsColumn } from "./file-index.js";
import { readIndexValue } from "./index-value.js";
import { openRange, rangeOfStatistics, rangeOfValue, type ValueRange } from "./value-range.js";

/** What an index knows of one column, file by file. */
export interface ColumnReader {
  readonly by: "partition" | "statistics";
  readonly type: IndexColumnType;
  mayBeNull(file: number): boolean;
  mayHaveValue(file: number): boolean;
  /** True when values may be NaN, which no range holds. */
  mayBeNaN(file: number): boolean;
  range(file: number): ValueRange;
  describe(file: number): string;
}

/** The reader of a column, from its partition values or else from its statistics; undefined when the index has neither. */
export function readerOf(index: FileIndex, column: string, truncatedStringBytes: number): ColumnReader | undefined {
  const partition = own(index.partitions, column);
  if (partition !== undefined) return readPartition(column, partition);
  const statistics = own(index.statistics, column);
  return statistics === undefined ? undefined : readStatistics(column, statistics, index, truncatedStringBytes);
}

function own<Value>(columns: Readonly<Record<string, Value>> | undefined, column: string): Value | undefined {
  return columns !== undefined && Object.hasOwn(columns, column) ? columns[column] : undefined;
}

function readPartition(column: string, { type, values }: PartitionColumn): ColumnReader {
  const valueIn = (file: number): Comparable | undefined => readIndexValue(type, values[file]);
  return {
    by: "partition",
    type,
    // By the protocol an empty text is null; not every reader keeps to it. What cannot be read may be anything.
    mayBeNull: (file) => values[file] === null || values[file] === "" || valueIn(file) === undefined,
    mayHaveValue: (file) => values[file] !== null,
    mayBeNaN: (file) => (type === "float32" || type === "float64") && valueIn(file) === undefined,
    range(file) {
      const value = valueIn(file);
      return value === undefined ? openRange : rangeOfValue(value);
    },
    describe: (file) => `${column} is ${describeValue(type, values[file])}`,
  };
}

function readStatistics(
  column: string,
  statistics: StatisticsColumn,
  index: FileIndex,
  truncatedStringBytes: number,
): ColumnReader {
  const { type, min, max, nullCount } = statistics;
  const valueAt = (values: PerFile<unknown> | undefined, file: number): Comparable | undefined =>
    readIndexValue(type, values?.[file]);
  const isAllNull = (file: number): boolean => {
    const nulls = nullCount?.[file];
    const hasBound = valueAt(min, file) !== undefined || valueAt(max, file) !== undefined;
    return typeof nulls === "number" && nulls > 0 && nulls === index.recordCounts?.[file] && !hasBound;
  };
  return {
    by: "statistics",
    type,
    mayBeNull: (file) => nullCount?.[file] !== 0,
    mayHaveValue: (file) => !isAllNull(file),
    // Some writers leave NaN out of their bounds, so bounds never rule it out.
    mayBeNaN: () => type === "float32" || type === "float64",
    range: (file) => rangeOfStatistics(type, valueAt(min, file), valueAt(max, file), truncatedStringBytes),
    describe: (file) => describeBounds(column, statistics, index.recordCounts, file),
  };
}

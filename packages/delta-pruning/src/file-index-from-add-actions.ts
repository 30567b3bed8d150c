import {
  type AddAction,
  checkAddAction,
  countOfJson,
  deletionVectorOf,
  type FileStatistics,
  readFileStatistics,
} from "./add-action.js";
import { type FileIndex, type FileSegment, makeFileIndex } from "./file-index.js";
import { indexColumns } from "./index-columns.js";
import { partitionCellOfText } from "./partition-cell.js";
import { SegmentBuilder } from "./segment-builder.js";
import { type Statistic, statisticOfJson } from "./statistic.js";
import { readSchema, type SchemaColumn, type TableMetadata, type TableSchema } from "./table-schema.js";

export interface FileIndexOptions {
  /** The table's name, for reports. */
  readonly table?: string | undefined;
  readonly version?: number | bigint | undefined;
  /** The columns that predicates will name; what is left out keeps every file. Default all. */
  readonly columns?: readonly string[] | undefined;
}

/**
 * Makes an index from the add actions that are active in a version of a table. `metadata` is the table's `metaData` action.
 * Throws `invalid-schema` and `invalid-index`.
 */
export function fileIndexFromAddActions(
  adds: Iterable<AddAction>,
  metadata: TableMetadata,
  options: FileIndexOptions = {},
): FileIndex {
  const schema = readSchema(metadata);
  const columns = indexColumns(schema, options.columns);
  const segment = segmentOfAddActions([...adds], schema, columns, 0);
  const version = options.version === undefined ? undefined : BigInt(options.version);
  return makeFileIndex({ table: options.table, version, schema, columns }, [
    { segment, removed: undefined, liveFiles: segment.length },
  ]);
}

/** The files of these actions as a segment; those without a number are numbered from `firstNumber` on. */
export function segmentOfAddActions(
  adds: readonly AddAction[],
  schema: TableSchema,
  columns: ReadonlySet<string>,
  firstNumber: number,
): FileSegment {
  const builder = new SegmentBuilder(adds.length, schema, columns);
  for (const [at, add] of adds.entries()) {
    checkAddAction(add);
    const statistics = readFileStatistics(add);
    builder.pushFile({
      path: add.path,
      number: add.number ?? firstNumber + at,
      size: Number(add.size),
      modificationTime: add.modificationTime === null ? undefined : Number(add.modificationTime ?? Number.NaN),
      recordCount: countOfJson(statistics?.numRecords),
      deletionVector: deletionVectorOf(add),
      tightBounds: statistics?.tightBounds !== false,
    });
    for (const [name, values] of builder.partitions) {
      const column = schema.get(name) as SchemaColumn;
      const text = partitionText(add, column.physicalPath[0] ?? name);
      values.push(text === null || text === undefined ? String(text) : `'${text}`, () =>
        partitionCellOfText(column, text),
      );
    }
    for (const [name, values] of builder.statistics) {
      const column = schema.get(name) as SchemaColumn;
      values.push(
        bound(column, statistics, "minValues"),
        bound(column, statistics, "maxValues"),
        nullCount(column, statistics),
      );
    }
  }
  return builder.finish();
}

function partitionText({ partitionValues }: AddAction, name: string): string | null | undefined {
  if (partitionValues instanceof Map) return partitionValues.get(name);
  const values = partitionValues as Readonly<Record<string, string | null>>;
  return Object.hasOwn(values, name) ? values[name] : undefined;
}

function bound(
  { physicalPath, type }: SchemaColumn,
  statistics: FileStatistics | undefined,
  part: "minValues" | "maxValues",
): Statistic | undefined {
  return statisticOfJson(type, valueAt(statistics?.[part], physicalPath));
}

function nullCount({ physicalPath }: SchemaColumn, statistics: FileStatistics | undefined): number | undefined {
  return countOfJson(valueAt(statistics?.nullCount, physicalPath));
}

function valueAt(json: unknown, path: readonly string[]): unknown {
  let value = json;
  for (const part of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, part)) return undefined;
    value = (value as Record<string, unknown>)[part];
  }
  return value;
}

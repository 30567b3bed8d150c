import { deletionVectorId } from "./add-action.js";
import { type ArrowReader, type ArrowTable, type ArrowVector, childOf, readerOfVector } from "./arrow-reader.js";
import { traitsOf } from "./column-type.js";
import { type FileIndex, type FileSegment, makeFileIndex } from "./file-index.js";
import type { FileIndexOptions } from "./file-index-from-add-actions.js";
import { indexColumns } from "./index-columns.js";
import { partitionCellOf } from "./partition-cell.js";
import { PruningError } from "./pruning-error.js";
import { SegmentBuilder } from "./segment-builder.js";
import type { Statistic } from "./statistic.js";
import { readSchema, type SchemaColumn, type TableMetadata, type TableSchema } from "./table-schema.js";

export interface ArrowIndexOptions extends FileIndexOptions {
  /** Whether the table names columns as the schema does, or, under column mapping, as the log does. Default `physical`. */
  readonly columnNames?: "logical" | "physical" | undefined;
}

/**
 * Makes an index from a table of add actions of apache-arrow, in the shape that delta-rs gives them, nested or flattened: `path`, `size_bytes`,
 * `modification_time`, `num_records`, `partition.*`, `null_count.*`, `min.*`, `max.*`, `deletion_vector.*`. `metadata` is the Delta table's
 * `metaData` action. A column `number` has what the source calls each file by; without it they are numbered by their rows. Throws `invalid-schema` and `invalid-index`.
 */
export function fileIndexFromArrow(
  adds: ArrowTable,
  metadata: TableMetadata,
  options: ArrowIndexOptions = {},
): FileIndex {
  const schema = readSchema(metadata);
  const columns = indexColumns(schema, options.columns);
  const segment = segmentOfArrow(adds, schema, columns, options.columnNames ?? "physical");
  const version = options.version === undefined ? undefined : BigInt(options.version);
  return makeFileIndex({ table: options.table, version, schema, columns }, [
    { segment, removed: undefined, liveFiles: segment.length },
  ]);
}

function segmentOfArrow(
  adds: ArrowTable,
  schema: TableSchema,
  columns: ReadonlySet<string>,
  columnNames: "logical" | "physical",
): FileSegment {
  const builder = new SegmentBuilder(adds.numRows, schema, columns);
  pushFiles(adds, builder);
  const read = (group: string, { path, physicalPath }: SchemaColumn): ArrowReader =>
    readerAt(adds, [group, ...(columnNames === "logical" ? path : physicalPath)]) ?? (() => undefined);
  for (const [name, values] of builder.partitions) {
    const column = schema.get(name) as SchemaColumn;
    const value = read("partition", column);
    for (let row = 0; row < adds.numRows; row += 1) {
      const cell = value(row);
      values.push(keyOf(cell), () => partitionCellOf(column, cell));
    }
  }
  for (const [name, values] of builder.statistics) {
    const column = schema.get(name) as SchemaColumn;
    const [min, max, nulls] = [read("min", column), read("max", column), read("null_count", column)];
    const fits = fitsColumn(column);
    for (let row = 0; row < adds.numRows; row += 1) {
      const nullCount = nulls(row);
      values.push(
        fits(min(row)),
        fits(max(row)),
        typeof nullCount === "number" || typeof nullCount === "bigint" ? nullCount : undefined,
      );
    }
  }
  return builder.finish();
}

function pushFiles(adds: ArrowTable, builder: SegmentBuilder): void {
  const [path, size] = [readerAt(adds, ["path"]), readerAt(adds, ["size_bytes"])];
  if (path === undefined || size === undefined) {
    throw new PruningError("invalid-index", "a table of add actions has the columns path and size_bytes");
  }
  const none: ArrowReader = () => undefined;
  const reader = (...names: string[]): ArrowReader => readerAt(adds, names) ?? none;
  const [time, rows, number] = [reader("modification_time"), reader("num_records"), reader("number")];
  const isTimestamp = adds.getChild("modification_time")?.type.typeId === 10;
  const [storageType, pathOrInlineDv, offset, cardinality] = [
    "storageType",
    "pathOrInlineDv",
    "offset",
    "cardinality",
  ].map((name) => reader("deletion_vector", name)) as [ArrowReader, ArrowReader, ArrowReader, ArrowReader];
  for (let row = 0; row < adds.numRows; row += 1) {
    const [name, bytes] = [path(row), Number(size(row))];
    if (typeof name !== "string" || name === "" || !Number.isSafeInteger(bytes) || bytes < 0) {
      throw new PruningError("invalid-index", `row ${row} has the path ${String(name)} and the size ${bytes}`);
    }
    const [kind, deleted] = [storageType(row), cardinality(row)];
    const descriptor = {
      storageType: String(kind),
      pathOrInlineDv: String(pathOrInlineDv(row)),
      offset: offset(row) as number | null,
    };
    const recordCount = rows(row);
    builder.pushFile({
      path: name,
      number: Number(number(row) ?? row),
      size: bytes,
      modificationTime: timeOf(time(row), isTimestamp),
      recordCount: typeof recordCount === "number" || typeof recordCount === "bigint" ? recordCount : undefined,
      deletionVector:
        typeof kind === "string"
          ? { id: deletionVectorId(descriptor), cardinality: Number(deleted ?? Number.NaN) }
          : undefined,
      // A table of add actions does not say; by the protocol a file with a deletion vector may have wide bounds.
      tightBounds: typeof kind !== "string",
    });
  }
}

function timeOf(time: Statistic | null | undefined, isTimestamp: boolean): number | undefined {
  if (typeof time !== "number" && typeof time !== "bigint") return undefined;
  return isTimestamp ? Math.floor(Number(time) / 1_000) : Number(time);
}

/** The reader of a column by its path, which may be nested as structs or flattened into names with points. */
function readerAt(adds: ArrowTable, path: readonly string[]): ArrowReader | undefined {
  const flat = adds.getChild(path.join("."));
  if (flat !== null) return readerOfVector(flat);
  const parents: ArrowVector[] = [];
  let vector = adds.getChild(path[0] ?? "");
  for (const name of path.slice(1)) {
    if (vector === null) return undefined;
    parents.push(vector);
    vector = childOf(vector, name)?.vector ?? null;
  }
  if (vector === null) return undefined;
  const read = readerOfVector(vector);
  const valid = parents.map((parent) => validity(parent));
  return (row) => (valid.every((isValid) => isValid(row)) ? read(row) : null);
}

function validity({ data }: ArrowVector): (row: number) => boolean {
  return (row) => {
    let start = 0;
    for (const chunk of data) {
      if (row - start < chunk.length) return chunk.getValid(row - start);
      start += chunk.length;
    }
    return false;
  };
}

/** A key under which equal partition values are one. */
function keyOf(cell: Statistic | null | undefined): string {
  if (cell === null || cell === undefined) return String(cell);
  if (cell instanceof Uint8Array) return `x${Buffer.from(cell).toString("hex")}`;
  if (typeof cell === "object") return `d${cell.unscaled}e${cell.scale}`;
  return Object.is(cell, -0) ? "n-0" : `${typeof cell === "string" ? "s" : "n"}${cell}`;
}

/** Lets through what is of the column's type. A value of another type, such as a text for a date, is no statistic. */
function fitsColumn({ type }: SchemaColumn): (value: Statistic | null | undefined) => Statistic | undefined {
  const { family, domain } = traitsOf(type);
  return (value) => {
    if (value === null || value === undefined) return undefined;
    if (family === "decimal") return typeof value === "string" || value instanceof Uint8Array ? undefined : value;
    if (domain === "bytes") return typeof value === "string" ? value : undefined;
    if (domain === "double")
      return typeof value === "bigint" ? Number(value) : typeof value === "number" ? value : undefined;
    return typeof value === "bigint" || Number.isSafeInteger(value) ? value : undefined;
  };
}

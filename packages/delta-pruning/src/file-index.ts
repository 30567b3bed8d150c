import { PruningError } from "./pruning-error.js";

/** How the values of each type of column stand in an index. */
export interface IndexValueTypes {
  boolean: boolean;
  /** Any integer. A number beyond 2^53 has lost digits and counts as missing; a bigint has all of them. */
  integer: number | bigint;
  float32: number;
  float64: number;
  string: string;
  /** Days since 1970-01-01. */
  date: number;
  /** Microseconds since 1970-01-01 UTC, or of the local calendar where the column has no zone. */
  timestamp: number | bigint;
}

export type IndexColumnType = keyof IndexValueTypes;

/** One value for each file, in the order of the paths. */
export type PerFile<Value> = ArrayLike<Value | null | undefined>;

/** The partition values of one column. They are exact: null is null, undefined is not known. */
export type PartitionColumn = {
  [Type in IndexColumnType]: { readonly type: Type; readonly values: PerFile<IndexValueTypes[Type]> };
}[IndexColumnType];

/** The statistics of one column. They are bounds and never values: a minimum may be too low and a maximum too high. Null and undefined: not known. */
export type StatisticsColumn = {
  [Type in IndexColumnType]: {
    readonly type: Type;
    readonly min?: PerFile<IndexValueTypes[Type]> | undefined;
    readonly max?: PerFile<IndexValueTypes[Type]> | undefined;
    readonly nullCount?: PerFile<number> | undefined;
  };
}[IndexColumnType];

/** The files of one version of a table, column by column, from its add actions. Only the columns that predicates name need be there. */
export interface FileIndex {
  readonly table?: string | undefined;
  readonly version?: number | bigint | undefined;
  readonly paths: readonly string[];
  /** Size of each file in bytes. */
  readonly sizes: ArrayLike<number>;
  /** Rows in each file, those that a deletion vector hides included. */
  readonly recordCounts?: PerFile<number> | undefined;
  readonly partitions: Readonly<Record<string, PartitionColumn>>;
  readonly statistics: Readonly<Record<string, StatisticsColumn>>;
}

const columnTypes: Record<IndexColumnType, true> = {
  boolean: true,
  integer: true,
  float32: true,
  float64: true,
  string: true,
  date: true,
  timestamp: true,
};

/** Throws `invalid-index` for parts that do not have one value for each file, and for types that are none. */
export function checkFileIndex(index: FileIndex): void {
  const { paths, sizes, recordCounts, partitions, statistics } = index ?? {};
  if (!Array.isArray(paths)) throw new PruningError("invalid-index", "paths is no list");
  checkLength("sizes", sizes, paths.length);
  if (recordCounts !== undefined) checkLength("recordCounts", recordCounts, paths.length);
  for (const [name, column] of Object.entries(partitions ?? {})) {
    checkType(name, column.type);
    checkLength(`the partition values of ${name}`, column.values, paths.length);
  }
  for (const [name, column] of Object.entries(statistics ?? {})) {
    checkType(name, column.type);
    for (const part of ["min", "max", "nullCount"] as const) {
      if (column[part] !== undefined) checkLength(`${part} of ${name}`, column[part], paths.length);
    }
  }
}

function checkType(name: string, type: IndexColumnType): void {
  if (!Object.hasOwn(columnTypes, type))
    throw new PruningError("invalid-index", `${name} has no known type: ${String(type)}`);
}

function checkLength(name: string, values: ArrayLike<unknown> | undefined, length: number): void {
  if (values?.length !== length) {
    throw new PruningError("invalid-index", `${name} has ${values?.length ?? "no"} values for ${length} files`);
  }
}

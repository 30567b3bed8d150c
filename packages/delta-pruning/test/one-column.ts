import type { ColumnType } from "../src/column-type.js";
import type { FileIndex } from "../src/file-index.js";
import { fileIndexFromAddActions } from "../src/file-index-from-add-actions.js";
import type { Predicate } from "../src/predicate.js";
import { pruneFiles } from "../src/prune-files.js";
import type { PruningOptions } from "../src/pruning-options.js";
import type { TableMetadata } from "../src/table-schema.js";

/** What is known of column `x` in the one file of an index. The bounds stand as in JSON, or as the text of JSON for what JSON.stringify cannot write. */
export interface OneColumn {
  readonly min?: unknown;
  readonly max?: unknown;
  readonly nullCount?: number;
  readonly recordCount?: number;
}

/** A number in the text of statistics that JavaScript would round. */
export interface JsonText {
  readonly jsonText: string;
}

/** The schema of a table from its columns. */
export function metadataOf(
  columns: Readonly<Record<string, ColumnType | object>>,
  partitionColumns: readonly string[] = [],
  fieldMetadata: Readonly<Record<string, object>> = {},
  configuration: Readonly<Record<string, string>> = {},
): TableMetadata {
  const fields = Object.entries(columns).map(([name, type]) => ({
    name,
    type,
    nullable: true,
    metadata: fieldMetadata[name] ?? {},
  }));
  return { schemaString: JSON.stringify({ type: "struct", fields }), partitionColumns, configuration };
}

/** JSON in which a `JsonText` stands as it is. */
export function statsText(stats: object): string {
  const texts: string[] = [];
  const json = JSON.stringify(stats, (_, value: unknown) => {
    if (typeof value !== "object" || value === null || !("jsonText" in value)) return value;
    return `@@${texts.push(String(value.jsonText)) - 1}@@`;
  });
  return json.replace(/"@@(\d+)@@"/g, (_, at: string) => texts[Number(at)] ?? "");
}

/** An index of one file, with the statistics of one column `x`. */
export function indexOfStatistics(type: ColumnType, { min, max, nullCount, recordCount }: OneColumn): FileIndex {
  const stats = statsText({
    numRecords: recordCount,
    minValues: { x: min },
    maxValues: { x: max },
    nullCount: { x: nullCount },
  });
  return fileIndexFromAddActions([{ path: "a", size: 10, partitionValues: {}, stats }], metadataOf({ x: type }));
}

/** An index of one file, with the text of one partition column `x`. */
export function indexOfPartition(type: ColumnType, text: string | null | undefined): FileIndex {
  const partitionValues = text === undefined ? {} : { x: text };
  return fileIndexFromAddActions([{ path: "a", size: 10, partitionValues }], metadataOf({ x: type }, ["x"]));
}

/** True when the one file of the index is skipped. */
export function skips(index: FileIndex, predicate: Predicate, options?: PruningOptions): boolean {
  return pruneFiles(index, predicate, options).files.length === 0;
}

import { arrowInputToIpc } from "./arrow/arrow-input.js";
import {
  checkOption,
  checkOptionNames,
  invalidOption,
  isCount,
  isFlag,
  isPositiveInteger,
  isText,
} from "./check-options.js";
import { checkStorageOptions } from "./storage-options.js";
import type { CsvSource, DeltaSource, FilePaths, FileSourceOptions, TableSource } from "./table-source.js";
import { assertWellFormedText } from "./well-formed-text.js";

/** A source as the engine reads it: JSON, and the rows as Arrow IPC for `arrow`. */
export interface EncodedTableSource {
  readonly json: string;
  readonly ipc?: Uint8Array;
}

const fileOptions = ["storageOptions", "partitionColumns", "extension"];
const csvOptions = ["header", "delimiter", "quote", "escape"] as const;
const optionsByKind = {
  delta: [
    "version",
    "timestamp",
    "storageOptions",
    "fileColumnName",
    "enableParquetPushdown",
    "schemaForceViewTypes",
    "wrapPartitionValues",
    "schemaIpc",
    "files",
  ],
  parquet: fileOptions,
  csv: [...fileOptions, ...csvOptions, "schemaInferRows"],
  json: [...fileOptions, "schemaInferRows"],
  arrow: [],
} as const;
const kinds = Object.keys(optionsByKind) as (keyof typeof optionsByKind)[];
const partitionTypes: readonly unknown[] = ["utf8", "int32", "int64", "date32"];

/** Errors: `unknown-option`, `invalid-option`, `invalid-argument`, `invalid-arrow`. */
export function encodeTableSource(source: TableSource): EncodedTableSource {
  const kind = kindOf(source);
  checkOptionNames(source, [kind, ...optionsByKind[kind]], `a ${kind} source`);
  if ("arrow" in source) return { json: '{"kind":"arrow"}', ipc: arrowInputToIpc(source.arrow) };
  checkStorageOptions(source.storageOptions);
  if ("delta" in source) return { json: JSON.stringify(encodeDelta(source)) };
  const files = encodeFiles(source);
  if ("csv" in source)
    return { json: JSON.stringify({ kind, paths: encodePaths(kind, source.csv), ...files, csv: encodeCsv(source) }) };
  return {
    json: JSON.stringify({ kind, paths: encodePaths(kind, "json" in source ? source.json : source.parquet), ...files }),
  };
}

function kindOf(source: TableSource): keyof typeof optionsByKind {
  if (typeof source !== "object" || source === null) {
    throw invalidOption("source", `must be an object with one of ${kinds.join(", ")}`);
  }
  const given = kinds.filter((kind) => Object.hasOwn(source, kind));
  const [kind] = given;
  if (kind === undefined) throw invalidOption("source", `needs one of ${kinds.join(", ")}`);
  if (given.length > 1) throw invalidOption(String(given[1]), `cannot stand beside ${kind}: a source is of one kind`);
  return kind;
}

function encodeDelta(source: DeltaSource): object {
  const { version, timestamp, storageOptions } = source;
  checkOption("version", version, "an integer of at least 0", isCount);
  if (version !== undefined && timestamp !== undefined) throw invalidOption("timestamp", "cannot stand beside version");
  return {
    kind: "delta",
    uri: encodeLocation("delta", source.delta),
    version,
    timestamp: timestamp === undefined ? undefined : encodeTimestamp(timestamp),
    storageOptions,
    ...encodeDeltaReading(source),
  };
}

function encodeDeltaReading(source: DeltaSource): object {
  const { fileColumnName, enableParquetPushdown, schemaForceViewTypes, wrapPartitionValues, schemaIpc, files } = source;
  checkOption("fileColumnName", fileColumnName, "a name", (value) => isText(value) && value !== "");
  checkOption("enableParquetPushdown", enableParquetPushdown, "true or false", isFlag);
  checkOption("schemaForceViewTypes", schemaForceViewTypes, "true or false", isFlag);
  checkOption("wrapPartitionValues", wrapPartitionValues, "true or false", isFlag);
  checkOption("schemaIpc", schemaIpc, "the bytes of an Arrow IPC stream", (value) => value instanceof Uint8Array);
  checkOption("files", files, "a list of paths", (value) => Array.isArray(value) && value.every(isText));
  return {
    fileColumnName,
    enableParquetPushdown,
    schemaForceViewTypes,
    wrapPartitionValues,
    schemaIpc: schemaIpc && Buffer.from(schemaIpc).toString("base64"),
    files,
  };
}

function encodeTimestamp(timestamp: Date | string): string {
  const time = typeof timestamp === "string" ? Date.parse(timestamp) : Number(timestamp);
  if (Number.isNaN(time)) throw invalidOption("timestamp", "must be a Date or a time in ISO 8601 form");
  return new Date(time).toISOString();
}

function encodeFiles(source: FileSourceOptions & { readonly schemaInferRows?: number }): object {
  const { storageOptions, partitionColumns, extension, schemaInferRows } = source;
  checkOption("extension", extension, "a string", isText);
  checkOption("schemaInferRows", schemaInferRows, "an integer of at least 1", isPositiveInteger);
  const columns = partitionColumns && Object.entries(partitionColumns);
  for (const [name, type] of columns ?? []) {
    if (!partitionTypes.includes(type)) {
      throw invalidOption(
        "partitionColumns",
        `gives ${JSON.stringify(name)} a type that is none of ${partitionTypes.join(", ")}`,
      );
    }
  }
  return {
    storageOptions,
    partitionColumns: columns?.map(([name, type]) => ({ name, type })),
    extension,
    schemaInferRows,
  };
}

function encodeCsv(source: CsvSource): object {
  checkOption("header", source.header, "true or false", isFlag);
  for (const option of ["delimiter", "quote", "escape"] as const) {
    checkOption(
      option,
      source[option],
      "one ASCII character",
      (value) => isText(value) && /^[\0-\x7f]$/.test(value as string),
    );
  }
  return Object.fromEntries(csvOptions.map((option) => [option, source[option]]));
}

function encodePaths(kind: string, paths: FilePaths): string[] {
  const list = Array.isArray(paths) ? paths : [paths];
  if (list.length === 0) throw invalidOption(kind, "needs at least one path");
  return list.map((path: string | URL) => encodeLocation(kind, path));
}

function encodeLocation(option: string, location: unknown): string {
  if (location instanceof URL) return location.href;
  if (typeof location !== "string" || location === "") throw invalidOption(option, "must be a path or a URL");
  assertWellFormedText(location, `option ${option}`);
  return location;
}

import { RecordBatchStreamWriter, type Schema, Table } from "apache-arrow";
import { adoptSchema } from "./arrow/adopt-type.js";
import { checkOption, invalidOption, isRecordOf, isText } from "./check-options.js";
import { type ChangeOptions, checkChangeOptions } from "./delta-change-options.js";
import type { FileSourceOptions } from "./table-source.js";

/** What a new table says of itself. */
export interface TableIdentityOptions extends ChangeOptions {
  readonly name?: string;
  readonly description?: string;
  /**
   * Table properties (PROTOCOL.md, "Table Properties"), for example `{ "delta.enableChangeDataFeed": "true" }` or
   * `{ "delta.columnMapping.mode": "name" }`. Names beyond `delta.` are your own.
   */
  readonly properties?: Readonly<Record<string, string>>;
}

export interface DeltaCreateOptions extends TableIdentityOptions {
  readonly partitionBy?: readonly string[];
  /** Expressions in SQL by column of the schema: its value where rows do not give it, and a rule where they do. */
  readonly generatedColumns?: Readonly<Record<string, string>>;
  /** Conditions in SQL that every row meets, by name. */
  readonly constraints?: Readonly<Record<string, string>>;
}

export interface ConvertOptions extends TableIdentityOptions, Pick<FileSourceOptions, "partitionColumns"> {}

const identity = ["name", "description", "properties"];
const partitionTypes: readonly unknown[] = ["utf8", "int32", "int64", "date32"];

/** Errors: `unknown-option`, `invalid-option`. */
export function encodeCreate(options: DeltaCreateOptions): object {
  checkChangeOptions(options, [...identity, "partitionBy", "generatedColumns", "constraints"], "create");
  const { name, description, properties, partitionBy, generatedColumns, constraints } = options;
  checkIdentity(options);
  checkOption(
    "partitionBy",
    partitionBy,
    "a list of column names",
    (value) => Array.isArray(value) && value.every(isText),
  );
  checkOption("generatedColumns", generatedColumns, "a record of SQL expressions", isRecordOf(isText));
  checkOption("constraints", constraints, "a record of SQL conditions", isRecordOf(isText));
  return { kind: "create", name, description, properties, partitionBy, generatedColumns, constraints };
}

/** Errors: `unknown-option`, `invalid-option`. */
export function encodeConvert(options: ConvertOptions): object {
  checkChangeOptions(options, [...identity, "partitionColumns"], "convertToDelta");
  const { name, description, properties, partitionColumns } = options;
  checkIdentity(options);
  checkOption(
    "partitionColumns",
    partitionColumns,
    `a record of ${partitionTypes.join(", ")}`,
    isRecordOf((type) => partitionTypes.includes(type)),
  );
  const columns = Object.entries(partitionColumns ?? {}).map(([column, type]) => ({ name: column, type }));
  return { kind: "convert", name, description, properties, partitionColumns: columns };
}

/** A schema as an Arrow IPC stream without batches. Errors: `invalid-option`, `not-supported`. */
export function encodeSchema(schema: Schema): Uint8Array {
  if (typeof schema !== "object" || schema === null || !Array.isArray(schema.fields)) {
    throw invalidOption("schema", "must be an apache-arrow Schema");
  }
  const writer = new RecordBatchStreamWriter();
  writer.write(new Table(adoptSchema(schema)));
  return writer.finish().toUint8Array(true);
}

function checkIdentity({ name, description, properties }: TableIdentityOptions): void {
  checkOption("name", name, "a string", isText);
  checkOption("description", description, "a string", isText);
  checkOption("properties", properties, "a record of strings", isRecordOf(isText));
}

import { type ColumnType, isColumnType } from "./column-type.js";
import type { Expression } from "./expression.js";
import { parseGeneration } from "./parse-generation.js";
import { PruningError } from "./pruning-error.js";

/** The parts of a `metaData` action that an index needs (PROTOCOL.md, "Change Metadata"). */
export interface TableMetadata {
  /** The schema as JSON text, or parsed. */
  readonly schemaString: string | object;
  readonly partitionColumns: readonly string[];
  readonly configuration?: Readonly<Record<string, string | null | undefined>> | null | undefined;
}

/** A column of a table, or a field of its structs, that has a primitive type. */
export interface SchemaColumn {
  /** Its name in predicates: `city`, `address.city`, `` `a.b` ``. */
  readonly name: string;
  readonly path: readonly string[];
  /** The path as the log and the files write it: the same, but under column mapping. */
  readonly physicalPath: readonly string[];
  readonly type: ColumnType;
  readonly isPartition: boolean;
  /** True when files from before a change of type may hold it as a float. */
  readonly wasFloat: boolean;
  /** What the column is generated from, as far as it is understood. */
  readonly generatedFrom: Expression | undefined;
}

export type TableSchema = ReadonlyMap<string, SchemaColumn>;

interface Field {
  readonly name: string;
  readonly type: unknown;
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** The columns of a table by name. Lists and maps have no statistics and are left out. Throws `invalid-schema`. */
export function readSchema({ schemaString, partitionColumns, configuration }: TableMetadata): TableSchema {
  const root = typeof schemaString === "string" ? parseJson(schemaString) : schemaString;
  const mode = configuration?.["delta.columnMapping.mode"] ?? "none";
  const columns = new Map<string, SchemaColumn>();
  const open = [{ struct: root, path: [] as readonly string[], physicalPath: [] as readonly string[] }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const field of fieldsOf(next.struct)) {
      const metadata = field.metadata ?? {};
      const path = [...next.path, field.name];
      const physicalName = mode === "none" ? field.name : metadata["delta.columnMapping.physicalName"];
      if (typeof physicalName !== "string") {
        throw new PruningError("invalid-schema", `${columnName(path)} has no physical name under column mapping`);
      }
      const physicalPath = [...next.physicalPath, physicalName];
      if (typeof field.type === "object") open.push({ struct: field.type as object, path, physicalPath });
      const type = typeof field.type === "string" ? field.type.replaceAll(" ", "") : undefined;
      if (!isColumnType(type)) continue;
      const isPartition = path.length === 1 && partitionColumns.includes(field.name);
      const generatedFrom = isPartition ? parseGeneration(metadata["delta.generationExpression"]) : undefined;
      const wasFloat = JSON.stringify(metadata["delta.typeChanges"] ?? null).includes('"float"');
      const name = columnName(path);
      columns.set(name, { name, path, physicalPath, type, isPartition, wasFloat, generatedFrom });
    }
  }
  for (const name of partitionColumns) {
    if (!columns.has(columnName([name])))
      throw new PruningError("invalid-schema", `the partition column ${name} is not in the schema`);
  }
  return columns;
}

/** How a predicate names a column or a field: `address.city`, with backticks around a name that has a point of its own. */
export function columnName(path: readonly string[]): string {
  return path.map((part) => (/[.`]/.test(part) ? `\`${part.replaceAll("`", "``")}\`` : part)).join(".");
}

function fieldsOf(struct: unknown): readonly Field[] {
  const { type, fields } = (struct ?? {}) as { type?: unknown; fields?: unknown };
  if (type === "array" || type === "map") return [];
  if (type !== "struct" || !Array.isArray(fields) || !fields.every((field) => typeof field?.name === "string")) {
    throw new PruningError("invalid-schema", "a schema is a struct with a list of named fields");
  }
  return fields;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new PruningError("invalid-schema", "the schema is no JSON", { cause });
  }
}

import { columnOf } from "./expression.js";
import { PruningError } from "./pruning-error.js";
import type { TableSchema } from "./table-schema.js";

/**
 * The columns that an index must hold for conditions on these: they themselves, and the partition columns that are generated from them.
 * All of the table for undefined. Throws `invalid-schema` for a column that the table does not have.
 */
export function indexColumns(schema: TableSchema, asked: readonly string[] | undefined): ReadonlySet<string> {
  if (asked === undefined) return new Set(schema.keys());
  const columns = new Set(asked);
  for (const name of asked) {
    if (!schema.has(name))
      throw new PruningError("invalid-schema", `the table has no column ${name} of a primitive type`);
  }
  for (const { name, generatedFrom } of schema.values()) {
    if (generatedFrom !== undefined && columns.has(columnOf(generatedFrom))) columns.add(name);
  }
  return columns;
}

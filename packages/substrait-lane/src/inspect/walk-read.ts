import type * as substrait from "../generated/substrait-messages.js";
import { LaneError } from "../lane-error.js";
import { checkEnhancement } from "./plan-extensions.js";
import type { PlanColumn } from "./plan-findings.js";
import { namesOfStruct, namesOfType } from "./plan-types.js";
import { invalid, missing, type Surroundings, unsupported, walkExpression } from "./walk-expression.js";

/** Checks the read of a table or of rows that stand in the plan. Files have no place in a query: a session knows its tables by name. */
export function walkRead(read: substrait.ReadRel, around: Surroundings): readonly PlanColumn[] {
  const { namedTable, virtualTable, baseSchema } = read;
  if (namedTable === undefined && virtualTable === undefined)
    throw unsupported("a read of something other than a named table");
  if (baseSchema?.struct === undefined) throw missing("the schema of a read");
  const columns = declaredColumns(baseSchema, namedTable, around);
  if (read.filter !== undefined) throw unsupported("a filter inside a read, which the engine passes over");
  if (read.bestEffortFilter !== undefined) {
    walkExpression(read.bestEffortFilter, { ...around, scopes: [columns, ...around.scopes] });
  }
  if (virtualTable !== undefined) checkRows(virtualTable, columns.length, around);
  return masked(columns, read.projection);
}

function declaredColumns(
  { names = [], struct = {} }: substrait.NamedStruct,
  namedTable: substrait.ReadRelNamedTable | undefined,
  { findings }: Surroundings,
): readonly PlanColumn[] {
  const types = struct.types ?? [];
  findings.checkWidth(types.length);
  if (names.length !== namesOfStruct(struct)) {
    throw new LaneError(
      "plan-malformed",
      `a read has ${names.length} names for ${namesOfStruct(struct)} columns and fields`,
    );
  }
  let next = 0;
  const columns = types.map((type) => {
    const name = names[next] ?? "";
    next += namesOfType(type);
    return { name, names: namesOfType(type) };
  });
  if (namedTable === undefined) return columns.map((column) => ({ origins: [], names: column.names }));
  const path = namedTable.names ?? [];
  if (path.length === 0) throw missing("the name of a table");
  checkEnhancement(namedTable.advancedExtension, path.join("."));
  const table = findings.table(
    path,
    columns.map(({ name }) => name),
  );
  return columns.map((column) => ({ origins: [{ table, name: column.name }], names: column.names }));
}

function checkRows(
  { values = [], expressions = [] }: substrait.ReadRelVirtualTable,
  width: number,
  around: Surroundings,
): void {
  for (const { fields = [] } of values) around.findings.literals += fields.length;
  for (const { fields = [] } of [...values, ...expressions]) {
    if (fields.length !== width) throw invalid(`a row has ${fields.length} values for ${width} columns`);
  }
  for (const { fields = [] } of expressions)
    for (const field of fields) walkExpression(field, { ...around, scopes: [] });
}

function masked(
  columns: readonly PlanColumn[],
  mask: substrait.ExpressionMaskExpression | undefined,
): readonly PlanColumn[] {
  if (mask?.select === undefined) return columns;
  return (mask.select.structItems ?? []).map(({ field = 0, child }) => {
    const column = columns[field];
    if (column === undefined) throw invalid(`a projection names column ${field} of ${columns.length}`);
    if (child !== undefined) throw unsupported("a projection into a value");
    return column;
  });
}

import {
  DuckDBDecimalType,
  type DuckDBResult,
  type DuckDBType,
  DuckDBTypeId,
  type DuckDBValue,
} from "@duckdb/node-api";
import type { Answer, AnswerCell, AnswerColumn } from "./answer.js";

const integerTypes: ReadonlySet<DuckDBTypeId> = new Set([
  DuckDBTypeId.TINYINT,
  DuckDBTypeId.SMALLINT,
  DuckDBTypeId.INTEGER,
  DuckDBTypeId.BIGINT,
  DuckDBTypeId.HUGEINT,
  DuckDBTypeId.UBIGINT,
]);

/** The answer that a DuckDB result holds. */
export async function duckdbAnswer(result: DuckDBResult): Promise<Answer> {
  const columns = result.columnTypes().map(answerColumn);
  const rows = await result.getRows();
  return { columns, rows: rows.map((row) => row.map((value, index) => answerCell(columns[index], value))) };
}

function answerColumn(type: DuckDBType): AnswerColumn {
  if (type instanceof DuckDBDecimalType) return { kind: "decimal", scale: type.scale };
  if (integerTypes.has(type.typeId)) return { kind: "integer" };
  switch (type.typeId) {
    case DuckDBTypeId.FLOAT:
    case DuckDBTypeId.DOUBLE:
      return { kind: "float" };
    case DuckDBTypeId.VARCHAR:
      return { kind: "text" };
    case DuckDBTypeId.DATE:
      return { kind: "date" };
    case DuckDBTypeId.BOOLEAN:
      return { kind: "boolean" };
    default:
      throw new TypeError(`no comparison is written for DuckDB type ${type}`);
  }
}

function answerCell(column: AnswerColumn | undefined, value: DuckDBValue): AnswerCell {
  if (value === null) return null;
  return column?.kind === "float" ? Number(value) : String(value);
}

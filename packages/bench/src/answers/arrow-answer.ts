import { type DataType, type Table, Type, type Vector } from "apache-arrow";
import type { Answer, AnswerCell, AnswerColumn } from "./answer.js";
import { decimalText } from "./decimal-text.js";

/** The answer that an Arrow table holds. */
export function arrowAnswer(table: Table): Answer {
  const columns = table.schema.fields.map((field) => answerColumn(field.type));
  const vectors = columns.map((_, index) => table.getChildAt(index));
  const rows = Array.from({ length: table.numRows }, (_, row) =>
    columns.map((column, index) => answerCell(column, vectors[index] ?? null, row)),
  );
  return { columns, rows };
}

function answerColumn(type: DataType): AnswerColumn {
  switch (type.typeId) {
    case Type.Int:
      return { kind: "integer" };
    case Type.Float:
      return { kind: "float" };
    case Type.Decimal:
      return { kind: "decimal", scale: (type as DataType & { readonly scale: number }).scale };
    case Type.Date:
      return { kind: "date" };
    case Type.Bool:
      return { kind: "boolean" };
    case Type.Utf8:
    case Type.LargeUtf8:
    case Type.Utf8View:
    case Type.Dictionary:
      return { kind: "text" };
    default:
      throw new TypeError(`no comparison is written for Arrow type ${type}`);
  }
}

function answerCell(column: AnswerColumn, vector: Vector | null, row: number): AnswerCell {
  const value: unknown = vector?.get(row);
  if (value === null || value === undefined) return null;
  switch (column.kind) {
    case "decimal":
      return decimalText(unscaledDecimal(value as Uint32Array), column.scale);
    case "float":
      return Number(value);
    case "date":
      return new Date(Number(value)).toISOString().slice(0, 10);
    default:
      return String(value);
  }
}

/** The two's complement little-endian words of an Arrow decimal as one integer. */
function unscaledDecimal(words: Uint32Array): bigint {
  let value = 0n;
  for (const [index, word] of [...words].entries()) value |= BigInt(word) << BigInt(32 * index);
  return BigInt.asIntN(32 * words.length, value);
}

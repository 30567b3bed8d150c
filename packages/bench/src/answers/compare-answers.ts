import type { Answer, AnswerCell, AnswerColumn } from "./answer.js";

/** Relative error allowed where a float takes part: engines add up in different orders. */
const floatTolerance = 1e-9;

/**
 * Says how `actual` differs from `expected`, row by row in order, or undefined if it does not. Integers, decimals of one
 * scale, text and dates must be equal. Where types differ between engines (an average is a decimal in one, a double in
 * another) one unit of the coarser decimal's last digit is allowed.
 */
export function describeDifference(expected: Answer, actual: Answer): string | undefined {
  if (expected.columns.length !== actual.columns.length) {
    return `${actual.columns.length} columns instead of ${expected.columns.length}`;
  }
  if (expected.rows.length !== actual.rows.length) {
    return `${actual.rows.length} rows instead of ${expected.rows.length}`;
  }
  for (const [index, expectedRow] of expected.rows.entries()) {
    for (const [position, expectedColumn] of expected.columns.entries()) {
      const actualColumn = actual.columns[position] ?? expectedColumn;
      const expectedCell = expectedRow[position] ?? null;
      const actualCell = actual.rows[index]?.[position] ?? null;
      if (!sameCell(expectedColumn, expectedCell, actualColumn, actualCell)) {
        return `row ${index + 1}, column ${position + 1}: ${actualCell} instead of ${expectedCell}`;
      }
    }
  }
  return undefined;
}

function sameCell(leftColumn: AnswerColumn, left: AnswerCell, rightColumn: AnswerColumn, right: AnswerCell): boolean {
  if (left === null || right === null) return left === right;
  if (!isNumeric(leftColumn) || !isNumeric(rightColumn)) return leftColumn.kind === rightColumn.kind && left === right;
  const leftScale = exactScale(leftColumn);
  const rightScale = exactScale(rightColumn);
  if (leftScale !== undefined && leftScale === rightScale) return left === right;
  const scales = [leftScale, rightScale].filter((scale) => scale !== undefined);
  const unit = scales.length === 0 ? 0 : 10 ** -Math.min(...scales);
  const difference = Math.abs(Number(left) - Number(right));
  return difference <= unit + floatTolerance * Math.max(Math.abs(Number(left)), Math.abs(Number(right)));
}

function isNumeric(column: AnswerColumn): boolean {
  return column.kind === "integer" || column.kind === "decimal" || column.kind === "float";
}

/** Digits after the point of an exact type, undefined for a float. */
function exactScale(column: AnswerColumn): number | undefined {
  if (column.kind === "decimal") return column.scale;
  return column.kind === "integer" ? 0 : undefined;
}

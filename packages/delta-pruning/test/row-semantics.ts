import type { IndexColumnType } from "../src/file-index.js";
import type { Literal } from "../src/literal.js";
import type { Predicate } from "../src/predicate.js";

/** A value of a row: null, or as the index holds its type. */
export type Cell = null | boolean | number | bigint | string;

/** In which of the ways that engines differ a predicate is evaluated. */
export interface EngineWays {
  /** NaN above every number and -0 below 0, or as IEEE has it. */
  readonly totalOrder: boolean;
  /** The literal narrowed to a float for a float column, or the column widened to a double. */
  readonly narrowLiterals: boolean;
  /** Integers turned into doubles beside a double literal, or compared exactly. */
  readonly integersAsDoubles: boolean;
  /** An empty text of a partition read as null, or as itself. */
  readonly emptyIsNull: boolean;
}

export const allWays: readonly EngineWays[] = Array.from({ length: 16 }, (_, bits) => ({
  totalOrder: (bits & 1) !== 0,
  narrowLiterals: (bits & 2) !== 0,
  integersAsDoubles: (bits & 4) !== 0,
  emptyIsNull: (bits & 8) !== 0,
}));

export interface RowColumn {
  readonly type: IndexColumnType;
  readonly partition: boolean;
}

/** True, false or null (undefined where the types do not go together and nothing can be said). Written by the book of SQL, row by row. */
export function evaluate(
  predicate: Predicate,
  row: Readonly<Record<string, Cell>>,
  columns: Readonly<Record<string, RowColumn>>,
  ways: EngineWays,
): boolean | null {
  const cellOf = (name: string): Cell => {
    const cell = row[name] ?? null;
    return cell === "" && columns[name]?.partition && ways.emptyIsNull ? null : cell;
  };
  const again = (part: Predicate) => evaluate(part, row, columns, ways);
  switch (predicate.kind) {
    case "is-null":
      return cellOf(predicate.column) === null;
    case "is-not-null":
      return cellOf(predicate.column) !== null;
    case "compare":
      return compareCell(
        cellOf(predicate.column),
        predicate.operator,
        predicate.value,
        columns[predicate.column],
        ways,
      );
    case "in-list": {
      const cell = cellOf(predicate.column);
      const answers = predicate.values.map((value) => compareCell(cell, "=", value, columns[predicate.column], ways));
      return answers.includes(true) ? true : answers.includes(null) ? null : false;
    }
    case "not": {
      const answer = again(predicate.operand);
      return answer === null ? null : !answer;
    }
    case "and": {
      const answers = predicate.operands.map(again);
      return answers.includes(false) ? false : answers.includes(null) ? null : true;
    }
    case "or": {
      const answers = predicate.operands.map(again);
      return answers.includes(true) ? true : answers.includes(null) ? null : false;
    }
    case "unknown":
      return true;
  }
}

function compareCell(
  cell: Cell,
  operator: string,
  literal: Literal,
  column: RowColumn | undefined,
  ways: EngineWays,
): boolean | null {
  if (cell === null || literal === null) return null;
  const order = orderOf(cell, literal, column, ways);
  if (order === undefined) return operator === "<>";
  return { "=": order === 0, "<>": order !== 0, "<": order < 0, "<=": order <= 0, ">": order > 0, ">=": order >= 0 }[
    operator
  ] as boolean;
}

/** Undefined: neither below nor equal nor above. */
function orderOf(
  cell: Exclude<Cell, null>,
  literal: Exclude<Literal, null>,
  column: RowColumn | undefined,
  ways: EngineWays,
): number | undefined {
  if (typeof cell === "string") return Math.sign(Buffer.compare(Buffer.from(cell), Buffer.from(String(literal))));
  if (typeof literal === "object") {
    return exactOrder(cell, literal.type === "date" ? literal.days : literal.microseconds);
  }
  if (typeof literal === "string") return undefined;
  const type = column?.type;
  if (type === "float32" || type === "float64") {
    const value = Number(literal);
    return floatOrder(Number(cell), type === "float32" && ways.narrowLiterals ? Math.fround(value) : value, ways);
  }
  if (type === "integer" && typeof literal === "number" && ways.integersAsDoubles) {
    return floatOrder(Number(cell), literal, ways);
  }
  return exactOrder(cell, literal);
}

function exactOrder(a: boolean | number | bigint, b: boolean | number | bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function floatOrder(a: number, b: number, { totalOrder }: EngineWays): number | undefined {
  if (!totalOrder) return Number.isNaN(a) || Number.isNaN(b) ? undefined : exactOrder(a, b);
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  if (a === 0 && b === 0) return Number(Object.is(b, -0)) - Number(Object.is(a, -0));
  return exactOrder(a, b);
}

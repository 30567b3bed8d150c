import type { Expression } from "../src/expression.js";
import type { Literal } from "../src/literal.js";
import type { Predicate } from "../src/predicate.js";
import type { RandomType } from "./random-table.js";
import { evaluateExpression } from "./row-expression.js";

/** A value of a row: null, or dates as days, timestamps as microseconds, decimals as the unscaled value of two digits. */
export type Cell = null | boolean | number | bigint | string;

/** In which of the ways that engines differ a predicate is evaluated. */
export interface EngineWays {
  /** NaN above every number and -0 below 0, or as IEEE has it. */
  readonly totalOrder: boolean;
  /** The literal narrowed to a float for a float column, or the column widened to a double. */
  readonly narrowLiterals: boolean;
  /** Integers and decimals turned into doubles beside a double literal, or compared exactly. */
  readonly numbersAsDoubles: boolean;
  /** An empty text of a partition read as null, or as itself. */
  readonly emptyIsNull: boolean;
  /** Casts that lose digits round half away from zero, or cut. */
  readonly roundCasts: boolean;
}

export const allWays: readonly EngineWays[] = Array.from({ length: 32 }, (_, bits) => ({
  totalOrder: (bits & 1) !== 0,
  narrowLiterals: (bits & 2) !== 0,
  numbersAsDoubles: (bits & 4) !== 0,
  emptyIsNull: (bits & 8) !== 0,
  roundCasts: (bits & 16) !== 0,
}));

export interface RowColumn {
  readonly type: RandomType;
  readonly partition: boolean;
}

type Row = Readonly<Record<string, Cell>>;
type Columns = Readonly<Record<string, RowColumn>>;

/** True, false or null, row by row, by the book of SQL. */
export function evaluate(predicate: Predicate, row: Row, columns: Columns, ways: EngineWays): boolean | null {
  const again = (part: Predicate) => evaluate(part, row, columns, ways);
  switch (predicate.kind) {
    case "is-null":
    case "is-not-null":
      return (evaluateExpression(predicate.input, row, columns, ways).cell === null) === (predicate.kind === "is-null");
    case "compare":
      return compareInput(predicate.input, predicate.operator, predicate.value, row, columns, ways);
    case "between":
      return allOf([
        compareInput(predicate.input, ">=", predicate.low, row, columns, ways),
        compareInput(predicate.input, "<=", predicate.high, row, columns, ways),
      ]);
    case "in-list":
      return anyOf(predicate.values.map((value) => compareInput(predicate.input, "=", value, row, columns, ways)));
    case "like": {
      const { cell } = evaluateExpression(predicate.input, row, columns, ways);
      return cell === null ? null : likeExpression(predicate.pattern).test(String(cell));
    }
    case "not": {
      const answer = again(predicate.operand);
      return answer === null ? null : !answer;
    }
    case "and":
      return allOf(predicate.operands.map(again));
    case "or":
      return anyOf(predicate.operands.map(again));
    case "constant":
      return predicate.value;
    case "unknown":
      return true;
  }
}

function allOf(answers: readonly (boolean | null)[]): boolean | null {
  return answers.includes(false) ? false : answers.includes(null) ? null : true;
}

function anyOf(answers: readonly (boolean | null)[]): boolean | null {
  return answers.includes(true) ? true : answers.includes(null) ? null : false;
}

function likeExpression(pattern: string): RegExp {
  const parts = (pattern.match(/\\.|./gsu) ?? []).map((part) => {
    if (part === "%") return ".*";
    if (part === "_") return ".";
    return part.replace(/^\\/, "").replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  });
  return new RegExp(`^${parts.join("")}$`, "su");
}

function compareInput(
  input: Expression,
  operator: string,
  literal: Literal,
  row: Row,
  columns: Columns,
  ways: EngineWays,
): boolean | null {
  const { cell, type } = evaluateExpression(input, row, columns, ways);
  if (cell === null || literal === null) return null;
  const order = orderOf(cell, literal, type, ways);
  if (order === undefined) return operator === "<>";
  return { "=": order === 0, "<>": order !== 0, "<": order < 0, "<=": order <= 0, ">": order > 0, ">=": order >= 0 }[
    operator
  ] as boolean;
}

/** Undefined: neither below nor equal nor above. */
function orderOf(
  cell: Exclude<Cell, null>,
  literal: Exclude<Literal, null>,
  type: RandomType,
  ways: EngineWays,
): number | undefined {
  if (typeof cell === "string") return Math.sign(Buffer.compare(Buffer.from(cell), Buffer.from(String(literal))));
  if (literal instanceof Uint8Array || typeof literal === "string") return undefined;
  if (typeof literal === "object" && literal.type === "date") return exactOrder(cell, literal.days);
  if (typeof literal === "object" && literal.type === "timestamp") return exactOrder(cell, literal.microseconds);
  if (typeof literal === "boolean") return exactOrder(cell, literal);
  if (type === "float" || type === "double") {
    const value = typeof literal === "object" ? Number(literal.unscaled) / 10 ** literal.scale : Number(literal);
    return floatOrder(Number(cell), type === "float" && ways.narrowLiterals ? Math.fround(value) : value, ways);
  }
  const scale = type === "decimal(38,2)" ? 2 : 0;
  if (typeof literal === "number" && ways.numbersAsDoubles)
    return floatOrder(Number(cell) / 10 ** scale, literal, ways);
  return exactOrder(BigInt(cell) * 10n ** BigInt(60 - scale), scaledLiteral(literal));
}

/** A literal with sixty digits after the point, enough for every one that occurs here. */
function scaledLiteral(literal: number | bigint | { readonly unscaled: bigint; readonly scale: number }): bigint {
  if (typeof literal === "bigint") return literal * 10n ** 60n;
  if (typeof literal === "object") return literal.unscaled * 10n ** BigInt(60 - literal.scale);
  // A double literal is the decimal that it was written as.
  const [whole = "0", fraction = ""] = String(literal).split(".");
  return BigInt(whole + fraction) * 10n ** BigInt(60 - fraction.length);
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

import type { Expression } from "../src/expression.js";
import type { RandomType } from "./random-table.js";
import type { Cell, EngineWays, RowColumn } from "./row-semantics.js";

export interface TypedCell {
  readonly cell: Cell;
  readonly type: RandomType;
}

const microsecondsPerDay = 86_400_000_000n;

/** The value of an expression in a row. A cast that fails is null. Written row by row, with JavaScript's own calendar. */
export function evaluateExpression(
  expression: Expression,
  row: Readonly<Record<string, Cell>>,
  columns: Readonly<Record<string, RowColumn>>,
  ways: EngineWays,
): TypedCell {
  if (typeof expression === "string") {
    const column = columns[expression] as RowColumn;
    const cell = row[expression] ?? null;
    return { cell: cell === "" && column.partition && ways.emptyIsNull ? null : cell, type: column.type };
  }
  const input = evaluateExpression(expression.input, row, columns, ways);
  switch (expression.kind) {
    case "cast":
      return {
        type: expression.to === "byte" ? "long" : (expression.to as RandomType),
        cell: castCell(input, expression.to, ways),
      };
    case "left":
      return {
        type: "string",
        cell: input.cell === null ? null : [...String(input.cell)].slice(0, expression.length).join(""),
      };
    case "plus":
      return { type: input.type, cell: addTo(input.cell, expression.amount) };
    case "date-part":
      return { type: "long", cell: input.cell === null ? null : partOf(dateOf(input), expression.part) };
    case "date-trunc": {
      const type = input.type === "date" ? "timestamp_ntz" : input.type;
      return { type, cell: input.cell === null ? null : truncate(microsecondsOf(input), expression.unit) };
    }
  }
}

function addTo(cell: Cell, amount: bigint): Cell {
  if (cell === null) return null;
  return typeof cell === "bigint" ? cell + amount : Number(cell) + Number(amount);
}

function microsecondsOf({ cell, type }: TypedCell): bigint {
  return type === "date" ? BigInt(cell as number) * microsecondsPerDay : (cell as bigint);
}

function floor(value: bigint, size: bigint): bigint {
  return value - (((value % size) + size) % size);
}

function dateOf(input: TypedCell): Date {
  return new Date(Number(floor(microsecondsOf(input), 1_000n) / 1_000n));
}

function partOf(date: Date, part: string): bigint {
  if (part === "year") return BigInt(date.getUTCFullYear());
  return BigInt(part === "month" ? date.getUTCMonth() + 1 : date.getUTCDate());
}

function truncate(microseconds: bigint, unit: string): bigint {
  if (unit === "second") return floor(microseconds, 1_000_000n);
  const date = new Date(Number(floor(microseconds, 1_000n) / 1_000n));
  return BigInt(Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1)) * 1_000n;
}

function castCell({ cell, type }: TypedCell, to: string, { roundCasts }: EngineWays): Cell {
  if (cell === null) return null;
  const round = (value: number): number =>
    roundCasts ? Math.sign(value) * Math.round(Math.abs(value)) : Math.trunc(value);
  switch (to) {
    case "date":
      return type === "date" ? cell : Number(floor(cell as bigint, microsecondsPerDay) / microsecondsPerDay);
    case "timestamp_ntz":
      return microsecondsOf({ cell, type });
    case "double":
      return type === "decimal(38,2)" ? Number(cell) / 100 : Number(cell);
    case "float":
      return Math.fround(Number(cell));
    case "byte":
      return (cell as bigint) >= -128n && (cell as bigint) <= 127n ? cell : null;
    case "long": {
      if (type === "decimal(38,2)") return inLong(divideHundred(cell as bigint, roundCasts));
      return Number.isFinite(cell) ? inLong(BigInt(round(Number(cell)))) : null;
    }
    default:
      if (typeof cell === "bigint") return cell * 100n;
      return Number.isFinite(cell) ? BigInt(round(Number(cell) * 100)) : null;
  }
}

function divideHundred(unscaled: bigint, isRounded: boolean): bigint {
  const half = unscaled < 0n ? -50n : 50n;
  return (isRounded ? unscaled + half : unscaled) / 100n;
}

function inLong(value: bigint): bigint | null {
  return BigInt.asIntN(64, value) === value ? value : null;
}

import { floorDivide } from "./doubles.js";
import type { Statistic } from "./statistic.js";

/** What is read of a data type of apache-arrow, whichever copy and version of it made the table. */
export interface ArrowType {
  readonly typeId: number;
  readonly unit?: number;
  readonly scale?: number;
  readonly precision?: number;
  readonly children?: readonly { readonly name: string }[] | null;
}

export interface ArrowVector {
  readonly length: number;
  readonly type: ArrowType;
  readonly data: readonly { readonly length: number; readonly values?: unknown; getValid(index: number): boolean }[];
  get(index: number): unknown;
  getChildAt(index: number): ArrowVector | null;
}

/** A table of apache-arrow, as far as it is used here. */
export interface ArrowTable {
  readonly numRows: number;
  readonly schema: { readonly fields: readonly { readonly name: string }[] };
  getChild(name: string): ArrowVector | null;
}

/** Reads the value of each row: null where it is null, undefined where it is of a type that has no place in an index. */
export type ArrowReader = (row: number) => Statistic | null | undefined;

// The numbers of apache-arrow's enum Type, which are those of Arrow's own format (format/Schema.fbs).
const types = {
  int: 2,
  float: 3,
  binary: 4,
  utf8: 5,
  bool: 6,
  decimal: 7,
  date: 8,
  timestamp: 10,
  struct: 13,
  null: 1,
};
const texts = [types.utf8, types.binary, 19, 20, 23, 24, -1];

/** A reader of a vector, in the form in which an index wants its values: dates as days, timestamps as microseconds, decimals as digits. */
export function readerOfVector(vector: ArrowVector): ArrowReader {
  const { typeId } = vector.type;
  if (texts.includes(typeId)) return (row) => textOf(vector.get(row));
  if (typeId === types.bool) return (row) => mapValue(vector.get(row), Number);
  if (typeId === types.null) return () => null;
  const convert = converterOf(vector.type);
  if (convert === undefined) return () => undefined;
  let [chunk, start] = [0, 0];
  return (row) => {
    if (row < start) [chunk, start] = [0, 0];
    while (row - start >= (vector.data[chunk]?.length ?? row + 1)) {
      start += vector.data[chunk]?.length ?? 0;
      chunk += 1;
    }
    const data = vector.data[chunk];
    return data?.getValid(row - start) === true ? convert(data.values, row - start) : null;
  };
}

/** The field of a struct, by its name; null in a row where the struct is. */
export function childOf(
  vector: ArrowVector,
  name: string,
): { readonly vector: ArrowVector; readonly at: number } | undefined {
  const at = vector.type.children?.findIndex((child) => child.name === name) ?? -1;
  const child = at === -1 ? null : vector.getChildAt(at);
  return child === null ? undefined : { vector: child, at };
}

function textOf(value: unknown): Statistic | null | undefined {
  if (value === null) return null;
  return typeof value === "string" || value instanceof Uint8Array ? value : undefined;
}

function mapValue<Value>(value: unknown, map: (value: unknown) => Value): Value | null {
  return value === null ? null : map(value);
}

type Convert = (values: unknown, at: number) => Statistic | undefined;

function converterOf(type: ArrowType): Convert | undefined {
  switch (type.typeId) {
    case types.int:
      return (values, at) => numberIn(values, at);
    case types.float:
      // Half floats are kept as their bits, and no Delta type is one.
      return (values, at) => (values instanceof Uint16Array ? undefined : numberIn(values, at));
    case types.date:
      return (values, at) => {
        const value = numberIn(values, at);
        return type.unit === 0 || value === undefined ? value : floorDivide(BigInt(value), 86_400_000n);
      };
    case types.timestamp:
      return (values, at) => {
        const value = numberIn(values, at);
        return value === undefined ? undefined : toMicroseconds(BigInt(value), type.unit ?? 0);
      };
    case types.decimal:
      return (values, at) => decimalIn(values, at, type.scale ?? 0);
    default:
      return undefined;
  }
}

function numberIn(values: unknown, at: number): number | bigint | undefined {
  const value = (values as ArrayLike<unknown>)[at];
  return typeof value === "number" || typeof value === "bigint" ? value : undefined;
}

/** Units are seconds, milliseconds, microseconds, nanoseconds. */
function toMicroseconds(value: bigint, unit: number): bigint {
  return unit === 3 ? floorDivide(value, 1_000n) : value * 1_000n ** BigInt(2 - unit);
}

/** A decimal of 128 bits: four words, the lowest first, in two's complement. */
function decimalIn(values: unknown, at: number, scale: number): Statistic | undefined {
  if (!(values instanceof Uint32Array)) return undefined;
  let unsigned = 0n;
  for (let word = 3; word >= 0; word -= 1) unsigned = (unsigned << 32n) | BigInt(values[at * 4 + word] ?? 0);
  return { unscaled: BigInt.asIntN(128, unsigned), scale };
}

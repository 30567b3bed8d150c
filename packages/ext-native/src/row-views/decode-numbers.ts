import type { Data } from "apache-arrow";
import { type ColumnDecoder, decodeEach } from "./column-decoder.js";
import type { RowMode } from "./row-mode.js";

type FixedWidthValues =
  | Int8Array
  | Int16Array
  | Int32Array
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | Float32Array
  | Float64Array;
type WideValues = BigInt64Array | BigUint64Array;

/** Integers up to 32 bits and floats: the buffer itself where there are no nulls. */
export const decodeFixedWidth: ColumnDecoder = (data, start, end) => {
  const values = data.values as FixedWidthValues;
  if (data.nullCount === 0) return values.subarray(start, end);
  return decodeEach(data, start, end, (index) => values[index]);
};

/** 64-bit integers: bigint, or number where it is exact. */
export function integerDecoder(bitWidth: number, mode: RowMode): ColumnDecoder {
  if (bitWidth < 64) return decodeFixedWidth;
  if (mode === "lossless") return decodeBigIntegers;
  return mode === "js" ? numberDecoder((value) => value) : numberDecoder(String);
}

const decodeBigIntegers: ColumnDecoder = (data, start, end) => {
  const values = data.values as WideValues;
  if (data.nullCount === 0) return values.subarray(start, end);
  return decodeEach(data, start, end, (index) => values[index]);
};

/** Reads the two halves as numbers, so that a bigint is made only for values that are no safe integers. */
function numberDecoder(fromUnsafe: (value: bigint) => unknown): ColumnDecoder {
  return (data, start, end) => {
    const values = data.values as WideValues;
    const halves = new Uint32Array(values.buffer, values.byteOffset, values.length * 2);
    const signed = values instanceof BigInt64Array;
    return decodeEach(data, start, end, (index) => {
      const high = halves[2 * index + 1] as number;
      const value = (signed ? high | 0 : high) * 4_294_967_296 + (halves[2 * index] as number);
      return Number.isSafeInteger(value) ? value : fromUnsafe(values[index] as bigint);
    });
  };
}

/** Half, single and double precision. JSON has no NaN and no infinities: they become text. */
export function floatDecoder(precision: number, mode: RowMode): ColumnDecoder {
  const decode = precision === 0 ? decodeHalves : decodeFixedWidth;
  if (mode !== "json") return decode;
  return (data, start, end) => {
    const numbers = decode(data, start, end) as ArrayLike<number | null>;
    return Array.from(numbers, (value) => (value === null || Number.isFinite(value) ? value : String(value)));
  };
}

const decodeHalves: ColumnDecoder = (data, start, end) => {
  const values = data.values as Uint16Array;
  return decodeEach(data, start, end, (index) => halfToNumber(values[index] as number));
};

function halfToNumber(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0x1f) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

export const decodeBooleans: ColumnDecoder = (data: Data, start, end) => {
  // As the null bitmap, the bits are not cut when a batch is sliced.
  const { values, offset } = data as Data & { values: Uint8Array };
  return decodeEach(data, start, end, (index) => {
    const bit = offset + index;
    return (((values[bit >> 3] as number) >> (bit & 7)) & 1) === 1;
  });
};

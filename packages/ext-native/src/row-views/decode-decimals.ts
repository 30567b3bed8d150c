import { Decimal, decimalText } from "../values/decimal.js";
import { type ColumnDecoder, decodeEach } from "./column-decoder.js";
import type { RowMode } from "./row-mode.js";

/** Decimals of 32 to 256 bits: `Decimal`, or the exact text. */
export function decimalDecoder(
  type: { precision: number; scale: number; bitWidth: number },
  mode: RowMode,
): ColumnDecoder {
  const { precision, scale, bitWidth } = type;
  const make =
    mode === "lossless"
      ? (unscaled: bigint) => new Decimal(unscaled, precision, scale)
      : (unscaled: bigint) => decimalText(unscaled.toString(), scale);
  return (data, start, end) => {
    const unscaled = unscaledReader(data.values as Uint32Array, bitWidth);
    return decodeEach(data, start, end, (index) => make(unscaled(index)));
  };
}

/** Reads little-endian two's complement integers of the width. */
function unscaledReader(values: Uint32Array, bitWidth: number): (index: number) => bigint {
  if (bitWidth === 32) return (index) => BigInt((values[index] as number) | 0);
  const words = wordsOf(values);
  if (bitWidth === 64) return (index) => words[index] as bigint;
  if (bitWidth === 128) {
    return (index) => {
      const low = words[2 * index] as bigint;
      // Most values fit the low half: then the high half only repeats its sign.
      const sign = (values[4 * index + 1] as number) >> 31;
      if (((values[4 * index + 2] as number) | 0) === sign && ((values[4 * index + 3] as number) | 0) === sign)
        return low;
      return ((words[2 * index + 1] as bigint) << 64n) | BigInt.asUintN(64, low);
    };
  }
  return (index) => {
    let value = words[4 * index + 3] as bigint;
    for (let word = 2; word >= 0; word--)
      value = (value << 64n) | BigInt.asUintN(64, words[4 * index + word] as bigint);
    return value;
  };
}

function wordsOf(values: Uint32Array): BigInt64Array {
  const aligned = values.byteOffset % 8 === 0 ? values : values.slice();
  return new BigInt64Array(aligned.buffer, aligned.byteOffset, aligned.byteLength >> 3);
}

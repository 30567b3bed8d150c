import { type BytesVector, isPresent } from "./bytes-vector.js";
import type { FileTest } from "./file-block.js";
import type { TrueRegions } from "./statistics-test.js";

/** The test of a condition by bounds that are texts. A maximum of `truncatedBytes` or more may have been cut: a value may be any text that begins with it. */
export function textTest(
  min: BytesVector,
  max: BytesVector,
  { cuts, nextTrue, withoutBounds }: TrueRegions<Uint8Array>,
  truncatedBytes: number,
): FileTest {
  return (rows, count, out) => {
    for (let at = 0; at < count; at += 1) {
      const row = rows[at] as number;
      const [hasMin, hasMax] = [isPresent(min, row), isPresent(max, row)];
      if (!hasMin && !hasMax) {
        out[at] = withoutBounds(row);
        continue;
      }
      const first = hasMin
        ? countReached(cuts, min.data, min.offsets[row] as number, min.offsets[row + 1] as number, false)
        : 0;
      const last = hasMax ? Math.max(first, countMaximum(cuts, max, row, truncatedBytes)) : cuts.length;
      out[at] = (nextTrue[first] as number) <= last ? 1 : 0;
    }
  };
}

function countMaximum(
  cuts: readonly Uint8Array[],
  { data, offsets }: BytesVector,
  row: number,
  truncatedBytes: number,
): number {
  const [start, end] = [offsets[row] as number, offsets[row + 1] as number];
  if (end - start < truncatedBytes) return countReached(cuts, data, start, end, false);
  const prefixEnd = withoutMark(data, start, end);
  return prefixEnd === start ? cuts.length : countReached(cuts, data, start, prefixEnd, true);
}

/** How many cuts lie at or below a text, or at or below some text that begins with it. */
function countReached(
  cuts: readonly Uint8Array[],
  data: Uint8Array,
  start: number,
  end: number,
  isPrefix: boolean,
): number {
  let [low, high] = [0, cuts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const order = compareCut(cuts[middle] as Uint8Array, data, start, end);
    if (order < 0 || (order === 0 && isReached(cuts[middle] as Uint8Array, end - start, isPrefix))) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** For a cut and a text that are the same as far as both go. */
function isReached(cut: Uint8Array, length: number, isPrefix: boolean): boolean {
  return isPrefix || cut.length <= length;
}

/** Compares as many bytes as both have. Most differ within a few, which a loop sees sooner than a call. */
function compareCut(cut: Uint8Array, data: Uint8Array, start: number, end: number): number {
  const shared = Math.min(cut.length, end - start);
  for (let at = 0; at < shared; at += 1) {
    const difference = (cut[at] as number) - (data[start + at] as number);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The end of a text without the marks that writers put in the place of what they cut: U+FFFD (EF BF BD) and U+10FFFF (F4 8F BF BF). */
function withoutMark(data: Uint8Array, start: number, from: number): number {
  let end = from;
  for (;;) {
    if (end - start >= 3 && data[end - 3] === 0xef && data[end - 2] === 0xbf && data[end - 1] === 0xbd) end -= 3;
    else if (
      end - start >= 4 &&
      data[end - 4] === 0xf4 &&
      data[end - 3] === 0x8f &&
      data[end - 2] === 0xbf &&
      data[end - 1] === 0xbf
    )
      end -= 4;
    else return end;
  }
}

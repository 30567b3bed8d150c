import { type BytesVector, bytesAt } from "./bytes-vector.js";
import { type FindRegions, noBounds } from "./file-block.js";

/** From bounds that are texts. A maximum of `truncatedBytes` or more may have been cut: a value may be any text that begins with it. */
export function findTextRegions(
  min: BytesVector,
  max: BytesVector,
  cuts: readonly Uint8Array[],
  truncatedBytes: number,
): FindRegions {
  return (rows, count, first, last) => {
    for (let at = 0; at < count; at += 1) {
      const row = rows[at] as number;
      const [low, high] = [bytesAt(min, row), bytesAt(max, row)];
      const lowest = low === undefined ? 0 : countReached(cuts, low, false);
      first[at] = lowest;
      if (high !== undefined) last[at] = Math.max(lowest, countMaximum(cuts, high, truncatedBytes));
      else last[at] = low === undefined ? noBounds : cuts.length;
    }
  };
}

function countMaximum(cuts: readonly Uint8Array[], high: Uint8Array, truncatedBytes: number): number {
  if (high.length < truncatedBytes) return countReached(cuts, high, false);
  const prefix = withoutMark(high);
  return prefix.length === 0 ? cuts.length : countReached(cuts, prefix, true);
}

/** How many cuts lie at or below a text, or at or below some text that begins with it. */
function countReached(cuts: readonly Uint8Array[], text: Uint8Array, isPrefix: boolean): number {
  let [low, high] = [0, cuts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const cut = cuts[middle] as Uint8Array;
    if (compareBytes(cut, isPrefix ? Math.min(cut.length, text.length) : cut.length, text) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Compares the first bytes of a cut with a text. Most differ within a few bytes, which a loop sees sooner than a call. */
function compareBytes(cut: Uint8Array, length: number, text: Uint8Array): number {
  const shared = Math.min(length, text.length);
  for (let at = 0; at < shared; at += 1) {
    const difference = (cut[at] as number) - (text[at] as number);
    if (difference !== 0) return difference;
  }
  return length - text.length;
}

/** Takes off the marks that writers put in the place of what they cut: U+FFFD and U+10FFFF. */
function withoutMark(text: Uint8Array): Uint8Array {
  let end = text.length;
  for (;;) {
    if (end >= 3 && text[end - 3] === 0xef && text[end - 2] === 0xbf && text[end - 1] === 0xbd) end -= 3;
    else if (
      end >= 4 &&
      text[end - 4] === 0xf4 &&
      text[end - 3] === 0x8f &&
      text[end - 2] === 0xbf &&
      text[end - 1] === 0xbf
    )
      end -= 4;
    else return text.subarray(0, end);
  }
}

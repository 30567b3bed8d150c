import type { Data } from "apache-arrow";

/** Decodes the values from index `start` up to but not including `end`. Null stands for null. */
export type ColumnDecoder = (data: Data, start: number, end: number) => ArrayLike<unknown>;

/**
 * One array of values by a reader of single values that is not asked for nulls.
 * The reader is made once for a column of a batch, so no type is looked at for a single value.
 */
export function decodeEach<Value>(
  data: Data,
  start: number,
  end: number,
  read: (index: number) => Value,
): (Value | null)[] {
  const values = new Array<Value | null>(end - start);
  if (data.nullCount === 0) {
    for (let index = start; index < end; index++) values[index - start] = read(index);
    return values;
  }
  // The bitmap is not cut when a batch is sliced; the values are.
  const { nullBitmap: bitmap, offset } = data;
  for (let index = start; index < end; index++) {
    const bit = offset + index;
    const valid = ((bitmap[bit >> 3] as number) >> (bit & 7)) & 1;
    values[index - start] = valid ? read(index) : null;
  }
  return values;
}

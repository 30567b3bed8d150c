/** The smallest of some measurements. */
export function best(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError("no measurements");
  return Math.min(...values);
}

/** The middle measurement; the mean of the two in the middle for an even number. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  const middle = sorted.length >> 1;
  const upper = sorted[middle];
  if (upper === undefined) throw new RangeError("no measurements");
  const lower = sorted[middle - 1];
  return sorted.length % 2 === 1 || lower === undefined ? upper : (lower + upper) / 2;
}

/** The measurement below which a share of them lies: 0.99 for the 99th percentile. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** The sum of some measurements. */
export function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

const double = new Float64Array(1);
const bits = new BigInt64Array(double.buffer);

/** The least double above a finite number. */
export function nextUp(value: number): number {
  if (value === 0) return Number.MIN_VALUE;
  double[0] = value;
  bits[0] = (bits[0] as bigint) + (value > 0 ? 1n : -1n);
  return double[0];
}

/** The greatest double below a finite number. */
export function nextDown(value: number): number {
  return -nextUp(-value);
}

/** Moves a number by some steps of doubles, up for a positive count and down for a negative one. It stops at the largest finite ones. */
export function stepDouble(value: number, steps: number): number {
  let moved = clampFinite(value);
  for (let step = 0; step < Math.abs(steps); step += 1)
    moved = clampFinite(steps > 0 ? nextUp(moved) : nextDown(moved));
  return moved;
}

/** A fraction of two integers as a double, right to two steps. */
export function ratio(numerator: bigint, denominator: bigint): number {
  const whole = numerator / denominator;
  return Number(whole) + Number(numerator - whole * denominator) / Number(denominator);
}

function clampFinite(value: number): number {
  return Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, value));
}

/** The integer fraction that a finite double is: `value = numerator / 2^exponent`. */
export function exactFraction(value: number): { readonly numerator: bigint; readonly denominator: bigint } {
  let denominator = 1n;
  let scaled = value;
  while (!Number.isInteger(scaled)) {
    scaled *= 2;
    denominator *= 2n;
  }
  return { numerator: BigInt(scaled), denominator };
}

/** Division that rounds down. */
export function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient;
}

/** Division that rounds up. */
export function ceilDivide(a: bigint, b: bigint): bigint {
  return -floorDivide(-a, b);
}

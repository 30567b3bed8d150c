/**
 * Numbers of a column, one for each file, each as the double that is nearest and what that leaves out. So integers and decimals of up to 106 bits
 * are exact, and comparing them is comparing doubles until two are equal. NaN stands for what is missing.
 */
export interface NumberVector {
  readonly values: Float64Array;
  /** What the doubles leave out; absent where they leave out nothing. */
  readonly rests: Int16Array | Float64Array | undefined;
}

/** What a number that is no double rounds to: down for a minimum, up for a maximum. Within 106 bits nothing is rounded. */
export type Rounding = "down" | "up";

/** Fills a vector place by place. */
export class NumberVectorBuilder {
  readonly #values: Float64Array;
  readonly #rounding: Rounding;
  #rests: Int16Array | Float64Array | undefined;

  constructor(length: number, rounding: Rounding) {
    this.#values = new Float64Array(length).fill(Number.NaN);
    this.#rounding = rounding;
  }

  set(at: number, value: number | bigint | undefined): void {
    if (typeof value !== "bigint") {
      this.#values[at] = value ?? Number.NaN;
      return;
    }
    const { near, rest } = splitNumber(value, this.#rounding);
    this.#values[at] = near;
    if (rest === 0) return;
    const isShort = Number.isInteger(rest) && Math.abs(rest) < 2 ** 15;
    if (this.#rests === undefined) {
      this.#rests = isShort ? new Int16Array(this.#values.length) : new Float64Array(this.#values.length);
    } else if (this.#rests instanceof Int16Array && !isShort) this.#rests = Float64Array.from(this.#rests);
    this.#rests[at] = rest;
  }

  finish(): NumberVector {
    return { values: this.#values, rests: this.#rests };
  }
}

/** The double nearest to an integer, and what it leaves out. */
export function splitNumber(
  value: bigint,
  rounding: Rounding,
): { readonly near: number; readonly rest: number; readonly exact: boolean } {
  const near = Number(value);
  const left = value - BigInt(near);
  const rest = Number(left);
  const exact = BigInt(rest) === left;
  if (exact) return { near, rest, exact };
  const step = Math.max(Math.abs(rest) * 2 ** -51, 1);
  return { near, rest: rounding === "down" ? rest - step : rest + step, exact };
}

/** The number at a place, with every digit; undefined where it is missing. */
export function numberAt({ values, rests }: NumberVector, at: number): number | bigint | undefined {
  const value = values[at] ?? Number.NaN;
  if (Number.isNaN(value)) return undefined;
  const rest = rests?.[at] ?? 0;
  return rest === 0 ? value : BigInt(value) + BigInt(rest);
}

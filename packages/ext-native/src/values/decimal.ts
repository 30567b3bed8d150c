const marker: unique symbol = Symbol.for("causeway.ext-native.decimal");

/** An exact decimal number: `unscaled` times ten to the power of minus `scale`. */
export class Decimal {
  readonly unscaled: bigint;
  /** Most digits that the column's type holds. */
  readonly precision: number;
  /** Digits behind the point; negative for digits left out before it. */
  readonly scale: number;

  constructor(unscaled: bigint, precision: number, scale: number) {
    this.unscaled = unscaled;
    this.precision = precision;
    this.scale = scale;
  }

  /** @internal */
  get [marker](): true {
    return true;
  }

  /** True for a decimal of this class, also of another copy of this package. */
  static isInstance(value: unknown): value is Decimal {
    return typeof value === "object" && value !== null && marker in value;
  }

  /** All digits, for example `-12.50`. */
  toString(): string {
    return decimalText(this.unscaled.toString(), this.scale);
  }

  /** The nearest double; digits beyond about 15 are lost. */
  toNumber(): number {
    return Number(this.toString());
  }

  toJSON(): string {
    return this.toString();
  }
}

/** Sets the point into the digits of an unscaled value. */
export function decimalText(unscaled: string, scale: number): string {
  if (scale === 0) return unscaled;
  if (scale < 0) return unscaled === "0" ? unscaled : unscaled + "0".repeat(-scale);
  const negative = unscaled.startsWith("-");
  const digits = (negative ? unscaled.slice(1) : unscaled).padStart(scale + 1, "0");
  const point = digits.length - scale;
  return `${negative ? "-" : ""}${digits.slice(0, point)}.${digits.slice(point)}`;
}

import { LaneError } from "../lane-error.js";
import {
  boolean as booleanType,
  type DataType,
  float64,
  int64,
  isInteger,
  string,
  typeText,
} from "../schema/data-type.js";
import type { LiteralNode, LiteralValue } from "./expression-node.js";

/** What a literal can be written as without naming its type. */
export type PlainLiteral = boolean | number | bigint | string | null;

export function literalNode(value: LiteralValue, type: DataType): LiteralNode {
  return { kind: "literal", value, type, nullable: value === null };
}

/**
 * A literal of the type that SQL would give it: int64 for whole numbers, float64 for others.
 *
 * @throws {LaneError} `invalid-literal`, `invalid-expression`
 */
export function plainLiteral(value: unknown): LiteralNode {
  switch (typeof value) {
    case "boolean":
      return literalNode(value, booleanType);
    case "string":
      if (/\p{Surrogate}/u.test(value)) throw new LaneError("invalid-literal", "a text holds half a surrogate pair");
      return literalNode(value, string);
    case "bigint":
      return integerLiteral(value);
    case "number":
      if (Number.isSafeInteger(value) && !Object.is(value, -0)) return integerLiteral(BigInt(value));
      if (!Number.isFinite(value))
        throw new LaneError("invalid-literal", `${value} is no literal; cast a text to float64`);
      return literalNode(value, float64);
    default:
      if (value === null) return literalNode(null, { name: "null" });
      throw new LaneError("invalid-expression", `${typeof value} is neither an expression nor a literal`);
  }
}

function integerLiteral(value: bigint): LiteralNode {
  if (BigInt.asIntN(64, value) !== value) {
    throw new LaneError("invalid-literal", `${value} is no int64; write it with decimalLiteral`);
  }
  return literalNode(value, int64);
}

/** The literal in another type where that holds the very same value, else undefined. */
export function fitLiteral({ value, type }: LiteralNode, wanted: DataType): LiteralNode | undefined {
  if (value === null) return literalNode(null, wanted);
  if (type.name === wanted.name && typeText(type) === typeText(wanted)) return literalNode(value, wanted);
  const isNumber = isInteger(type) || type.name === "float64" || type.name === "decimal";
  if (!isNumber) return undefined;
  if (isInteger(wanted)) return isInteger(type) ? fitInteger(value as bigint, wanted) : undefined;
  if (wanted.name === "float64" && isInteger(type)) return fitFloat(Number(value), value as bigint, wanted);
  if (wanted.name === "float32" && type.name === "float64") {
    return Math.fround(value as number) === value ? literalNode(value, wanted) : undefined;
  }
  if (wanted.name === "float32" && isInteger(type))
    return fitFloat(Math.fround(Number(value)), value as bigint, wanted);
  if (wanted.name === "decimal") return fitDecimal({ value, type }, wanted);
  return undefined;
}

function fitInteger(value: bigint, wanted: DataType): LiteralNode | undefined {
  const bits = Number(wanted.name.replace(/\D+/, ""));
  const fits = wanted.name.startsWith("u")
    ? BigInt.asUintN(bits, value) === value
    : BigInt.asIntN(bits, value) === value;
  return fits ? literalNode(value, wanted) : undefined;
}

function fitFloat(float: number, value: bigint, wanted: DataType): LiteralNode | undefined {
  return BigInt(float) === value ? literalNode(float, wanted) : undefined;
}

function fitDecimal(
  literal: Pick<LiteralNode, "value" | "type">,
  wanted: DataType & { readonly name: "decimal" },
): LiteralNode | undefined {
  const { unscaled, scale } = decimalParts(literal);
  if (scale > wanted.scale) return undefined;
  const scaled = unscaled * 10n ** BigInt(wanted.scale - scale);
  return digitsOf(scaled) <= wanted.precision ? literalNode(scaled, wanted) : undefined;
}

/** A number's literal as the smallest decimal that holds it, as arithmetic with decimals takes it. */
export function minimalDecimal(literal: LiteralNode): LiteralNode {
  const { unscaled, scale } = decimalParts(literal);
  const precision = Math.max(digitsOf(unscaled), scale, 1);
  return literalNode(unscaled, { name: "decimal", precision, scale });
}

function decimalParts({ value, type }: Pick<LiteralNode, "value" | "type">): { unscaled: bigint; scale: number } {
  if (type.name === "decimal") return { unscaled: value as bigint, scale: type.scale };
  return parseDecimal(String(value));
}

/**
 * The digits of a number's text: `-1.25` is -125 with a scale of 2, `5e-7` is 5 with a scale of 7.
 *
 * @throws {LaneError} `invalid-literal`
 */
export function parseDecimal(text: string): { unscaled: bigint; scale: number } {
  const match = /^([+-]?)(\d+)(?:\.(\d*))?(?:e([+-]?\d{1,3}))?$/i.exec(text);
  if (match === null) throw new LaneError("invalid-literal", `${JSON.stringify(text)} is no decimal`);
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = match;
  const scale = fraction.length - Number(exponent);
  const unscaled = BigInt(`${sign === "-" ? "-" : ""}${whole}${fraction}${"0".repeat(Math.max(-scale, 0))}`);
  return { unscaled, scale: Math.max(scale, 0) };
}

export function digitsOf(unscaled: bigint): number {
  return String(unscaled < 0n ? -unscaled : unscaled).length;
}

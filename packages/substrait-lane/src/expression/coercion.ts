import { LaneError } from "../lane-error.js";
import {
  type DataType,
  decimal,
  float64,
  int8,
  int16,
  int32,
  int64,
  isInteger,
  isNumeric,
  sameType,
  timestamp,
  typeText,
} from "../schema/data-type.js";
import type { ExpressionNode } from "./expression-node.js";
import { fitLiteral } from "./literal-node.js";

/** Decimal digits that an integer type needs, as DataFusion counts them. */
const integerDigits: Readonly<Record<string, number>> = {
  int8: 3,
  int16: 5,
  int32: 10,
  int64: 20,
  uint8: 3,
  uint16: 5,
  uint32: 10,
  uint64: 20,
};

/** The type that values of two types are compared in, or undefined where there is none. The rules are those of DataFusion's coercion. */
export function commonType(left: DataType, right: DataType): DataType | undefined {
  if (sameType(left, right)) return left;
  if (left.name === "null") return right;
  if (right.name === "null") return left;
  if (isNumeric(left) && isNumeric(right)) return commonNumeric(left, right);
  if (left.name === "timestamp" && right.name === "date") return left;
  if (left.name === "date" && right.name === "timestamp") return right;
  if (left.name === "timestamp" && right.name === "timestamp" && left.zone === right.zone) {
    const units = ["s", "ms", "us", "ns"];
    return timestamp(units.indexOf(left.unit) > units.indexOf(right.unit) ? left.unit : right.unit, left.zone);
  }
  return undefined;
}

function commonNumeric(left: DataType, right: DataType): DataType {
  const names = [left.name, right.name];
  if (names.includes("float64")) return float64;
  if (names.includes("float32")) return names.includes("decimal") ? float64 : { name: "float32" };
  if (left.name === "decimal" || right.name === "decimal") return commonDecimal(asDecimal(left), asDecimal(right));
  return commonInteger(left.name, right.name);
}

function commonInteger(left: string, right: string): DataType {
  const [leftBits = 64, rightBits = 64] = [left, right].map((name) => Number(name.replace(/\D+/, "")));
  const [leftUnsigned, rightUnsigned] = [left.startsWith("u"), right.startsWith("u")];
  if (leftUnsigned === rightUnsigned) {
    return { name: `${leftUnsigned ? "u" : ""}int${Math.max(leftBits, rightBits)}` as "int64" };
  }
  const unsignedBits = leftUnsigned ? leftBits : rightBits;
  const signedBits = leftUnsigned ? rightBits : leftBits;
  if (unsignedBits === 64) return decimal(20, 0);
  return (
    [int8, int16, int32, int64].find(
      ({ name }) => Number(name.slice(3)) > unsignedBits && Number(name.slice(3)) >= signedBits,
    ) ?? int64
  );
}

function commonDecimal(left: Decimal, right: Decimal): DataType {
  const scale = Math.max(left.scale, right.scale);
  const whole = Math.max(left.precision - left.scale, right.precision - right.scale);
  return decimal(Math.min(38, whole + scale), scale);
}

type Decimal = DataType & { readonly name: "decimal" };

/** An integer type as the decimal type that holds it. */
export function asDecimal(type: DataType): Decimal {
  if (type.name === "decimal") return type;
  return decimal(integerDigits[type.name] ?? 38, 0) as Decimal;
}

/** An expression in another type: a literal is written anew where it has the very same value there, everything else is cast. */
export function coerce(node: ExpressionNode, type: DataType): ExpressionNode {
  if (sameType(node.type, type)) return node;
  const literal = node.kind === "literal" ? fitLiteral(node, type) : undefined;
  return literal ?? { kind: "cast", input: node, onFailure: "error", type, nullable: node.nullable };
}

/** A number in another numeric type. What is no number stays as it is, and the function refuses it. */
export function coerceNumber(node: ExpressionNode, type: DataType): ExpressionNode {
  return isNumeric(node.type) || node.type.name === "null" ? coerce(node, type) : node;
}

/**
 * Expressions in one type. A literal follows the columns beside it where it fits them.
 *
 * @throws {LaneError} `type-mismatch`
 */
export function unify(nodes: readonly ExpressionNode[], where: string): readonly ExpressionNode[] {
  const type = unifiedType(nodes, where);
  return nodes.map((node) => coerce(node, type));
}

function unifiedType(nodes: readonly ExpressionNode[], where: string): DataType {
  const others = nodes.filter(({ kind }) => kind !== "literal");
  const base = others.length > 0 ? others : nodes;
  let type = base[0]?.type ?? { name: "null" };
  for (const node of base) type = joined(type, node.type, where);
  for (const node of nodes) {
    if (node.kind !== "literal" || fitLiteral(node, type) !== undefined) continue;
    type = joined(type, node.type, where);
  }
  return type;
}

function joined(left: DataType, right: DataType, where: string): DataType {
  const type = commonType(left, right);
  if (type === undefined) {
    throw new LaneError("type-mismatch", `${where} does not take ${typeText(left)} together with ${typeText(right)}`);
  }
  return type;
}

/** True where a literal, or an integer's type, can stand in decimal arithmetic. */
export function isExact(type: DataType): boolean {
  return type.name === "decimal" || isInteger(type);
}

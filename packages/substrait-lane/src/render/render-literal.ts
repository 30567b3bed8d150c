import type { IntervalValue, LiteralNode } from "../expression/expression-node.js";
import type { DataType, TimeUnit } from "../schema/data-type.js";
import { arrowType, sqlType } from "./render-type.js";
import { quotedText } from "./sql-text.js";

/** A literal that has its type in SQL too, so that both lanes calculate in the same one. */
export function renderLiteral({ value, type }: LiteralNode): string {
  if (value === null) return type.name === "null" ? "NULL" : castText("NULL", type);
  switch (type.name) {
    case "boolean":
      return value === true ? "TRUE" : "FALSE";
    case "int64":
      return integerText(value as bigint);
    case "float64":
      return floatText(value as number);
    case "string":
      return quotedText(value as string);
    case "date":
      return `DATE ${quotedText(dayText(value as number))}`;
    case "decimal":
      return castText(quotedText(decimalText(value as bigint, type.scale)), type);
    case "timestamp":
      return castText(quotedText(instantText(value as bigint, type.unit, type.zone !== undefined)), type);
    case "interval":
      return `INTERVAL ${quotedText(intervalText(value as IntervalValue))}`;
    case "binary":
      return `X${quotedText(Buffer.from(value as Uint8Array).toString("hex"))}`;
    default:
      return castText(String(value), type);
  }
}

/** A number beside a column that it is compared with: SQL brings it to the column's type, as the relation has done. */
export function renderComparand({ value, type }: LiteralNode): string | undefined {
  if (value === null) return undefined;
  if (/^u?int/.test(type.name)) return integerText(value as bigint);
  if (type.name === "decimal") return decimalText(value as bigint, type.scale);
  return undefined;
}

/** A text of SQL cast to a type. */
export function castText(text: string, type: DataType): string {
  const name = sqlType(type);
  return name === undefined ? `arrow_cast(${text}, ${quotedText(arrowType(type))})` : `CAST(${text} AS ${name})`;
}

/** The lowest int64 has no literal of its own: the minus is an operator over a number that is too large. */
function integerText(value: bigint): string {
  return value === -(2n ** 63n) ? castText(quotedText(String(value)), { name: "int64" }) : String(value);
}

/** With an exponent, so that no dialect reads a decimal. */
function floatText(value: number): string {
  if (Object.is(value, -0)) return castText(quotedText("-0"), { name: "float64" });
  const text = String(value);
  return text.includes("e") ? text.replace("e+", "e") : `${text}e0`;
}

function decimalText(unscaled: bigint, scale: number): string {
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, "0");
  const whole = digits.slice(0, digits.length - scale);
  const text = scale === 0 ? whole : `${whole}.${digits.slice(digits.length - scale)}`;
  return unscaled < 0n ? `-${text}` : text;
}

function dayText(days: number): string {
  return new Date(days * 86_400_000).toISOString().slice(0, 10);
}

function instantText(value: bigint, unit: TimeUnit, hasZone: boolean): string {
  const digits = { s: 0, ms: 3, us: 6, ns: 9 }[unit];
  const perSecond = 10n ** BigInt(digits);
  const fraction = ((value % perSecond) + perSecond) % perSecond;
  const seconds = Number((value - fraction) / perSecond);
  const clock = new Date(seconds * 1000).toISOString().slice(0, 19);
  return `${clock}${digits === 0 ? "" : `.${String(fraction).padStart(digits, "0")}`}${hasZone ? "Z" : ""}`;
}

function intervalText({ months, days, nanoseconds }: IntervalValue): string {
  const seconds = nanoseconds / 1_000_000_000n;
  const parts: readonly (readonly [number | bigint, string])[] = [
    [months, "months"],
    [days, "days"],
    [seconds, "seconds"],
  ];
  const text = parts.filter(([value]) => Number(value) !== 0).map(([value, unit]) => `${value} ${unit}`);
  return text.length === 0 ? "0 days" : text.join(" ");
}

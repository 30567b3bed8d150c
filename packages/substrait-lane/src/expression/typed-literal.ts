import { LaneError } from "../lane-error.js";
import { type DataType, isInteger, type TimeUnit, typeText } from "../schema/data-type.js";
import type { LiteralNode, LiteralValue } from "./expression-node.js";
import { digitsOf, literalNode, parseDecimal, plainLiteral } from "./literal-node.js";

const millisecondsOfDay = 86_400_000;
const unitsOfSecond: Readonly<Record<TimeUnit, bigint>> = { s: 1n, ms: 1_000n, us: 1_000_000n, ns: 1_000_000_000n };

/** @throws {LaneError} `invalid-literal` for a value that the type does not have. */
export function literalOfType(value: unknown, type: DataType): LiteralNode {
  if (value === null) return literalNode(null, type);
  const parsed = valueInType(value, type);
  if (parsed !== undefined) return literalNode(parsed, type);
  throw new LaneError("invalid-literal", `${shown(value)} is no ${typeText(type)}`);
}

function valueInType(value: unknown, type: DataType): LiteralValue | undefined {
  if (isInteger(type)) return integerValue(value, type.name);
  switch (type.name) {
    case "boolean":
    case "string":
      return typeof value === type.name ? plainLiteral(value).value : undefined;
    case "float32":
    case "float64":
      return typeof value === "number" && Number.isFinite(value) ? value : undefined;
    case "binary":
      return value instanceof Uint8Array ? value : undefined;
    case "decimal":
      return decimalValue(value, type.precision, type.scale);
    case "date":
      return typeof value === "string" ? dayOf(value) : undefined;
    case "timestamp":
      return typeof value === "string" ? instantOf(value, type.unit, type.zone !== undefined) : undefined;
    default:
      return undefined;
  }
}

function integerValue(value: unknown, name: string): bigint | undefined {
  if (typeof value !== "bigint" && !Number.isSafeInteger(value)) return undefined;
  const whole = BigInt(value as bigint | number);
  const bits = Number(name.replace(/\D+/, ""));
  const fits = name.startsWith("u") ? BigInt.asUintN(bits, whole) : BigInt.asIntN(bits, whole);
  return fits === whole ? whole : undefined;
}

function decimalValue(value: unknown, precision: number, scale: number): bigint | undefined {
  if (typeof value !== "string" && typeof value !== "number" && typeof value !== "bigint") return undefined;
  const parsed = parseDecimal(String(value));
  if (parsed.scale > scale) return undefined;
  const unscaled = parsed.unscaled * 10n ** BigInt(scale - parsed.scale);
  return digitsOf(unscaled) <= precision ? unscaled : undefined;
}

/** Days since 1970-01-01 of `2024-02-29`. */
function dayOf(text: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const milliseconds = Date.parse(`${text}T00:00:00Z`);
  const isReal = !Number.isNaN(milliseconds) && new Date(milliseconds).toISOString().startsWith(text);
  return isReal ? milliseconds / millisecondsOfDay : undefined;
}

/** An instant in the type's unit, of `2024-02-29T12:30:00.5`; with `Z` or an offset just where the type has a zone. */
function instantOf(text: string, unit: TimeUnit, hasZone: boolean): bigint | undefined {
  const match = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?(Z|[+-]\d{2}:\d{2})?$/.exec(text);
  if (match === null) return undefined;
  const [, day = "", clock = "", fraction = "", zone] = match;
  if (dayOf(day) === undefined || (zone !== undefined) !== hasZone) return undefined;
  const milliseconds = Date.parse(`${day}T${clock}${zone ?? "Z"}`);
  if (Number.isNaN(milliseconds)) return undefined;
  const nanoseconds = BigInt(milliseconds) * 1_000_000n + BigInt(fraction.padEnd(9, "0"));
  const step = 1_000_000_000n / unitsOfSecond[unit];
  return nanoseconds % step === 0n ? nanoseconds / step : undefined;
}

function shown(value: unknown): string {
  return typeof value === "bigint" ? `${value}` : (JSON.stringify(value) ?? typeof value);
}

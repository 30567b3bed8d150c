import { PruningError } from "./pruning-error.js";

/** The type of a column: the name of a primitive type in a Delta schema (PROTOCOL.md, "Primitive Types"). */
export type ColumnType =
  | "boolean"
  | "byte"
  | "short"
  | "integer"
  | "long"
  | "float"
  | "double"
  | "string"
  | "binary"
  | "date"
  | "timestamp"
  | "timestamp_ntz"
  | `decimal(${number},${number})`;

/** How the values of a type are ordered: on a grid of whole numbers, as doubles, or as bytes. */
export type Domain = "grid" | "double" | "bytes";

/** What is to be known of a type. */
export interface TypeTraits {
  readonly family:
    | "boolean"
    | "integer"
    | "decimal"
    | "float"
    | "double"
    | "string"
    | "binary"
    | "date"
    | "timestamp"
    | "timestamp_ntz";
  readonly domain: Domain;
  /** Digits after the point of a decimal, otherwise 0. A decimal stands on the grid by its unscaled value. */
  readonly scale: number;
  /** The least and the greatest value on the grid. */
  readonly least: bigint;
  readonly greatest: bigint;
}

/** Stands for values below and above everything that a column holds. */
export const gridEnd = 1n << 200n;

const integerBits = { byte: 8n, short: 16n, integer: 32n, long: 64n } as const;
const cached = new Map<ColumnType, TypeTraits>();

/** The traits of a type. Throws `invalid-schema` for a name that is none. */
export function traitsOf(type: ColumnType): TypeTraits {
  const known = cached.get(type);
  if (known !== undefined) return known;
  const traits = makeTraits(type);
  if (traits === undefined) throw new PruningError("invalid-schema", `${String(type)} is no primitive type`);
  cached.set(type, traits);
  return traits;
}

/** True for the name of a type whose values an index can hold. */
export function isColumnType(type: unknown): type is ColumnType {
  return typeof type === "string" && makeTraits(type) !== undefined;
}

function makeTraits(type: string): TypeTraits | undefined {
  const open = { scale: 0, least: -gridEnd, greatest: gridEnd };
  switch (type) {
    case "boolean":
      return { family: "boolean", domain: "grid", scale: 0, least: 0n, greatest: 1n };
    case "byte":
    case "short":
    case "integer":
    case "long": {
      const half = 1n << (integerBits[type] - 1n);
      return { family: "integer", domain: "grid", scale: 0, least: -half, greatest: half - 1n };
    }
    case "date":
    case "timestamp":
    case "timestamp_ntz":
      return { family: type, domain: "grid", ...open };
    case "float":
    case "double":
      return { family: type, domain: "double", ...open };
    case "string":
    case "binary":
      return { family: type, domain: "bytes", ...open };
    default:
      return decimalTraits(type);
  }
}

function decimalTraits(type: string): TypeTraits | undefined {
  const match = /^decimal\((\d{1,2}),(-?\d{1,2})\)$/.exec(type.replaceAll(" ", ""));
  if (match === null) return undefined;
  const [precision, scale] = [Number(match[1]), Number(match[2])];
  if (precision < 1 || precision > 38 || scale < 0 || scale > precision) return undefined;
  const greatest = 10n ** BigInt(precision) - 1n;
  return { family: "decimal", domain: "grid", scale, least: -greatest, greatest };
}

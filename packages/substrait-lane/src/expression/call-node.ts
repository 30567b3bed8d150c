import { type FunctionDefinition, functionUrns, type ParameterFamily } from "../functions/function-definition.js";
import { LaneError } from "../lane-error.js";
import { type DataType, isInteger, isNumeric, typeText } from "../schema/data-type.js";
import { coerce, unify } from "./coercion.js";
import type { ExpressionNode } from "./expression-node.js";

/**
 * A call with its arguments checked and brought to the types that the function takes.
 *
 * @throws {LaneError} `type-mismatch`
 */
export function callNode(definition: FunctionDefinition, args: readonly ExpressionNode[]): ExpressionNode {
  const fitting = checkedArguments(definition, args);
  return { kind: "call", function: definition, args: fitting, ...definition.result(fitting) };
}

/** @throws {LaneError} `type-mismatch` for arguments that the function does not take. */
export function checkedArguments(
  definition: FunctionDefinition,
  args: readonly ExpressionNode[],
): readonly ExpressionNode[] {
  const { name, takes, optional = 0, rest } = definition;
  const most = rest === undefined ? takes.length : Number.POSITIVE_INFINITY;
  if (args.length < takes.length - optional || args.length > most) {
    throw new LaneError("type-mismatch", `${name} does not take ${args.length} arguments`);
  }
  const families = args.map((_, index) => takes[index] ?? rest ?? "any");
  const typed = args.map((arg, index) => typedNull(arg, families[index]));
  for (const [index, arg] of typed.entries()) checkFamily(arg.type, families[index] ?? "any", name);
  return definition.unify ? unify(typed, name) : typed;
}

const familyTypes: Readonly<Record<Exclude<ParameterFamily, "any">, DataType>> = {
  boolean: { name: "boolean" },
  numeric: { name: "int64" },
  integer: { name: "int64" },
  string: { name: "string" },
  temporal: { name: "timestamp", unit: "us", zone: undefined },
};

/** A bare null takes the type that the place asks for. */
function typedNull(arg: ExpressionNode, family: ParameterFamily | undefined): ExpressionNode {
  const isBare = arg.type.name === "null" && family !== undefined && family !== "any";
  return isBare ? coerce(arg, familyTypes[family]) : arg;
}

function checkFamily(type: DataType, family: ParameterFamily, name: string): void {
  if (!isOfFamily(type, family)) throw new LaneError("type-mismatch", `${name} takes ${family}, not ${typeText(type)}`);
}

function isOfFamily(type: DataType, family: ParameterFamily): boolean {
  switch (family) {
    case "any":
      return true;
    case "numeric":
      return isNumeric(type);
    case "integer":
      return isInteger(type);
    case "temporal":
      return type.name === "date" || type.name === "timestamp" || type.name === "time";
    default:
      return type.name === family;
  }
}

/** The extension that declares a function for these arguments. */
export function urnOf({ urn, decimalUrn }: FunctionDefinition, args: readonly ExpressionNode[]): string {
  return decimalUrn !== undefined && args.some(({ type }) => type.name === "decimal") ? decimalUrn : urn;
}

const shortNames: Readonly<Record<string, string>> = {
  boolean: "bool",
  int8: "i8",
  int16: "i16",
  int32: "i32",
  int64: "i64",
  uint8: "i8",
  uint16: "i16",
  uint32: "i32",
  uint64: "i64",
  float32: "fp32",
  float64: "fp64",
  string: "str",
  binary: "vbin",
  date: "date",
  decimal: "dec",
  time: "pt",
  duration: "iday",
  list: "list",
  struct: "struct",
  map: "map",
  null: "u!null",
};

/** A function's compound name, as the specification forms it: `add:i64_i64`, `equal:any_any`, `count:`. */
export function compoundName(definition: FunctionDefinition, args: readonly ExpressionNode[]): string {
  if (definition.urn === functionUrns.datafusion) return definition.name;
  const variadic = definition.rest !== undefined && definition.takes.length === 0;
  const named = variadic ? args.slice(0, 1) : args;
  return `${definition.name}:${named.map(({ type }) => (definition.generic ? "any" : shortName(type))).join("_")}`;
}

function shortName(type: DataType): string {
  if (type.name === "timestamp") return type.zone === undefined ? "pts" : "ptstz";
  if (type.name === "interval")
    return { "year-month": "iyear", "day-time": "iday", "month-day-nano": "icompound" }[type.unit];
  return shortNames[type.name] ?? type.name;
}

import { coerceNumber } from "../expression/coercion.js";
import { apply, type Expression, nodeOf } from "../expression/expression.js";
import type { Operand } from "../expression/operand.js";
import { boolean, type DataType, int32, int64, string } from "../schema/data-type.js";
import { always, type FunctionDefinition, functionUrns, type ParameterFamily } from "./function-definition.js";

type Text = Operand<"string">;

/** A function of Substrait over texts that DataFusion has under `sql`. */
function textFunction(
  name: string,
  takes: readonly ParameterFamily[],
  result: DataType,
  more: Partial<FunctionDefinition> = {},
): FunctionDefinition {
  return { name, urn: functionUrns.string, sql: { name }, takes, result: always(result), ...more };
}

const ofDataFusion = { urn: functionUrns.datafusion };

function texts(definition: FunctionDefinition) {
  return (text: Text): Expression<"string"> => apply(definition, text);
}

export const upper = texts(textFunction("upper", ["string"], string));
export const lower = texts(textFunction("lower", ["string"], string));
export const reverse = texts(textFunction("reverse", ["string"], string));
export const initcap = texts(textFunction("initcap", ["string"], string));
/** Without the spaces at both ends. */
export const trim = trimmed("trim", "btrim");
export const ltrim = trimmed("ltrim", "ltrim");
export const rtrim = trimmed("rtrim", "rtrim");

/** Substrait has these functions with the characters to take away alone. */
function trimmed(name: string, sqlName: string) {
  const definition = textFunction(name, ["string", "string"], string, { sql: { name: sqlName } });
  return (text: Text): Expression<"string"> => apply(definition, text, " ");
}

const lengthDefinition = textFunction("char_length", ["string"], int32);
const octetsDefinition = textFunction("octet_length", ["string"], int32);
const substringDefinition = textFunction("substring", ["string", "integer", "integer"], string, {
  optional: 1,
  sql: { name: "substr" },
});
const concatDefinition = textFunction("concat", [], string, {
  rest: "string",
  options: { null_handling: "IGNORE_NULLS" },
  result: () => ({ type: string, nullable: false }),
});
const replaceDefinition = textFunction("replace", ["string", "string", "string"], string);
const repeatDefinition = textFunction("repeat", ["string", "integer"], string);
const leftDefinition = textFunction("left", ["string", "integer"], string);
const rightDefinition = textFunction("right", ["string", "integer"], string);
const lpadDefinition = textFunction("lpad", ["string", "integer", "string"], string);
const rpadDefinition = textFunction("rpad", ["string", "integer", "string"], string);
const startsWithDefinition = textFunction("starts_with", ["string", "string"], boolean);
const endsWithDefinition = textFunction("ends_with", ["string", "string"], boolean);
const containsDefinition = textFunction("contains", ["string", "string"], boolean);
const positionDefinition = textFunction("strpos", ["string", "string"], int32);
const splitPartDefinition = textFunction("split_part", ["string", "string", "integer"], string, ofDataFusion);

/** How many characters a text has. */
export function charLength(text: Text): Expression<"int32"> {
  return apply(lengthDefinition, text);
}

/** How many bytes a text has in UTF-8. */
export function octetLength(text: Text): Expression<"int32"> {
  return apply(octetsDefinition, text);
}

/** The part that begins at a character, counted from 1, and has so many characters, or all to the end. */
export function substring(text: Text, start: Operand<"int64">, length?: Operand<"int64">): Expression<"string"> {
  const numbers = (length === undefined ? [start] : [start, length]).map(wide);
  return apply(substringDefinition, text, ...numbers);
}

/** Texts one behind the other; a null counts as an empty text. */
export function concat(...parts: readonly [Text, Text, ...Text[]]): Expression<"string"> {
  return apply(concatDefinition, ...parts);
}

export function replace(text: Text, from: Text, to: Text): Expression<"string"> {
  return apply(replaceDefinition, text, from, to);
}

export function repeat(text: Text, times: Operand<"int64">): Expression<"string"> {
  return apply(repeatDefinition, text, wide(times));
}

/** The first characters. */
export function left(text: Text, length: Operand<"int64">): Expression<"string"> {
  return apply(leftDefinition, text, wide(length));
}

/** The last characters. */
export function right(text: Text, length: Operand<"int64">): Expression<"string"> {
  return apply(rightDefinition, text, wide(length));
}

export function lpad(text: Text, length: Operand<"int64">, fill: Text): Expression<"string"> {
  return apply(lpadDefinition, text, wide(length), fill);
}

export function rpad(text: Text, length: Operand<"int64">, fill: Text): Expression<"string"> {
  return apply(rpadDefinition, text, wide(length), fill);
}

export function startsWith(text: Text, start: Text): Expression<"boolean"> {
  return apply(startsWithDefinition, text, start);
}

export function endsWith(text: Text, end: Text): Expression<"boolean"> {
  return apply(endsWithDefinition, text, end);
}

export function contains(text: Text, part: Text): Expression<"boolean"> {
  return apply(containsDefinition, text, part);
}

/** Where a part begins, counted from 1, or 0. */
export function position(text: Text, part: Text): Expression<"int32"> {
  return apply(positionDefinition, text, part);
}

/** One of the parts between separators, counted from 1. */
export function splitPart(text: Text, separator: Text, index: Operand<"int64">): Expression<"string"> {
  return apply(splitPartDefinition, text, separator, wide(index));
}

function wide(value: Operand<"int64">) {
  return coerceNumber(nodeOf(value), int64);
}

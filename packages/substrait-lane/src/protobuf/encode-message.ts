import protobuf from "protobufjs/minimal.js";
import { LaneError } from "../lane-error.js";
import { enumLayout, type FieldLayout, messageLayout } from "./message-layout.js";

type Writer = protobuf.Writer;
type Message = Readonly<Record<string, unknown>>;

/** The bytes of a message, and how deep messages stand in each other. */
export interface EncodedMessage {
  readonly bytes: Uint8Array;
  readonly depth: number;
}

/**
 * Writes a message of Substrait. A key that the message does not have, and an enum's value that it does not have, are an error: protobufjs would drop the one and
 * write nothing for the other.
 *
 * @throws {LaneError} `invalid-message`
 */
export function encodeMessage(name: string, message: object): EncodedMessage {
  const writer = protobuf.Writer.create();
  const depth = writeMessage(writer, name, message as Message);
  return { bytes: writer.finish(), depth };
}

function writeMessage(writer: Writer, name: string, message: Message): number {
  const { byName } = messageLayout(name);
  let deepest = 0;
  for (const key of Object.keys(message)) {
    const value = message[key];
    if (value === undefined) continue;
    const field = byName.get(key);
    if (field === undefined) throw new LaneError("invalid-message", `${name} has no field ${key}`);
    const depth = field.repeated
      ? writeRepeated(writer, field, value as readonly unknown[])
      : writeField(writer, field, value, field.explicit);
    if (depth > deepest) deepest = depth;
  }
  return deepest + 1;
}

function writeRepeated(writer: Writer, field: FieldLayout, values: readonly unknown[]): number {
  if (field.wireType !== 2) return writePacked(writer, field, values);
  let deepest = 0;
  for (const value of values) deepest = Math.max(deepest, writeField(writer, field, value, true));
  return deepest;
}

/** Numbers of a repeated field stand in one record, as proto3 asks. */
function writePacked(writer: Writer, field: FieldLayout, values: readonly unknown[]): number {
  if (values.length === 0) return 0;
  writer.uint32((field.id << 3) | 2).fork();
  for (const value of values) writeScalar(writer, field, value);
  writer.ldelim();
  return 0;
}

/** Writes one value, or nothing for a zero that means the same as nothing. Gives the depth of what it wrote. */
function writeField(writer: Writer, field: FieldLayout, value: unknown, writeZero: boolean): number {
  if (field.kind === "message") {
    writer.uint32((field.id << 3) | 2).fork();
    const depth = writeMessage(writer, field.typeName, value as Message);
    writer.ldelim();
    return depth;
  }
  if (!writeZero && isZero(field, value)) return 0;
  writer.uint32((field.id << 3) | field.wireType);
  writeScalar(writer, field, value);
  return 0;
}

function isZero(field: FieldLayout, value: unknown): boolean {
  if (field.kind === "enum") return enumLayout(field.typeName).values.get(value as string) === 0;
  if (field.kind === "bytes") return (value as Uint8Array).length === 0;
  return value === 0 || value === false || value === "" || value === 0n;
}

function writeScalar(writer: Writer, field: FieldLayout, value: unknown): void {
  switch (field.kind) {
    case "bool":
      writer.bool(value as boolean);
      return;
    case "int32":
      writer.int32(value as number);
      return;
    case "uint32":
      writer.uint32(value as number);
      return;
    case "int64":
    case "uint64":
      writer.int64(wideInteger(value as bigint));
      return;
    case "float":
      writer.float(value as number);
      return;
    case "double":
      writer.double(value as number);
      return;
    case "string":
      writer.string(value as string);
      return;
    case "bytes":
      writer.bytes(value as Uint8Array);
      return;
    default:
      writer.int32(enumNumber(field, value as string));
  }
}

function enumNumber(field: FieldLayout, label: string): number {
  const value = enumLayout(field.typeName).values.get(label);
  if (value === undefined) throw new LaneError("invalid-message", `${field.typeName} has no value ${label}`);
  return value;
}

/** Both halves of 64 bits, the form that protobufjs takes for what a number cannot hold. */
function wideInteger(value: bigint): { low: number; high: number; unsigned: boolean } {
  const low = Number(BigInt.asIntN(32, value));
  return { low, high: Number(BigInt.asIntN(32, value >> 32n)), unsigned: false };
}

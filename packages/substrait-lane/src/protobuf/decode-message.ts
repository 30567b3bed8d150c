import protobuf from "protobufjs/minimal.js";
import { LaneError } from "../lane-error.js";
import { enumLayout, type FieldLayout, messageLayout } from "./message-layout.js";

type Reader = protobuf.Reader;

/** How much of foreign bytes is read. */
export interface DecodeLimits {
  /** The longest plan, in bytes. */
  readonly maxBytes: number;
  /** How deep messages may stand in each other. */
  readonly maxDepth: number;
  /** How many messages and values of lists the plan may hold in all. */
  readonly maxMessages: number;
}

interface Decoding {
  readonly limits: DecodeLimits;
  messages: number;
}

/**
 * Reads a message of Substrait, in one pass over the bytes. What the schema does not know is an error, which protobufjs would drop: an unknown field, an unknown
 * value of an enum, two members of one oneof.
 *
 * @throws {LaneError} `plan-too-large`, `plan-too-deep`, `plan-malformed`, `plan-unknown-field`
 */
export function decodeMessage<Message>(name: string, bytes: Uint8Array, limits: DecodeLimits): Message {
  if (bytes.length > limits.maxBytes) {
    throw new LaneError("plan-too-large", `the plan has ${bytes.length} bytes, the most is ${limits.maxBytes}`);
  }
  const reader = protobuf.Reader.create(bytes);
  try {
    return readMessage(reader, bytes.length, name, 1, { limits, messages: 0 }) as Message;
  } catch (cause) {
    if (LaneError.isInstance(cause)) throw cause;
    throw new LaneError("plan-malformed", "the bytes are no message of protobuf", { cause });
  }
}

function readMessage(reader: Reader, end: number, name: string, depth: number, decoding: Decoding): object {
  const { limits } = decoding;
  if (depth > limits.maxDepth) {
    throw new LaneError("plan-too-deep", `messages stand more than ${limits.maxDepth} deep in each other`);
  }
  countOne(decoding);
  const { byId } = messageLayout(name);
  const message: Record<string, unknown> = {};
  const groups = new Map<string, string>();
  while (reader.pos < end) {
    const tag = reader.uint32();
    const field = byId.get(tag >>> 3);
    if (field === undefined) throw new LaneError("plan-unknown-field", `${name} has no field ${tag >>> 3}`);
    readField(reader, message, field, tag & 7, depth, decoding, name);
    if (reader.pos > end) throw malformed(`a field of ${name} is longer than its message`);
    if (field.group !== undefined) checkGroup(groups, field, name);
  }
  return message;
}

function countOne(decoding: Decoding): void {
  const { maxMessages } = decoding.limits;
  decoding.messages += 1;
  if (decoding.messages > maxMessages) {
    throw new LaneError("plan-too-large", `the plan holds more than ${maxMessages} messages and values`);
  }
}

function readField(
  reader: Reader,
  message: Record<string, unknown>,
  field: FieldLayout,
  wireType: number,
  depth: number,
  decoding: Decoding,
  name: string,
): void {
  if (field.repeated) {
    message[field.name] ??= [];
    const values = message[field.name] as unknown[];
    if (wireType === 2 && field.wireType !== 2) {
      const end = endOf(reader);
      while (reader.pos < end) {
        countOne(decoding);
        values.push(readScalar(reader, field));
      }
      if (reader.pos > end) throw malformed(`${name}.${field.name} is longer than it says`);
      return;
    }
    checkWireType(field, wireType, name);
    countOne(decoding);
    values.push(readValue(reader, field, depth, decoding));
    return;
  }
  checkWireType(field, wireType, name);
  if (field.kind === "message" && message[field.name] !== undefined)
    throw malformed(`${name}.${field.name} stands twice`);
  message[field.name] = readValue(reader, field, depth, decoding);
}

function readValue(reader: Reader, field: FieldLayout, depth: number, decoding: Decoding): unknown {
  if (field.kind !== "message") return readScalar(reader, field);
  const end = endOf(reader);
  return readMessage(reader, end, field.typeName, depth + 1, decoding);
}

function endOf(reader: Reader): number {
  const length = reader.uint32();
  const end = reader.pos + length;
  if (end > reader.len) throw malformed("a length goes beyond the end of the bytes");
  return end;
}

function readScalar(reader: Reader, field: FieldLayout): unknown {
  switch (field.kind) {
    case "bool":
      return reader.bool();
    case "int32":
      return reader.int32();
    case "uint32":
      return reader.uint32();
    case "int64":
      return wideInteger(reader.int64(), false);
    case "uint64":
      return wideInteger(reader.uint64(), true);
    case "float":
      return reader.float();
    case "double":
      return reader.double();
    case "string":
      return reader.string();
    case "bytes":
      return new Uint8Array(reader.bytes());
    default:
      return enumLabel(field, reader.int32());
  }
}

function enumLabel(field: FieldLayout, value: number): string {
  const label = enumLayout(field.typeName).labels.get(value);
  if (label === undefined) throw new LaneError("plan-unknown-field", `${field.typeName} has no value ${value}`);
  return label;
}

function wideInteger({ low, high }: { readonly low: number; readonly high: number }, unsigned: boolean): bigint {
  const bits = (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
  return unsigned ? bits : BigInt.asIntN(64, bits);
}

function checkWireType(field: FieldLayout, wireType: number, name: string): void {
  if (wireType !== field.wireType) throw malformed(`${name}.${field.name} has the wire type ${wireType}`);
}

function checkGroup(groups: Map<string, string>, { group, name }: FieldLayout, message: string): void {
  if (group === undefined) return;
  const other = groups.get(group) ?? name;
  if (other !== name) throw malformed(`${message} has both ${other} and ${name}`);
  groups.set(group, name);
}

function malformed(text: string): LaneError {
  return new LaneError("plan-malformed", text);
}

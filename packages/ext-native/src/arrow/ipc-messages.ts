import { NativeError } from "../native-error.js";

/** One message of an Arrow IPC stream with its prefix and its body. */
export interface IpcMessage {
  readonly kind: "schema" | "dictionary" | "batch";
  readonly bytes: Uint8Array;
}

const kinds = { 1: "schema", 2: "dictionary", 3: "batch" } as const;
const continuation = 0xffff_ffff;
const prefixBytes = 8;

/** Cuts an Arrow IPC stream, which arrives in chunks of any size, into whole messages. Copies only what a cut runs through. */
export class IpcMessageSplitter {
  #parts: Uint8Array[] = [];
  #held = 0;
  /** Bytes needed before the next step can be taken. */
  #wanted = prefixBytes;

  /** The messages that this chunk completes. The end marker gives none. Errors: `invalid-arrow`. */
  push(chunk: Uint8Array): IpcMessage[] {
    this.#parts.push(chunk);
    this.#held += chunk.byteLength;
    const messages: IpcMessage[] = [];
    while (this.#held >= this.#wanted) {
      const bytes = this.#join();
      const size = messageBytes(bytes);
      if (bytes.byteLength < size) {
        this.#wanted = size;
        break;
      }
      this.#keep(bytes.subarray(size));
      const kind = size > prefixBytes ? messageKind(bytes) : undefined;
      if (kind) messages.push({ kind, bytes: bytes.subarray(0, size) });
    }
    return messages;
  }

  #join(): Uint8Array {
    const [first] = this.#parts;
    if (this.#parts.length === 1 && first) return first;
    const joined = new Uint8Array(this.#held);
    let position = 0;
    for (const part of this.#parts) {
      joined.set(part, position);
      position += part.byteLength;
    }
    this.#parts = [joined];
    return joined;
  }

  #keep(rest: Uint8Array): void {
    this.#parts = rest.byteLength > 0 ? [rest] : [];
    this.#held = rest.byteLength;
    this.#wanted = prefixBytes;
  }
}

/** Bytes of the message that begins here, as far as can be told: its prefix, then its metadata, then its body. */
function messageBytes(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0, true) !== continuation) {
    throw new NativeError("invalid-arrow", "no message of an Arrow IPC stream begins here");
  }
  const metadataEnd = prefixBytes + view.getInt32(4, true);
  return bytes.byteLength < metadataEnd || metadataEnd === prefixBytes ? metadataEnd : metadataEnd + bodyBytes(view);
}

// The metadata is a flatbuffer: the table Message { version, header_type, header, bodyLength }. Its vtable tells where each field stands.

function messageKind(bytes: Uint8Array): IpcMessage["kind"] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const position = fieldPosition(view, 1);
  const kind = position === undefined ? undefined : kinds[view.getUint8(position) as keyof typeof kinds];
  if (kind === undefined)
    throw new NativeError("invalid-arrow", "the Arrow IPC stream holds a message of an unknown kind");
  return kind;
}

function bodyBytes(view: DataView): number {
  const position = fieldPosition(view, 3);
  return position === undefined ? 0 : Number(view.getBigInt64(position, true));
}

function fieldPosition(view: DataView, field: number): number | undefined {
  const table = prefixBytes + view.getUint32(prefixBytes, true);
  const vtable = table - view.getInt32(table, true);
  const slot = 4 + 2 * field;
  if (slot >= view.getUint16(vtable, true)) return undefined;
  const offset = view.getUint16(vtable + slot, true);
  return offset === 0 ? undefined : table + offset;
}

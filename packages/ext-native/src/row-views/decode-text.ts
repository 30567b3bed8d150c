import { isAscii } from "node:buffer";
import type { Data } from "apache-arrow";
import { type ColumnDecoder, decodeEach } from "./column-decoder.js";
import type { RowMode } from "./row-mode.js";

type Offsets = Int32Array | BigInt64Array;

/** V8 makes a real copy of a part of a string only below this length; a longer part would keep the whole column alive. */
const shortestSlice = 13;

/** Utf8 and LargeUtf8. */
export const decodeText: ColumnDecoder = (data, start, end) => {
  const bytes = bufferOf(data);
  const offsets = plainOffsets(data.valueOffsets as Offsets);
  const first = offsets[start] ?? 0;
  const last = offsets[end] ?? 0;
  if (!isAscii(bytes.subarray(first, last))) {
    return decodeEach(data, start, end, (index) => bytes.toString("utf8", offsets[index], offsets[index + 1]));
  }
  if (last - first >= shortestSlice * (end - start)) {
    return decodeEach(data, start, end, (index) => bytes.toString("latin1", offsets[index], offsets[index + 1]));
  }
  // Short ASCII text, the common case: one string for the column, cut without further calls into the runtime.
  const whole = bytes.toString("latin1", first, last);
  return decodeEach(data, start, end, (index) => {
    const from = offsets[index] as number;
    const to = offsets[index + 1] as number;
    return to - from < shortestSlice ? whole.substring(from - first, to - first) : bytes.toString("latin1", from, to);
  });
};

/** Binary and LargeBinary: a copy of its own for each value, so that a row keeps no batch alive. */
export function bytesDecoder(mode: RowMode): ColumnDecoder {
  const copy = byteReader(mode);
  return (data, start, end) => {
    const bytes = bufferOf(data);
    const offsets = plainOffsets(data.valueOffsets as Offsets);
    return decodeEach(data, start, end, (index) => copy(bytes, offsets[index] as number, offsets[index + 1] as number));
  };
}

/** FixedSizeBinary. */
export function fixedBytesDecoder(byteWidth: number, mode: RowMode): ColumnDecoder {
  const copy = byteReader(mode);
  return (data, start, end) => {
    const bytes = bufferOf(data);
    return decodeEach(data, start, end, (index) => copy(bytes, index * byteWidth, (index + 1) * byteWidth));
  };
}

/** Utf8View and BinaryView: 16 bytes a value, either the value itself (up to 12 bytes) or where it stands. */
export function viewDecoder(kind: "text" | "bytes", mode: RowMode): ColumnDecoder {
  const read =
    kind === "text" ? (bytes: Buffer, from: number, to: number) => bytes.toString("utf8", from, to) : byteReader(mode);
  return (data, start, end) => {
    const views = bufferOf(data);
    const buffers = data.variadicBuffers.map(asBuffer);
    return decodeEach(data, start, end, (index) => {
      const position = 16 * index;
      const length = views.readInt32LE(position);
      if (length <= 12) return read(views, position + 4, position + 4 + length);
      const from = views.readInt32LE(position + 12);
      return read(buffers[views.readInt32LE(position + 8)] as Buffer, from, from + length);
    });
  };
}

function byteReader(mode: RowMode): (bytes: Buffer, from: number, to: number) => unknown {
  return mode === "json"
    ? (bytes, from, to) => bytes.toString("base64", from, to)
    : (bytes, from, to) => new Uint8Array(bytes.subarray(from, to));
}

function bufferOf(data: Data): Buffer {
  return asBuffer(data.values as Uint8Array);
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Offsets as numbers: a buffer of JavaScript is never longer than a number can count. */
export function plainOffsets(offsets: Offsets): ArrayLike<number> {
  return offsets instanceof BigInt64Array ? Float64Array.from(offsets, Number) : offsets;
}

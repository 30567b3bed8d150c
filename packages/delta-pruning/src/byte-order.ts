const encoder = new TextEncoder();

/** The UTF-8 bytes of a text. They are in the order of its code points, which is not the order of JavaScript's UTF-16 units. */
export function utf8(text: string): Uint8Array {
  return encoder.encode(text);
}

/** The least bytes above `bytes`: one more byte of zero. */
export function bytesAfter(bytes: Uint8Array): Uint8Array {
  const after = new Uint8Array(bytes.length + 1);
  after.set(bytes);
  return after;
}

/** The least bytes above all that begin with `prefix`; undefined when there are none. */
export function bytesAfterPrefix(prefix: Uint8Array): Uint8Array | undefined {
  let length = prefix.length;
  while (length > 0 && prefix[length - 1] === 0xff) length -= 1;
  if (length === 0) return undefined;
  const after = prefix.slice(0, length);
  after[length - 1] = (after[length - 1] ?? 0) + 1;
  return after;
}

/** Length in bytes of the first `count` code points; -1 when there are no more than these. */
export function lengthOfPoints(bytes: Uint8Array, count: number): number {
  let points = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    if (((bytes[at] ?? 0) & 0xc0) === 0x80) continue;
    if (points === count) return at;
    points += 1;
  }
  return -1;
}

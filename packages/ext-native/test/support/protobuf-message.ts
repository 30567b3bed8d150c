/** A field of a message: its number, and bytes or a number. */
export type Field = readonly [number, Uint8Array | readonly Field[] | number | string];

/** The bytes of a protobuf message. */
export function message(...fields: readonly Field[]): Uint8Array {
  const parts = fields.map(([field, value]) => {
    if (typeof value === "number") return Buffer.concat([varint(field << 3), varint(value)]);
    const body =
      typeof value === "string" ? Buffer.from(value) : value instanceof Uint8Array ? value : message(...value);
    return Buffer.concat([varint((field << 3) | 2), varint(body.length), body]);
  });
  return Buffer.concat(parts);
}

export function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest >= 0x80n; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  return Buffer.from([...bytes, Number(rest)]);
}

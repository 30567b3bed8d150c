import type { Data, Field } from "apache-arrow";
import type { ColumnDecoder } from "./column-decoder.js";
import { decodeEach } from "./column-decoder.js";
import type { RowMode } from "./row-mode.js";

/** Dictionary: the value that each key stands for. A dictionary is decoded once for each column of a batch. */
export function dictionaryDecoder(decodeValue: ColumnDecoder): ColumnDecoder {
  return (data, start, end) => {
    const words = (data.dictionary?.data ?? []).flatMap((chunk) => Array.from(decodeValue(chunk, 0, chunk.length)));
    const keys = data.values as Int32Array;
    return decodeEach(data, start, end, (index) => words[Number(keys[index])]);
  };
}

interface UnionType {
  /** 0: sparse, 1: dense. */
  readonly mode: number;
  readonly typeIdToChildIndex: Readonly<Record<number, number>>;
  readonly children: readonly Field[];
}

/** Union: the value of the member that a row holds; lossless with the member's name, `{ member, value }`. */
export function unionDecoder(type: UnionType, decoders: readonly ColumnDecoder[], mode: RowMode): ColumnDecoder {
  const names = type.children.map((child) => child.name);
  return (data, start, end) => {
    const members = decoders.map((decode, child) => {
      const values = data.children[child] as Data;
      return decode(values, 0, values.length);
    });
    const { typeIds, valueOffsets } = data as Data & { typeIds: Int8Array; valueOffsets: Int32Array };
    return Array.from({ length: end - start }, (_, position) => {
      const index = start + position;
      const member = type.typeIdToChildIndex[typeIds[index] as number] as number;
      const value = members[member]?.[type.mode === 1 ? (valueOffsets[index] as number) : index];
      return mode === "lossless" ? { member: names[member], value } : value;
    });
  };
}
